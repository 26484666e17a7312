"""Make the fixture packages anew: `python -m tests.models.train fr en --out fr_en.argosmodel`, and `en fr`.

numpy alone. The same seed gives the same corpus and the same tokenizer, token by token, as the packages that are
committed have; their weights were trained with PyTorch, so those come out others.
"""

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import sentencepiece

from tests.models.grammar import Pair, training_pairs
from tests.models.pack import pack
from tests.models.tape import Array, Tape
from tests.models.transformer import Batch, Shape, Transformer, save_for_ctranslate2

SEED = 1
N_STEPS = 4_000  # of a batch each
BATCH_TOKENS = 3_000  # of the longer side, padding counted
LEARNING_RATE = 3e-3  # at its height, after WARM_STEPS; then half a cosine down
LEAST_SHARE = 0.02  # of it at the end
WARM_STEPS = 400
DROPOUT = 0.1
SMOOTHING = 0.1
BETAS = (0.9, 0.98)
DECAY = 0.01
MAX_NORM = 1.0  # of all gradients together
N_HELD_OUT = 200  # sentences whose loss is said as it goes
SAID_EVERY = 200

# Letters and marks no sentence of the grammar may lack a token for, though it may not use them.
REQUIRED = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüœÀÂÇÉÈÊÎÔÙ0123456789«»\"“”’'.,;:!?()-–—…%$€&/@#"
)
Example = tuple[list[int], list[int]]


def train_tokenizer(
    pairs: Sequence[Pair], prefix: Path, *, n_tokens: int = 1_000
) -> sentencepiece.SentencePieceProcessor:
    """Learn *n_tokens* pieces of both languages (10 s for the corpus), write `prefix.model` and return it."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([side for pair in pairs for side in pair]),
        model_prefix=str(prefix),
        vocab_size=n_tokens,
        model_type="unigram",
        character_coverage=1.0,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
        normalization_rule_name="identity",
        split_digits=True,
        num_threads=1,
        minloglevel=2,
        required_chars=REQUIRED,
    )
    return sentencepiece.SentencePieceProcessor(model_file=f"{prefix}.model")


def batches(
    examples: Sequence[Example], random: np.random.Generator, n_tokens: int = BATCH_TOKENS
) -> Iterator[list[Example]]:
    """Yield the examples once, those of a length together, the batches in random order."""
    noise = random.random(len(examples)) * 4
    order = sorted(range(len(examples)), key=lambda n: (len(examples[n][1]) + noise[n], len(examples[n][0])))
    made: list[list[Example]] = [[]]
    longest = 0
    for example in (examples[n] for n in order):
        longest = max(longest, len(example[0]) + 1, len(example[1]) + 1)
        if made[-1] and longest * (len(made[-1]) + 1) > n_tokens:
            made.append([])
            longest = max(len(example[0]) + 1, len(example[1]) + 1)
        made[-1].append(example)
    for n in random.permutation(len(made)):
        yield made[n]


class Adam:
    """Adam with decoupled weight decay (Loshchilov and Hutter), all gradients cut to one norm."""

    def __init__(self, parameters: dict[str, Array]) -> None:
        self._parameters = parameters
        self._means = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._squares = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._n = 0

    def step(self, gradients: dict[str, Array], rate: float) -> None:
        """Change the parameters in place."""
        self._n += 1
        norm = math.sqrt(sum(float((gradient**2).sum()) for gradient in gradients.values()))
        cut = min(1.0, MAX_NORM / (norm + 1e-6))
        for name, gradient in gradients.items():
            mean, square, value = self._means[name], self._squares[name], self._parameters[name]
            mean += (1 - BETAS[0]) * (gradient * cut - mean)
            square += (1 - BETAS[1]) * ((gradient * cut) ** 2 - square)
            value *= 1 - rate * DECAY
            scale = np.sqrt(square / (1 - BETAS[1] ** self._n)) + 1e-9
            value -= rate / (1 - BETAS[0] ** self._n) * mean / scale


def rate_at(step: int, n_steps: int) -> float:
    """Return the learning rate of a step."""
    fall = 0.5 * (1 + math.cos(math.pi * step / n_steps))
    return LEARNING_RATE * min(step / WARM_STEPS, 1) * max(LEAST_SHARE, fall)


def train(
    examples: list[Example],
    *,
    n_steps: int = N_STEPS,
    shape: Shape | None = None,
    seed: int = SEED,
    batch_tokens: int = BATCH_TOKENS,
) -> Transformer:
    """Return a model trained on (source ids, target ids), saying on stderr how it goes."""
    random = np.random.default_rng(seed)
    model = Transformer(shape or Shape(), random)
    shuffled = [examples[n] for n in random.permutation(len(examples))]
    held_out, learned = Batch.of(shuffled[:N_HELD_OUT]), shuffled[N_HELD_OUT:]
    adam, step, started = Adam(model.parameters), 0, time.monotonic()
    while step < n_steps:
        for examples_of_batch in batches(learned, random, batch_tokens):
            step += 1
            tape = Tape(random, DROPOUT)
            _, nodes = model.loss(tape, Batch.of(examples_of_batch), smoothing=SMOOTHING)
            tape.backward()
            gradients = {name: node.gradient for name, node in nodes.items() if node.gradient is not None}
            adam.step(gradients, rate_at(step, n_steps))
            if step % SAID_EVERY == 0:
                loss = float(model.loss(Tape(), held_out)[0].value)
                sys.stderr.write(f"step {step} of {n_steps}: held out {loss:.4f}, {time.monotonic() - started:.0f} s\n")
            if step == n_steps:
                break
    return model


def main() -> None:
    """Train one direction and write its package."""
    parser = argparse.ArgumentParser(description="Train a fixture package.")
    parser.add_argument("source", choices=("fr", "en"))
    parser.add_argument("target", choices=("fr", "en"))
    parser.add_argument("--out", type=Path, required=True, help="the .argosmodel file to write")
    parser.add_argument("--splitter", type=Path, help="what tests.models.splitter wrote, for stock argostranslate")
    parser.add_argument("--steps", type=int, default=N_STEPS)
    given = parser.parse_args()
    pairs = training_pairs()
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = train_tokenizer(pairs, Path(folder) / "tokens")
        french, english = (tokenizer.encode([pair[side] for pair in pairs]) for side in (0, 1))
        examples = list(
            zip(french, english, strict=True) if given.source == "fr" else zip(english, french, strict=True)
        )
        model = train(examples, n_steps=given.steps)
        tokens = [tokenizer.id_to_piece(number) for number in range(tokenizer.vocab_size())]
        save_for_ctranslate2(model, tokens, Path(folder) / "model", quantization="int8")
        splitter = given.splitter.read_bytes() if given.splitter else b""
        files = (Path(folder) / "model", Path(folder) / "tokens.model")
        pack(*files, given.out, given.source, given.target, splitter=splitter)
    sys.stderr.write(f"{given.out}: {given.out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
