"""The brief of a day, or of some, as the published snapshot has it: read at once, so that its parts agree."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb

from warehouse.errors import WarehouseError
from warehouse.lake import Place
from warehouse.listings import IN_TROUBLE, troubles
from warehouse.records import Brief, BriefArticle, BriefEdit, BriefHole, BriefRun, BriefStory, Relation, WatchHit
from warehouse.rows import Row, as_record, bound
from warehouse.sql import open_snapshot
from warehouse.statements import statement

HAS_WATCHLISTS = (
    "SELECT count(*) > 0 FROM duckdb_views() WHERE database_name = current_database() AND view_name = 'watch_hits'"
)


def read_brief(
    snapshot: Place, since: date, until: date, *, target_lang: str, late_days: int, watchlist: str | None = None
) -> Brief:
    """Return what happened from *since* to *until*, days in UTC, both included.

    Args:
        snapshot: the published file, or its folder; or a lake.
        since: the first day.
        until: the last day.
        target_lang: the language that titles are translated into.
        late_days: an article dated so many days before *since* that was first seen in these days is of them too.
        watchlist: only stories that this one hit; None: all.

    Raises:
        WarehouseError: nothing is published, an older newsecho published it, or there is no such watchlist.
    """
    with open_snapshot(snapshot) as connection:
        try:
            return _Reading(connection, snapshot, since, until, late_days).brief(target_lang, watchlist)
        except duckdb.Error as error:
            raise WarehouseError(
                f"{snapshot}: the brief cannot be read: {str(error).strip().splitlines()[0]}"
            ) from error


class _Reading:
    """One open snapshot, and the days asked for."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, place: Place, since: date, until: date, late_days: int
    ) -> None:
        self._connection = connection
        self._days = {"since": since, "until": until}
        self._late = {"late_days": late_days}
        if connection.execute(HAS_WATCHLISTS).fetchone() != (True,):
            raise WarehouseError(f"{place}: was published by an older newsecho; make it anew with: newsecho publish")

    def brief(self, target_lang: str, watchlist: str | None) -> Brief:
        if watchlist is not None:
            _check_name(watchlist, [row["name"] for row in self._rows("listed_watchlists")])
        stories = self._stories()
        runs = self._rows("brief_runs", **self._days)
        feeds = self._rows("list_feed_health")
        (newest,) = self._rows("newest_day", until=self._days["until"])
        return Brief(
            **self._days,
            target_lang=target_lang,
            stories=tuple(one for one in stories if watchlist in {None, *(hit.watchlist for hit in one.hits)}),
            runs=tuple(as_record(BriefRun, row) for row in runs),
            holes=tuple(as_record(BriefHole, row) for row in self._rows("brief_holes", **self._days)),
            failing_feeds=tuple(troubles(feeds)),
            other_feeds=_by_state(feeds),
            waiting={row["source_lang"]: row["n"] for row in self._rows("brief_waiting")},
            newest_on=newest["newest_on"],
            watchlist=watchlist,
            is_run_of_these_days=any(row["is_within"] for row in runs),
        )

    def _stories(self) -> list[BriefStory]:
        heads = self._rows("brief_stories", **self._days, **self._late)
        if not heads:
            return []
        ids = [row["story_id"] for row in heads]
        articles = self._by_story(self._rows("brief_articles", ids=ids, **self._days, **self._late))
        edits = self._by_story(self._rows("brief_edits", ids=ids, **self._days))
        hits = self._by_story(self._rows("brief_hits", ids=ids, until=self._days["until"]))
        return [
            as_record(
                BriefStory,
                head,
                articles=tuple(
                    as_record(BriefArticle, row, relation=Relation(row["relation"]))
                    for row in articles[head["story_id"]]
                ),
                edits=tuple(as_record(BriefEdit, row) for row in edits[head["story_id"]]),
                hits=tuple(as_record(WatchHit, row) for row in hits[head["story_id"]]),
            )
            for head in heads
            if articles[head["story_id"]]
        ]

    def _by_story(self, rows: Sequence[Row]) -> defaultdict[str, list[Row]]:
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            found[str(row["story_id"])].append(row)
        return found

    def _rows(self, name: str, **values: Any) -> list[Row]:
        cursor = self._connection.execute(statement(name), bound(values))
        columns = [str(column[0]) for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _by_state(feeds: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    told = {"ok", "failing", *IN_TROUBLE}
    states = sorted({row["state"] for row in feeds} - told)
    return {state: tuple(row["name"] for row in feeds if row["state"] == state) for state in states}


def _check_name(name: str, known: Sequence[str]) -> None:
    if name not in known:
        there = f"there are {', '.join(known)}" if known else "the last run had none"
        raise WarehouseError(f"no watchlist is called {name!r}: {there}")
