"""Metrics as a file that Prometheus' node exporter picks up: written whole at the end of each run."""

from collections.abc import Sequence
from pathlib import Path

from flows.context import RunContext
from tasks.core.metrics import Metric, exposition
from warehouse.durable import written_whole
from warehouse.metrics import measured
from warehouse.publish import SNAPSHOT_NAME
from warehouse.rows import Row

FEED_STATES = ("ok", "failing", "blocked", "gone", "lying", "moved", "silent", "slowing", "never_polled")
RUN_STATES = ("completed", "degraded", "failed", "running")
DISPOSITIONS = {"n_new": "article_new", "n_updated": "article_updated", "n_known": "known", "n_rejected": "rejected"}


def write_metrics(context: RunContext) -> None:
    """Write the file that the settings name, if they name one.

    Raises:
        WarehouseError: it cannot be written; the one of the run before is left as it was.
    """
    if not context.settings.metrics.textfile:
        return
    with context.warehouse.transaction("measure") as tx:
        counts, runs, feeds = measured(tx)
    metrics = [*_counts(counts, feeds), *_runs(runs), *_published(context.folder / SNAPSHOT_NAME)]
    with written_whole(Path(context.settings.metrics.textfile)) as unfinished:
        unfinished.write_text(exposition(metrics), encoding="utf-8")


def _counts(counts: Row, feeds: dict[str, int]) -> list[Metric]:
    by_state = [
        ({"state": state}, feeds.get(state, 0)) for state in (*FEED_STATES, *sorted(set(feeds) - {*FEED_STATES}))
    ]
    named = {
        "newsecho_articles": ("n_articles", "Articles stored."),
        "newsecho_stories": ("n_stories", "Stories that articles tell."),
        "newsecho_watch_hits": ("n_watch_hits", "Stories that watchlists hit, counted for each watchlist."),
        "newsecho_articles_pending_model": ("n_pending_model", "Articles that wait for a translation model."),
        "newsecho_holes": ("n_holes", "Days of feeds of which something may be missing."),
    }
    gauges = [Metric(name, "gauge", text, [({}, counts[column])]) for name, (column, text) in named.items()]
    return [Metric("newsecho_feeds", "gauge", "Active feeds by state, as in feed_health.", by_state), *gauges]


def _runs(runs: Sequence[Row]) -> list[Metric]:
    entries = [({"disposition": word}, sum(run[column] for run in runs)) for column, word in DISPOSITIONS.items()]
    states = [
        ({"kind": run["kind"], "state": state}, float(run["state"] == state)) for run in runs for state in RUN_STATES
    ]
    ended = [run for run in runs if run["ended_at"] is not None]
    return [
        Metric("newsecho_entries_total", "counter", "Entries that runs settled, by what became of them.", entries),
        Metric(
            "newsecho_runs_total", "counter", "Runs started.", [({"kind": run["kind"]}, run["n_runs"]) for run in runs]
        ),
        Metric(
            "newsecho_last_run_state",
            "gauge",
            "The state of the newest run is 1; running may be killed.",
            states,
        ),
        Metric(
            "newsecho_last_run_duration_seconds",
            "gauge",
            "Duration of the newest run.",
            [({"kind": run["kind"]}, run["duration_s"]) for run in ended],
        ),
        Metric(
            "newsecho_last_run_end_timestamp_seconds",
            "gauge",
            "When the newest run ended, in seconds since 1970.",
            [({"kind": run["kind"]}, run["ended_at"].timestamp()) for run in ended],
        ),
    ]


def _published(snapshot: Path) -> list[Metric]:
    """Return when the snapshot was published; nothing where there is none, as with a lake."""
    if not snapshot.is_file():
        return []
    at = snapshot.stat().st_mtime
    text = "When the snapshot was last published, in seconds since 1970."
    return [Metric("newsecho_last_publish_timestamp_seconds", "gauge", text, [({}, at)])]
