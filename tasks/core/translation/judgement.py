"""Which sentences of a translated article not to trust, and whether it is to be doubted as a whole.

A doubtful translation is kept and shown as such: gross faults are found by rule, and where the decoder was unsure it
was often wrong (design.md: area under the curve .81 to .98).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tasks.core.translation.faults import Fault, Flag, quoted
from tasks.core.translation.flags import flags_of
from warehouse.records import DoubtfulSentence, Translation

N_UNSURE = 3  # of the sentences that the model was least sure of are kept, though no rule finds a fault
KEPT_CHARS = 2_000  # of a doubtful sentence, which may be a text without a full stop
LONE = 2  # sentences: in a longer text a single flagged one makes no doubtful translation


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """A sentence of an article and what was made of it."""

    field: str  # title | body
    position: int  # in the field, from 0
    source: str
    target: str
    token_score: float | None = None  # mean log-probability of its tokens; None: the engine does not say
    is_cut: bool = False  # the decoder ran into its limit


@dataclass(frozen=True, slots=True)
class Floors:
    """Below what a translation is doubtful; the defaults are those of `config/newsecho.toml`."""

    min_token_score: float = -1.0  # mean log-probability of a token, of an article or a sentence
    max_flagged_share: float = 0.25  # of its sentences


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known against a translation."""

    n_sentences: int
    n_flagged: int  # with a gross fault
    is_doubtful: bool
    doubt: str  # why; empty where it is not doubtful
    sentences: tuple[DoubtfulSentence, ...]  # those with a fault, and those the model was least sure of


DEFAULT_FLOORS = Floors()


def judge(
    sentences: Iterable[TranslatedSentence],
    source_lang: str,
    target_lang: str,
    *,
    token_score: float | None,
    floors: Floors = DEFAULT_FLOORS,
) -> Judgement:
    """Return what is known against a translation, from its sentences in reading order and the model's score of it all.

    >>> right = TranslatedSentence("title", 0, "Le maire a parlé.", "The mayor spoke.")
    >>> looped = TranslatedSentence("body", 0, "Le budget est voté.", "The budget is voted is voted is voted is voted.")
    >>> judgement = judge([right, looped], "fr", "en", token_score=-0.4)
    >>> judgement.doubt
    '1 of 2 sentences is flagged: length 1, repetition 1'
    """
    judged = [one for one in sentences if any(map(str.isalpha, one.source))]
    flags_by = [_flags(one, source_lang, target_lang) for one in judged]
    doubtful = [_doubtful(one, flags) for one, flags in zip(judged, flags_by, strict=True) if flags]
    unsure = [one for one, flags in zip(judged, flags_by, strict=True) if not flags and _is_unsure(one, floors)]
    unsure = sorted(unsure, key=lambda one: one.token_score or 0.0)[:N_UNSURE]
    doubtful += [_doubtful(one, [_unsure_flag(one, floors)]) for one in unsure]
    n_flagged = sum(map(bool, flags_by))
    reasons = list(_reasons(flags_by, token_score, floors))
    order = {(one.field, one.position): place for place, one in enumerate(judged)}
    return Judgement(
        n_sentences=len(judged),
        n_flagged=n_flagged,
        is_doubtful=bool(reasons),
        doubt="; ".join(reasons),
        sentences=tuple(sorted(doubtful, key=lambda one: order[one.field, one.position])),
    )


def marked(translation: Translation, judgement: Judgement) -> Translation:
    """Return *translation* with what is known against it."""
    return replace(
        translation,
        n_sentences=judgement.n_sentences,
        n_flagged=judgement.n_flagged,
        is_doubtful=judgement.is_doubtful,
        doubt=judgement.doubt,
        doubtful_sentences=judgement.sentences,
    )


def _flags(one: TranslatedSentence, source_lang: str, target_lang: str) -> list[Flag]:
    flags = list(flags_of(one.source, one.target, source_lang, target_lang))
    if one.is_cut and not any(flag.fault is Fault.TRUNCATED for flag in flags):
        flags.append(Flag(Fault.TRUNCATED, "an end", f"the limit of the decoder after {quoted(one.target[-40:])}"))
    return flags


def _is_unsure(one: TranslatedSentence, floors: Floors) -> bool:
    return one.token_score is not None and one.token_score < floors.min_token_score


def _unsure_flag(one: TranslatedSentence, floors: Floors) -> Flag:
    expected = f"a mean log-probability of a token of {floors.min_token_score:.2f} at least"
    return Flag(Fault.UNSURE, expected, f"{one.token_score or 0.0:.2f}")


def _doubtful(one: TranslatedSentence, flags: Sequence[Flag]) -> DoubtfulSentence:
    return DoubtfulSentence(
        field=one.field,
        position=one.position,
        source=_kept(one.source),
        target=_kept(one.target),
        faults=tuple(flag.fault.value for flag in flags),
        reasons=tuple(flag.reason for flag in flags),
        token_score=one.token_score,
    )


def _kept(text: str) -> str:
    return text if len(text) <= KEPT_CHARS else f"{text[:KEPT_CHARS]}…"


def _reasons(flags_by: Sequence[Sequence[Flag]], token_score: float | None, floors: Floors) -> Iterable[str]:
    """Yield why the whole is doubtful."""
    n, n_flagged = len(flags_by), sum(map(bool, flags_by))
    if n_flagged > floors.max_flagged_share * n and (n_flagged > 1 or n <= LONE):
        counts = Counter(flag.fault.value for flags in flags_by for flag in flags)
        by_fault = ", ".join(f"{fault} {count}" for fault, count in counts.most_common())
        of_all = f"{n_flagged} of {n} {'sentence' if n == 1 else 'sentences'}"
        yield f"{of_all} {'is' if n_flagged == 1 else 'are'} flagged: {by_fault}"
    if token_score is not None and token_score < floors.min_token_score:
        yield f"mean log-probability of a token {token_score:.2f}, under {floors.min_token_score:.2f}"
