"""Stories: what a grouping found; what people decided of it stands in `decisions`."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.decisions import overrides, save_override
from warehouse.records import Membership, Pair, StoryLink, Telling
from warehouse.rows import Row, as_row
from warehouse.store import Transaction

__all__ = ["GroupingSums", "overrides", "save_grouping", "save_override", "save_pairs"]

PAIR_SHAPE = (  # of a row; to find it out of a hundred thousand pairs takes seconds
    '[{"a_id": "UUID", "b_id": "UUID", "decision": "VARCHAR", "likeness": "DOUBLE", "is_cross_language": "BOOLEAN",'
    ' "feature_values": ["DOUBLE"], "rule_version": "VARCHAR", "content_key": "VARCHAR"}]'
)


@dataclass(frozen=True, slots=True)
class GroupingSums:
    """What a grouping came to: stories there are now, those of them made by it, memberships it wrote."""

    n_stories: int
    n_new_stories: int
    n_changed_memberships: int


def save_pairs(tx: Transaction, pairs: Sequence[Pair], now: datetime) -> None:
    """Store what was compared; a pair compared before on the same contents by the same rule is left as it is."""
    alike: defaultdict[tuple[str, ...], list[Pair]] = defaultdict(list)  # by the features they have
    for pair in pairs:
        alike[tuple(pair.features)].append(pair)
    for names, some in alike.items():
        rows = [_pair_row(pair) for pair in some]
        tx.run_file("merge_pairs", rows=rows, shape=PAIR_SHAPE, feature_names=list(names), now=now)


def save_grouping(
    tx: Transaction,
    *,
    pairs: Sequence[Pair],
    memberships: Sequence[Membership],
    links: Sequence[StoryLink],
    grouped: Sequence[Telling],
    rule_version: str,
    now: datetime,
    run_id: str,
) -> GroupingSums:
    """Store what a grouping found; what it found before in the same way is left untouched.

    Args:
        tx: the transaction.
        pairs: pairs compared now.
        memberships: one an article.
        links: between articles of different stories; those of *grouped* that are not listed are removed.
        grouped: the tellings that were grouped.
        rule_version: of the rule that grouped.
        now: when.
        run_id: the run.
    """
    ids = [telling.article_id for telling in grouped]
    save_pairs(tx, pairs, now)
    tx.run_file("find_members", ids=sorted({*ids, *(one.article_id for one in memberships)}))
    found = tx.run("SELECT article_id::VARCHAR, story_id::VARCHAR, decided_by = 'rule' FROM stored_member")
    before = {article_id: story_id for article_id, story_id, _ in found}
    by_person = {article_id for article_id, _, is_by_rule in found if not is_by_rule}
    heard = [one for one in memberships if one.article_id not in by_person or one.decided_by == "person"]
    after = before | {one.article_id: one.story_id for one in heard}
    n_changed = 0
    if memberships:
        rows = [as_row(membership) for membership in memberships]
        ((n_changed,),) = tx.run_file("merge_memberships", rows=rows, now=now, run_id=run_id)
    n_new = _renew_stories(tx, before, after, now, run_id)
    _renew_links(tx, links, ids, now, run_id)
    _mark_grouped(tx, grouped, rule_version)
    n_stories = tx.run("SELECT count(*) FROM core.story WHERE status = 'open'")[0][0]
    return GroupingSums(n_stories, n_new, n_changed)


def _renew_stories(tx: Transaction, before: dict[str, str], after: dict[str, str], now: datetime, run_id: str) -> int:
    """Bring the stories articles were in *before* or are in *after* up to their members; return how many are new."""
    touched = sorted({*before.values(), *after.values()})
    tx.run_file("find_stories", ids=touched)
    known = {story_id for (story_id,) in tx.run("SELECT story_id::VARCHAR FROM stored_story")}
    if touched:
        tx.run_file("merge_stories", ids=touched, now=now, run_id=run_id)
    heirs: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article_id, story_id in before.items():
        if after.get(article_id, story_id) != story_id:
            heirs[story_id][after[article_id]] += 1
    # Of two heirs with as many articles, the lower id: the same on every machine.
    emptied = [
        {"story_id": story_id, "merged_into": min(counts, key=lambda heir: (-counts[heir], heir))}
        for story_id, counts in heirs.items()
        if story_id not in after.values()
    ]
    if emptied:
        tx.run_file("close_empty_stories", rows=emptied, now=now, run_id=run_id)
    return len(set(after.values()) - known)


def _renew_links(tx: Transaction, links: Sequence[StoryLink], ids: Sequence[str], now: datetime, run_id: str) -> None:
    unique = {f"{link.from_article_id} {link.to_article_id} {link.relation}": link for link in links}
    if ids:
        tx.run_file("delete_stale_links", ids=list(ids), kept=list(unique))
    if unique:
        tx.run_file("merge_story_links", rows=[as_row(link) for link in unique.values()], now=now, run_id=run_id)


def _mark_grouped(tx: Transaction, grouped: Sequence[Telling], rule_version: str) -> None:
    rows = [
        {
            "article_id": telling.article_id,
            "content_sha256": telling.content_sha256,
            "has_pivot": telling.pivot_lang is not None,
        }
        for telling in grouped
    ]
    if rows:
        tx.run_file("find_as_grouped", rows=rows)
        tx.run_file("note_grouped", rule_version=rule_version)
        tx.run_file("dequeue_as_grouped")


def _pair_row(pair: Pair) -> Row:
    return {
        "a_id": pair.a_id,
        "b_id": pair.b_id,
        "decision": pair.decision,
        "likeness": pair.likeness,
        "is_cross_language": pair.is_cross_language,
        "feature_values": list(pair.features.values()),
        "rule_version": pair.rule_version,
        "content_key": pair.content_key,
    }
