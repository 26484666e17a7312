"""Human translations, sentence by sentence, and faults put into them: what the flags are tuned and measured on.

Pairs come from the shared chains: of each story with an original and a human translation of it, the paragraphs side by
side, where both texts have equally many and both paragraphs are one sentence. `tasks/core/stories/alignment.py` is not
asked: it takes sentences that share words, and would leave out the free translations that raise false alarms.
Stories fall into two halves by the hash of their name. Weights and thresholds are learned from the first. Of the second
the figures were watched while the rules were written, and the mismatches of numbers and names were read: number words
and `exonyms.txt` know both halves.

Faults are drawn with `random.Random` seeded by the story, the place of the sentence and the fault: the same everywhere.
"""

import hashlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tasks.core.sentences import split_paragraphs, split_sentences

STORIES = Path(__file__).parents[3] / "shared" / "eval" / "stories"
SEED = 5
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
END = re.compile(r"[.!?…][\s\"”’'»)\]]*$")


@dataclass(frozen=True)
class Pair:
    """A sentence and its human translation; `french` is translated into `english` or the other way round."""

    story: str
    place: int
    french: str
    english: str

    @property
    def is_heldout(self) -> bool:
        return int(hashlib.sha256(self.story.encode()).hexdigest(), 16) % 2 == 1

    def sides(self, into: str) -> tuple[str, str]:
        """Return source and target, translated *into* en or fr."""
        return (self.french, self.english) if into == "en" else (self.english, self.french)


@dataclass(frozen=True)
class Taken:
    """What of the shared chains was taken."""

    pairs: tuple[Pair, ...]
    n_stories: int
    n_paragraphs: int  # side by side
    n_uneven_stories: int  # not as many paragraphs in both texts: left out


def human_pairs(folder: Path = STORIES) -> Taken:
    """Return the sentence pairs of the chains in *folder*, in the order of the file."""
    texts = {row["id"]: row["text"] for row in _lines(folder / "chains.articles.jsonl")}
    told: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for row in _lines(folder / "chains.truth.jsonl"):
        if row["story"] and row["relation"] in {"original", "translation"}:
            told[row["story"]][row["relation"]] = (row["lang"], texts[row["id"]])
    pairs: list[Pair] = []
    n_stories = n_paragraphs = n_uneven = 0
    for story, texts_of in told.items():
        by_lang = {lang: split_paragraphs(text) for lang, text in texts_of.values()}
        if len(texts_of) < 2 or by_lang.keys() != {"en", "fr"}:
            continue
        n_stories += 1
        if len(by_lang["fr"]) != len(by_lang["en"]):
            n_uneven += 1
            continue
        for place, (french, english) in enumerate(zip(by_lang["fr"], by_lang["en"], strict=True)):
            n_paragraphs += 1
            if len(split_sentences(french)) == len(split_sentences(english)) == 1:
                pairs.append(Pair(story, place, french, english))
    return Taken(tuple(pairs), n_stories, n_paragraphs, n_uneven)


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def truncated(source: str, target: str, others: Sequence[str], random: Random) -> str | None:
    """Cut off the last 40 to 80 % of the words, final mark and all; of one word nothing can be cut."""
    words = target.split()
    n_cut = math.ceil(len(words) * random.uniform(0.4, 0.8))
    return " ".join(words[: max(1, len(words) - n_cut)]) if len(words) > 1 else None


def truncated_with_its_mark(source: str, target: str, others: Sequence[str], random: Random) -> str | None:
    """Cut as many words, and end with the mark that was there: as a decoder does that stops too early."""
    cut, mark = truncated(source, target, others, random), END.search(target)
    return f"{cut.rstrip(',;:')}{mark[0]}" if cut and mark else None


def looped(source: str, target: str, others: Sequence[str], random: Random) -> str | None:
    """Say 3 to 6 words four to eight times in a row; half of them never come back to the rest."""
    words = target.split()
    if len(words) < 3:
        return None
    n_words = min(random.randint(3, 6), len(words))
    start = random.randint(0, len(words) - n_words)
    chunk, rest = words[start : start + n_words], words[start + n_words :]
    return " ".join([*words[:start], *chunk * random.randint(4, 8), *(rest if random.random() < 0.5 else [])])


def changed_number(source: str, target: str, others: Sequence[str], random: Random) -> str | None:
    """Change one digit of one number; sentences without digits are left out."""
    found = list(NUMBER.finditer(target))
    if not found:
        return None
    number = random.choice(found)
    at = random.choice([number.start() + place for place, letter in enumerate(number[0]) if letter.isdigit()])
    digit = random.choice([other for other in "123456789" if other != target[at]])
    return target[:at] + digit + target[at + 1 :]


def dropped_number(source: str, target: str, others: Sequence[str], random: Random) -> str | None:
    """Remove one number in digits."""
    found = list(NUMBER.finditer(target))
    if not found:
        return None
    number = random.choice(found)
    return re.sub(r"\s+", " ", target[: number.start()] + target[number.end() :]).strip()


def left_as_it_was(source: str, target: str, others: Sequence[str], random: Random) -> str | None:
    """Leave the sentence untranslated."""
    return source


def another_sentence(source: str, target: str, others: Sequence[str], random: Random) -> str | None:
    """Put the translation of another sentence of the same story in its place."""
    candidates = [other for other in others if other != target]
    return random.choice(candidates) if candidates else None


Injection = Callable[[str, str, Sequence[str], Random], str | None]
INJECTIONS: Mapping[str, Injection] = {
    "truncated": truncated,
    "loop": looped,
    "changed number": changed_number,
    "dropped number": dropped_number,
    "left in the source's language": left_as_it_was,
    "another sentence": another_sentence,
    "truncated, its mark kept": truncated_with_its_mark,
}


def inject(fault: str, pairs: Sequence[Pair], into: str = "en") -> list[tuple[Pair, str, str]]:
    """Return (pair, source, faulty target) for each of *pairs* that can have *fault*."""
    translations: defaultdict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        translations[pair.story].append(pair.sides(into)[1])
    found: list[tuple[Pair, str, str]] = []
    for pair in pairs:
        source, target = pair.sides(into)
        random = Random(f"{SEED} {pair.story} {pair.place} {fault}")
        faulty = INJECTIONS[fault](source, target, translations[pair.story], random)
        if faulty is not None and faulty != target:
            found.append((pair, source, faulty))
    return found
