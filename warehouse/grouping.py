"""What the grouping works on: what waits for it, the few articles each is compared with, and all that may be its story.

Nothing here reads the text of an article that need not be looked at: a month of articles is searched by fingerprints.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from warehouse.records import Credit, Defect, Fingerprint, Link, Pair, Telling
from warehouse.rows import Row, as_record, as_records, as_row
from warehouse.store import Transaction


def ids_to_group(tx: Transaction, rule_version: str) -> list[str]:
    """Return the articles that *rule_version* has not grouped as they are now, by day, then id."""
    tx.run_file("enqueue_outdated", rule_version=rule_version)
    tx.run_file("find_ungrouped", rule_version=rule_version)
    tx.run_file("dequeue_grouped")
    rows = tx.run("SELECT article_id::VARCHAR FROM waiting WHERE is_new ORDER BY published_on, article_id")
    return [article_id for (article_id,) in rows]


def tellings(tx: Transaction, article_ids: Sequence[str]) -> list[Telling]:
    """Return what these articles tell, by date, then address."""
    return [_telling(row) for row in tx.rows("tellings", ids=list(article_ids))] if article_ids else []


def furniture_among(
    tx: Transaction, paragraphs: Mapping[str, Sequence[int]], window_days: int, least: int
) -> tuple[dict[str, set[int]], list[str]]:
    """Return which *paragraphs* of new articles their outlets repeat, by article, and which others hold such a one.

    Those others were compared with it: from here on they wait to be grouped again.

    Args:
        tx: the transaction.
        paragraphs: hashes, by article.
        window_days: how far apart two articles may be.
        least: in so many articles a paragraph is repeated.
    """
    rows: list[Row] = [{"article_id": key, "paragraphs": list(hashes)} for key, hashes in paragraphs.items() if hashes]
    if not rows:
        return {}, []
    found: defaultdict[str, set[int]] = defaultdict(set)
    again: set[str] = set()
    for article_id, hashed, is_given in tx.run_file("furniture_among", rows=rows, window_days=window_days, least=least):
        if is_given:
            found[article_id].add(hashed)
        else:
            again.add(article_id)
    if again:
        tx.run_file("group_again", ids=sorted(again))
        tx.run_file("enqueue", rows=[{"stage": "group", "article_id": one} for one in sorted(again)])
    return found, sorted(again)


def save_fingerprints(tx: Transaction, fingerprints: Sequence[Fingerprint]) -> None:
    """Store what articles are found by."""
    if fingerprints:
        tx.run_file("merge_fingerprints", rows=[as_row(one) for one in fingerprints])


def without_fingerprint(tx: Transaction, article_ids: Sequence[str], window_days: int, rule_version: str) -> list[str]:
    """Return the articles near these in time that *rule_version* grouped and whose fingerprint was forgotten since."""
    near = {"ids": list(article_ids), "window_days": window_days}
    if not article_ids or tx.run_file("all_have_fingerprints", **near) == [(True,)]:
        return []
    return [article_id for (article_id,) in tx.run_file("without_fingerprint", **near, rule_version=rule_version)]


def forget_fingerprints(tx: Transaction, before: date) -> int:
    """Forget what articles published *before* a day are found by; return how many there were."""
    [(n,)] = tx.run("SELECT count(*) FROM core.fingerprint WHERE published_on < $before::DATE", before=before)
    if n:
        tx.run_file("forget_fingerprints", before=before)
    return n


def credited(tx: Transaction, article_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return which articles these credit with a link, or are credited by, at any age: (who credits, whom), sorted."""
    return [(one, other) for one, other in tx.run_file("credited", ids=list(article_ids))] if article_ids else []


def furniture_of(tx: Transaction, article_ids: Sequence[str]) -> dict[str, frozenset[int]]:
    """Return what the outlets of these articles repeat in them."""
    rows = tx.run_file("furniture_of", ids=list(article_ids))
    return {article_id: frozenset(hashes) for article_id, hashes in rows}


def pairs_touching(tx: Transaction, article_ids: Sequence[str], rule_version: str) -> list[Pair]:
    """Return the pairs that *rule_version* compared in which one of these articles stands."""
    return [
        Pair(a_id, b_id, decision, likeness, is_cross, dict(zip(names, values, strict=True)), rule_version, content_key)
        for a_id, b_id, decision, likeness, is_cross, names, values, content_key in tx.run_file(
            "pairs_touching", ids=list(article_ids), rule_version=rule_version
        )
    ]


def family_of(tx: Transaction, article_ids: Sequence[str], rule_version: str) -> list[str]:
    """Return these articles and all that may be of one story with them."""
    return [article_id for (article_id,) in tx.run_file("family_of", ids=list(article_ids), rule_version=rule_version)]


def stories_of(tx: Transaction, article_ids: Sequence[str]) -> dict[str, str]:
    """Return the stories these articles are in."""
    return dict(tx.run_file("stories_of", ids=list(article_ids)))


def _telling(row: Row) -> Telling:
    return as_record(
        Telling,
        row,
        credits=as_records(Credit, row["credits"]),
        defects=as_records(Defect, row["defects"]),
        links=as_records(Link, row["links"]),
    )
