"""What people decided about the place of an article in its story: stored, found, taken back; and whom they mean.

A decision is a row of `core.override`. The grouping reads them all, the oldest first, so that of two that contradict
each other the later one counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.chains import ID_START
from warehouse.errors import WarehouseError
from warehouse.languages import decide_language
from warehouse.queue import GROUP, enqueue, those_waiting
from warehouse.records import Override
from warehouse.rows import Row, as_record, as_row
from warehouse.store import Transaction

OPPOSITE = {"merge": "split", "split": "merge"}


@dataclass(frozen=True, slots=True)
class Named:
    """An article that a person named, and where it stands."""

    article_id: str
    url: str
    publisher: str
    title: str
    lang: str
    content_sha256: str
    story_id: str | None = None  # None: not grouped yet
    relation: str | None = None
    parent_id: str | None = None


def overrides(tx: Transaction) -> list[Override]:
    """Return what people decided, oldest first."""
    return [as_record(Override, row) for row in tx.rows("overrides")]


def waiting(tx: Transaction, decision: str) -> list[Override]:
    """Return what people decided that way and no run has carried out yet: its article waits for grouping."""
    found = [one for one in overrides(tx) if one.decision == decision]
    ids = those_waiting(tx, (one.article_id for one in found), GROUP)
    return [one for one in found if one.article_id in ids]


def save_override(tx: Transaction, override: Override) -> bool:
    """Store what a person decided; the same decision again changes nothing.

    A `confirm` makes the stored membership the person's own: only a grouping that honours it writes over it from then
    on. It replaces an earlier one of the article, and a `split` ends it. The articles wait for grouping again, since
    only what is new to it is told anew. Of two decisions about a language the later one counts.

    Returns:
        whether anything changed.
    """
    if override.decision == "language":
        return decide_language(tx, override)
    stored = [one for one in overrides(tx) if one.decision != "language"]
    if _stands(override, stored):
        return False
    replaced = [one for one in stored if _replaces(override, one)]
    _forget(tx, replaced)
    rows = [as_row(override)]
    tx.run_file("insert_override", rows=rows)
    if override.decision == "confirm":
        tx.run_file("confirm_membership", rows=rows)
    _group_again(tx, [override, *replaced])
    return True


def take_back(tx: Transaction, article_id: str) -> list[Override]:
    """Forget what people decided about the place of an article, and return it; merges with it too.

    What was grouped on their word waits to be grouped by the rules again.
    """
    taken = [
        one
        for one in overrides(tx)
        if one.decision != "language"
        and (one.article_id == article_id or (one.decision == "merge" and one.other_id == article_id))
    ]
    _forget(tx, taken)
    _group_again(tx, taken)
    return taken


def named_article(tx: Transaction, key: str) -> Named:
    """Return the article that *key* (an article id, or an address) names.

    Raises:
        WarehouseError: it names none, or a story.
    """
    found = _articles(tx, key)
    if found:
        return _one(key, found)
    if _stories(tx, key):
        raise WarehouseError(
            f"{key}: is a story; name one of its articles by its address: newsecho story {key} draws it"
        )
    raise WarehouseError(f'{key}: no article or address of that name; newsecho sql "FROM articles" lists them')


def named_companion(tx: Transaction, key: str) -> Named:
    """Return the article that *key* names as `named_article` does; or for a story id, or its start, its original.

    Raises:
        WarehouseError: it names none, or several stories.
    """
    found = _articles(tx, key)
    if found:
        return _one(key, found)
    stories = _stories(tx, key)
    if not stories:
        raise WarehouseError(
            f'{key}: no story, article or address of that name; newsecho sql "FROM stories" lists them'
        )
    if len(stories) > 1:
        listed = ", ".join(story["story_id"] for story in stories[:5])
        raise WarehouseError(f"{key}: names {len(stories)} stories ({listed}…); give more of the id")
    return _one(key, _articles(tx, stories[0]["original_id"]))


def names_article(tx: Transaction, key: str) -> bool:
    """Say whether *key* names an article itself, and no story of which it is the original."""
    return bool(_articles(tx, key))


def companions_of(tx: Transaction, article_id: str) -> list[str]:
    """Return the other articles of the story of an article, those without a parent first, then by date."""
    return [other for (other,) in tx.run_file("companions_of", article_id=article_id)]


def translations_into(tx: Transaction, article_id: str) -> list[str]:
    """Return the languages that an article, as it reads now, is translated into."""
    return [lang for (lang,) in tx.run_file("translations_into", article_id=article_id)]


def _articles(tx: Transaction, key: str) -> list[Row]:
    return tx.rows("find_article", key=key.strip())


def _stories(tx: Transaction, key: str) -> list[Row]:
    start = key.strip().lower()
    return tx.rows("find_story_by_id", start=start) if ID_START.fullmatch(start) else []


def _one(key: str, rows: Sequence[Row]) -> Named:
    """Return the article of *rows*: the one whose address is as typed, when there are several."""
    exact = [row for row in rows if row["url"] == key.strip()] or list(rows)
    if len(exact) > 1:
        listed = ", ".join(row["url"] for row in exact[:5])
        raise WarehouseError(f"{key}: names {len(exact)} articles ({listed}); give the address of one as it is listed")
    return as_record(Named, exact[0])


def _question(override: Override) -> tuple[str, frozenset[str | None]]:
    """Return what names a decision: that two are one story is the same whoever is named first."""
    return override.decision, frozenset({override.article_id, override.other_id})


def _stands(override: Override, stored: Iterable[Override]) -> bool:
    """Say whether *override* was decided before, and no later decision says the opposite."""
    known = [one for one in stored if _is_same(one, override)]
    if not known:
        return False
    since = max(one.decided_at for one in known)
    concerned = {one for one in (override.article_id, override.other_id) if one is not None}
    return not any(
        one.decision == OPPOSITE.get(override.decision)
        and one.decided_at > since
        and concerned & {one.article_id, one.other_id}
        for one in stored
    )


def _is_same(one: Override, other: Override) -> bool:
    if one.decision == other.decision == "merge":
        return _question(one) == _question(other)
    said = ("article_id", "decision", "other_id", "relation")
    return all(getattr(one, name) == getattr(other, name) for name in said)


def _replaces(override: Override, earlier: Override) -> bool:
    """Say whether *override* takes the place of an *earlier* decision, which is forgotten then."""
    if earlier.decision == "confirm":
        return earlier.article_id == override.article_id and override.decision in {"confirm", "split"}
    return _is_same(override, earlier)


def _forget(tx: Transaction, taken: Sequence[Override]) -> None:
    if taken:
        tx.run_file("forget_overrides", rows=[as_row(one) for one in taken])
    confirmed = sorted({one.article_id for one in taken if one.decision == "confirm"})
    if confirmed:
        tx.run_file("release_memberships", ids=confirmed)


def _group_again(tx: Transaction, changed: Iterable[Override]) -> None:
    ids = sorted({one for override in changed for one in (override.article_id, override.other_id) if one is not None})
    if ids:
        tx.run_file("regroup", ids=ids)
        enqueue(tx, ids, GROUP)
