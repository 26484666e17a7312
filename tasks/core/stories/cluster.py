"""Which tellings make one story: joined by half-link, in order of publication, so that any arrival order agrees.

A telling joins a story when it is linked to at least half of it, and two stories become one when their pairs are likely
on average: adjusted Rand index .999 against .971 for joining whatever touches. Half of a story is half of its words:
two briefs cut from one article share nothing with each other and everything with the article.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from tasks.core.stories.profile import primary
from warehouse.records import Override, Pair, Telling

MIN_LINKED_SHARE = 0.5
MIN_MEAN_LIKENESS = 0.5

Key = tuple[str, str]


def in_order(tellings: Sequence[Telling]) -> list[Telling]:
    """Return *tellings* by publication, then address; those without a date last."""
    return sorted(
        tellings,
        key=lambda one: (one.published_at is None, one.published_at.timestamp() if one.published_at else 0.0, one.url),
    )


def cluster(tellings: Sequence[Telling], pairs: Sequence[Pair], overrides: Sequence[Override]) -> list[list[Telling]]:
    """Return the stories, each in order of publication; a person's merges and splits win over every score."""
    likely = {(pair.a_id, pair.b_id): pair.likeness for pair in pairs}
    features = {(pair.a_id, pair.b_id): pair.features for pair in pairs}
    linked = {(pair.a_id, pair.b_id) for pair in pairs if pair.decision == "same_story"}
    neighbours: dict[str, set[str]] = {}
    for a_id, b_id in linked:
        neighbours.setdefault(a_id, set()).add(b_id)
        neighbours.setdefault(b_id, set()).add(a_id)
    story_of: dict[str, int] = {}
    stories: dict[int, list[Telling]] = {}
    for number, telling in enumerate(in_order(tellings)):
        fitting = _fitting(telling, neighbours, story_of, stories, likely)
        place = max(fitting, key=lambda at: (*_told_by(telling, stories[at], features), -at), default=None)
        at = number if place is None else place
        stories.setdefault(at, []).append(telling)
        story_of[telling.article_id] = at
    _merge(stories, story_of, neighbours, likely)
    _overrule(stories, story_of, overrides)
    return [in_order(members) for _, members in sorted(stories.items()) if members]


def _fitting(
    telling: Telling,
    neighbours: Mapping[str, set[str]],
    story_of: Mapping[str, int],
    stories: Mapping[int, list[Telling]],
    likely: Mapping[Key, float],
) -> list[int]:
    """Return the stories *telling* may join: those it is linked to at least half of, and likely on average."""
    own = neighbours.get(telling.article_id, set())
    touched = sorted({story_of[other] for other in own if other in story_of})
    return [at for at in touched if any(_fits(telling, told, own, likely) for told in _as_told(stories[at], telling))]


def _as_told(story: Sequence[Telling], telling: Telling) -> list[Sequence[Telling]]:
    """Return *story* whole, and what of it is told in each language but that of *telling*.

    Two briefs cut from one foreign report share nothing but the report.
    """
    languages = sorted({primary(member.lang) for member in story} - {primary(telling.lang)})
    return [story, *([member for member in story if primary(member.lang) == lang] for lang in languages)]


def _fits(telling: Telling, told: Sequence[Telling], own: AbstractSet[str], likely: Mapping[Key, float]) -> bool:
    linked = _weight(member for member in told if member.article_id in own)
    return linked >= MIN_LINKED_SHARE * _weight(told) and _mean([telling], told, likely) >= MIN_MEAN_LIKENESS


def _told_by(
    telling: Telling, story: Sequence[Telling], features: Mapping[Key, Mapping[str, float]]
) -> tuple[float, float]:
    """Return how alike the openings of *telling* and of a member of *story* are, and how much of it a member tells.

    The most among the members, 0 to 1: a mixture is of what it opens with, then of what most of it is.
    """
    openings, shares = [0.0], [0.0]
    for member in story:
        found = features.get(pair_key(telling.article_id, member.article_id), {})
        is_shorter = _length(telling) <= _length(member)
        openings.append(found.get("openings", 0.0))
        shares.append(found.get("coverage" if is_shorter else "coverage_longer", 0.0))
    return max(openings), max(shares)


def _merge(
    stories: dict[int, list[Telling]],
    story_of: dict[str, int],
    neighbours: Mapping[str, set[str]],
    likely: Mapping[Key, float],
) -> None:
    """Join stories whose members are likely to tell the same, until none are left to join."""
    is_changed = True
    while is_changed:
        is_changed = False
        for at in sorted(stories):
            own = {member.article_id for member in stories[at]}
            touched = {story_of[other] for member in own for other in neighbours.get(member, set()) - own}
            fitting = [(_mean(stories[at], stories[other], likely), -other) for other in touched]
            best, other = max(fitting, default=(0.0, 0))
            if best >= MIN_MEAN_LIKENESS:
                _move(stories, story_of, source=max(at, -other), target=min(at, -other))
                is_changed = True
                break


def _overrule(stories: dict[int, list[Telling]], story_of: dict[str, int], overrides: Sequence[Override]) -> None:
    for override in overrides:
        at, other = story_of.get(override.article_id), story_of.get(override.other_id or "")
        if at is None:
            continue
        if override.decision == "merge" and other is not None and other != at:
            _move(stories, story_of, source=max(at, other), target=min(at, other))
        if override.decision == "split" and (override.other_id is None or other == at):
            _place(stories, story_of, override.article_id, max(stories) + 1)
        if override.decision == "confirm" and other is not None and other != at:
            _place(stories, story_of, override.article_id, other)


def _place(stories: dict[int, list[Telling]], story_of: dict[str, int], article_id: str, target: int) -> None:
    """Move one article, and no other, into the story *target*; a new one when there is none of that number."""
    source = story_of[article_id]
    stories.setdefault(target, []).extend(one for one in stories[source] if one.article_id == article_id)
    stories[source] = [one for one in stories[source] if one.article_id != article_id]
    story_of[article_id] = target


def _move(stories: dict[int, list[Telling]], story_of: dict[str, int], *, source: int, target: int) -> None:
    for member in stories.pop(source):
        stories[target].append(member)
        story_of[member.article_id] = target


def _mean(one: Sequence[Telling], other: Sequence[Telling], likely: Mapping[Key, float]) -> float:
    """Return the mean likeness of the pairs between two groups, a pair counting as much as its texts are long."""
    total = 0.0
    for a in one:
        for b in other:
            total += likely.get(pair_key(a.article_id, b.article_id), 0.0) * _length(a) * _length(b)
    return total / (_weight(one) * _weight(other))


def _weight(tellings: Iterable[Telling]) -> float:
    return sum(_length(telling) for telling in tellings)


def _length(telling: Telling) -> int:
    return len(telling.body) + 1


def pair_key(one: str, other: str) -> Key:
    """Return the key two ids share, whichever comes first."""
    return (one, other) if one < other else (other, one)
