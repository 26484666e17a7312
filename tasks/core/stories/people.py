"""What people decided, as the lineage tells it: in which order, and in whose words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from warehouse.records import Membership, Override, Telling

ALONE = "told by nobody else"  # not said of what a person put apart


@dataclass(frozen=True, slots=True)
class PeoplesWords:
    """The decisions that bear on what is told: what was confirmed, and sentences on what was merged or split."""

    confirmed: Mapping[str, Override] = field(default_factory=dict[str, Override])  # by article
    sentences: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])  # by article
    merged: frozenset[str] = frozenset()  # articles whose story is one with another's by a person's word

    def heard(self, membership: Membership) -> Membership:
        """Return *membership* with what people said of its place after its reasons."""
        said = self.sentences.get(membership.article_id, ())
        by_rule = [reason for reason in membership.reasons if reason != ALONE]
        return replace(membership, reasons=(*by_rule, *said)) if said else membership


def words_of(overrides: Sequence[Override], tellings: Sequence[Telling], stories: Mapping[str, int]) -> PeoplesWords:
    """Return what *overrides* say of *tellings*; of a merge or split that a later one undid, nothing.

    Args:
        overrides: oldest first.
        tellings: all that is told.
        stories: which story each article is in now.
    """
    by_id = {telling.article_id: telling for telling in tellings}
    sizes = Counter(stories.values())
    sentences: dict[str, tuple[str, ...]] = {}
    merged: set[str] = set()
    for one in overrides:
        if one.article_id not in stories or one.decision not in {"merge", "split"}:
            continue
        at = stories[one.article_id]
        is_together = sizes[at] > 1 if one.other_id is None else at == stories.get(one.other_id)
        if is_together != (one.decision == "merge"):
            continue
        merged |= {one.article_id} if one.decision == "merge" else set()
        words = "put together with" if one.decision == "merge" else "kept apart from"
        ends = [(one.article_id, one.other_id), *([(one.other_id, one.article_id)] if one.decision == "merge" else [])]
        for here, there in ends:
            other = by_id.get(there or "")
            beside = f"{other.publisher}'s “{other.title}”" if other else "all others"
            sentence = f"{words} {beside}, {spoken(one)}"
            sentences[here or ""] = (*sentences.get(here or "", ()), sentence)
    confirmed = {one.article_id: one for one in overrides if one.decision == "confirm"}
    return PeoplesWords(confirmed, sentences, frozenset(merged))


def spoken(override: Override) -> str:
    """Return who decided, and why.

    >>> from datetime import datetime
    >>> spoken(Override("a", "split", "ann", datetime(2026, 11, 16), note="read both"))
    'decided by ann: read both'
    """
    return f"decided by {override.decided_by}" + (f": {override.note}" if override.note else "")


def after_parents(members: Sequence[Telling], confirmed: Mapping[str, Override]) -> list[Telling]:
    """Return *members* in their order, but each that was confirmed to be made from another one after that one."""
    inside = {member.article_id for member in members}
    parent_of = {
        article_id: override.other_id
        for article_id, override in confirmed.items()
        if article_id in inside and override.other_id in inside
    }
    told, held = list[Telling](), list[Telling]()
    placed: set[str | None] = {None}
    for member in members:
        held.append(member)
        # Who was held back follows the one it waited for, and may itself be waited for.
        while ready := next((one for one in held if parent_of.get(one.article_id) in placed), None):
            held.remove(ready)
            told.append(ready)
            placed.add(ready.article_id)
    return [*told, *held]  # two that were each made from the other: as they came
