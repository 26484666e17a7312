"""How two texts in one language are kin: by the word sequences that stand in both, and by what people say in them."""

import re
from dataclasses import dataclass

from tasks.core.stories.profile import GRAM, Profile, grams_of
from tasks.core.stories.words import plain_words

MIN_QUOTE_WORDS = 8  # shorter ones come out alike by chance
KEPT_SHARE = 0.6  # of a quotation's word sequences, for it to stand in the other text as it was said

_QUOTED = re.compile(r"[“«\"]([^“”«»\"]{30,600})[”»\"]")


@dataclass(frozen=True, slots=True)
class Kinship:
    """What of a text stands in another as it was, 0 to 1."""

    of_child: float  # share of the child's word sequences that stand in the parent
    of_parent: float  # share of the parent's that stand in the child
    jaccard: float  # share of both texts' that stand in both
    length_ratio: float  # words of the shorter to words of the longer
    is_shorter: bool  # the child


def kinship_of(child: Profile, parent: Profile) -> Kinship:
    """Return how *child* is kin to *parent*, a text in the same language; furniture and credit lines left out."""
    shared = len(child.grams & parent.grams)
    short, long = sorted((max(1, child.n_words), max(1, parent.n_words)))
    return Kinship(
        of_child=shared / max(1, len(child.grams)),
        of_parent=shared / max(1, len(parent.grams)),
        jaccard=shared / max(1, len(child.grams) + len(parent.grams) - shared),
        length_ratio=short / long,
        is_shorter=child.n_words < parent.n_words,
    )


def is_same(one: Profile, other: Profile) -> bool:
    """Say whether two texts have the same title and body, but for space."""
    return _text(one) == _text(other)


def keeps_its_words(child: Profile, parent: Profile) -> bool | None:
    """Say whether most quotations of *child* stand in *parent* as they were said; None when it quotes nobody at length.

    Who rewrites a text keeps what people said in it. A text that went through another language cannot.
    """
    quoted = (plain_words(match[1]) for match in _QUOTED.finditer(child.telling.body))
    said = [grams_of(words) for words in quoted if len(words) >= MIN_QUOTE_WORDS + GRAM - 1]
    if not said:
        return None
    return 2 * sum(len(grams & parent.grams) >= KEPT_SHARE * len(grams) for grams in said) > len(said)


def _text(profile: Profile) -> tuple[str, str]:
    telling = profile.telling
    return " ".join(telling.title.split()), " ".join(telling.body.split())
