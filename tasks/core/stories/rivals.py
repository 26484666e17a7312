"""A text is of one story: of unrelated texts it seems to tell again, those that have the weaker claim lose it.

A text put together of two reports is linked to both, and two reports on one kind of event to the same brief; either
would pull two stories into one. Two contests settle it. A text is of the story that its opening is of: a counterpart
of which it tells the middle loses, when both are at home elsewhere, each in a story of its own. And a shorter text was
made from one longer one: the likeliest wins. Counterparts that tell the same thing, an original and its reprints, are
no rivals.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tasks.core.stories.profile import primary
from warehouse.records import Pair, Telling

RELATED = 0.3  # likeness: two counterparts this alike tell the same thing
LOST = 0.2  # the most likeness that a pair which lost is left with
OPEN_ALIKE = 0.3  # the least likeness of two openings that are of one story
UNRIVALLED, GRANTED = 0.41, 0.5  # likeness that is enough for a brief's only counterpart, and what it counts as then
MORE_ALIKE = 0.1  # by so much an opening has to be more like another one
MIN_PART = 0.4  # of the length of a text: what is as long as that is no brief of it
SAME, REVIEW, LINKED = "same_story", "review", "linked"

_Opened = tuple[list[float], list[str]]  # likenesses of openings, negative, ascending; and whose


@dataclass(frozen=True, slots=True)
class _Claim:
    """A counterpart of a text, and what speaks for it."""

    other: Telling
    own: Telling
    pair: Pair

    @property
    def openings(self) -> float:
        """Return how alike the openings of the two are."""
        return self.pair.features.get("openings", 0.0)

    @property
    def strength(self) -> float:
        """Return how likely the counterpart is, and how much of the text's opening it tells."""
        is_a = self.pair.a_id == self.own.article_id
        return self.pair.likeness + self.pair.features.get("opening_a" if is_a else "opening_b", 0.0)

    @property
    def is_longer(self) -> bool:
        """Say whether the counterpart is the longer one; of two as long, the one with the higher id."""
        return (len(self.other.body), self.other.article_id) > (len(self.own.body), self.own.article_id)


@dataclass(frozen=True, slots=True)
class _Court:
    claims: Mapping[str, Sequence[_Claim]]
    related: Mapping[str, set[str]]  # by article: those that tell the same thing
    _by_opening: dict[str, tuple[list[float], list[str]]] = field(
        default_factory=dict[str, tuple[list[float], list[str]]]
    )

    def are_rivals(self, one: _Claim, other: _Claim) -> bool:
        """Say whether the counterparts of two claims have nothing to do with each other."""
        return other.other.article_id not in self.related[one.other.article_id]

    def opened_alike(self, article_id: str, least: float) -> list[str]:
        """Return the counterparts of an article whose openings are as alike as *least*, from the top."""
        if article_id not in self._by_opening:
            order = sorted(self.claims[article_id], key=lambda one: -one.openings)
            self._by_opening[article_id] = [-one.openings for one in order], [one.other.article_id for one in order]
        levels, others = self._by_opening[article_id]
        return others[: bisect_right(levels, -least)]


def without_losers(tellings: Sequence[Telling], pairs: Sequence[Pair]) -> list[Pair]:
    """Return *pairs*, those that lost to a rival as `linked`: a passage in common, no story.

    Where one text credits the other there is no contest.
    """
    court = _Court(_claims(tellings, pairs), _related(pairs))
    lost = {
        (claim.pair.a_id, claim.pair.b_id)
        for claims in court.claims.values()
        for claim in (*_told_further_down(court, claims), *_less_likely(court, claims))
        if claim.pair.decision == SAME and not claim.pair.features.get("is_credited")
    }
    alone = {
        (claim.pair.a_id, claim.pair.b_id) for claims in court.claims.values() for claim in _unrivalled(court, claims)
    }
    return [
        _settled(pair, is_lost=(pair.a_id, pair.b_id) in lost, is_alone=(pair.a_id, pair.b_id) in alone)
        for pair in pairs
    ]


def _related(pairs: Sequence[Pair]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        if pair.likeness >= RELATED:
            found[pair.a_id].add(pair.b_id)
            found[pair.b_id].add(pair.a_id)
    return found


def _settled(pair: Pair, *, is_lost: bool, is_alone: bool) -> Pair:
    if is_lost:
        return replace(pair, decision=LINKED, likeness=min(pair.likeness, LOST))
    if is_alone and pair.decision == REVIEW and pair.likeness >= UNRIVALLED:
        return replace(pair, decision=SAME, likeness=max(pair.likeness, GRANTED))
    return pair


def _unrivalled(court: _Court, claims: Sequence[_Claim]) -> Iterator[_Claim]:
    """Yield the *claims* on a brief by longer texts in other languages that no other claim speaks against."""
    abroad = [claim for claim in claims if claim.is_longer and claim.pair.is_cross_language]
    for claim in abroad:
        is_brief = len(claim.own.body) < MIN_PART * len(claim.other.body)
        if is_brief and not any(court.are_rivals(claim, other) for other in abroad if other is not claim):
            yield claim


def _told_further_down(court: _Court, claims: Sequence[_Claim]) -> Iterator[_Claim]:
    """Yield those of the *claims* on a text that its opening speaks against.

    It does when it is more like the opening of another counterpart, and that of the claim is at home elsewhere too: in
    another story than this other one, or nowhere, but too long to be cut from the text. All of that is asked of sets:
    a story of hundreds of articles has millions of such threes.
    """
    for claim in claims:
        theirs = court.related[claim.other.article_id]
        homes = court.opened_alike(claim.own.article_id, max(OPEN_ALIKE, claim.openings + MORE_ALIKE))
        if theirs.issuperset(homes):
            continue
        others = court.opened_alike(claim.other.article_id, claim.openings + MORE_ALIKE)
        if not others:
            if len(claim.other.body) >= MIN_PART * len(claim.own.body):
                yield claim
        elif any(home not in theirs and not court.related[home].issuperset(others) for home in homes):
            yield claim


def _less_likely(court: _Court, claims: Sequence[_Claim]) -> Iterator[_Claim]:
    """Yield the *claims* on a shorter text that are weaker than the strongest, which has nothing to do with them."""
    by_language: defaultdict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        if claim.is_longer:
            by_language[primary(claim.other.lang)].append(claim)
    for longer in by_language.values():
        best = max(longer, key=lambda claim: (claim.strength, claim.other.article_id))
        yield from (claim for claim in longer if claim is not best and court.are_rivals(claim, best))


def _claims(tellings: Sequence[Telling], pairs: Sequence[Pair]) -> Mapping[str, Sequence[_Claim]]:
    known = {telling.article_id: telling for telling in tellings}
    found: defaultdict[str, list[_Claim]] = defaultdict(list)
    for pair in pairs:
        a, b = known.get(pair.a_id), known.get(pair.b_id)
        if pair.decision in {SAME, REVIEW} and a is not None and b is not None:
            found[pair.a_id].append(_Claim(b, a, pair))
            found[pair.b_id].append(_Claim(a, b, pair))
    return found
