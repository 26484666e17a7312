"""Upkeep: what grows with every run and is tended once a day, when nobody waits for it."""

from collections import Counter
from datetime import timedelta

from flows import stages
from flows.context import RunContext
from flows.monitor import recorded
from flows.report import RunReport
from tasks.core.briefs.telling import counted
from tasks.core.feed_changes import TROUBLES
from warehouse.compact import compact
from warehouse.errors import WarehouseError
from warehouse.feeds import feed_words
from warehouse.grouping import forget_fingerprints
from warehouse.memory import forget_sentences
from warehouse.prefect_file import database_of, vacuum
from warehouse.search import merge_segments

MOST_FEEDS = 20  # in trouble that are told one by one
MEGABYTE = 1e6


def maintain(context: RunContext) -> RunReport:
    """Merge the search index, forget what is too old, compact the file, tidy Prefect's, and say how the feeds are.

    Each step is one that the next run can do as well: killed, it leaves the rest for tomorrow.

    Raises:
        AtWorkError: another one is at it already.
    """
    with recorded(context, "maintain", {}, is_exclusive=True) as report:
        for name, step in (
            ("merge", _merge),
            ("expire", _expire),
            ("fingerprints", _forget_fingerprints),
            ("memory", _forget_sentences),
            ("compact", _compact),
            ("prefect", _vacuum),
            ("feeds", _tell_feeds),
        ):
            with report.stage(name):
                try:
                    step(context, report)
                except WarehouseError as error:  # no room, or a lock that is held: the other steps may well be possible
                    report.failures.append(str(error))
    return report


def _merge(context: RunContext, report: RunReport) -> None:
    n_merges = n_segments = 0
    while True:
        with context.warehouse.transaction("merge search segments") as tx:
            n = merge_segments(tx)
        if not n:
            break
        n_merges, n_segments = n_merges + 1, n_segments + n
    report.sums |= {"merges": n_merges, "segments_merged": n_segments}
    report.kept.append(f"search: {counted(n_segments, 'segment')} merged into {n_merges}; none is left to merge")


def _expire(context: RunContext, report: RunReport) -> None:
    expired = stages.expire_raw(context, report)
    report.sums |= {"packs_expired": expired.n_packs, "bodies_expired": expired.n_bodies}
    days = context.settings.warehouse.raw_keep_days
    kept = counted(days, "day") if days else "for ever"
    report.kept.append(
        f"raw pages: {counted(expired.n_packs, 'pack')} and "
        f"{counted(expired.n_bodies, 'single body', 'single bodies')} removed, "
        f"{counted(expired.n_unfinished, 'unfinished file')}; kept {kept} (warehouse.raw_keep_days)"
    )


def _forget_fingerprints(context: RunContext, report: RunReport) -> None:
    days = context.settings.maintain.fingerprint_days
    with context.warehouse.transaction("forget fingerprints") as tx:
        n = forget_fingerprints(tx, (context.clock() - timedelta(days=days)).date())
    report.sums |= {"fingerprints_forgotten": n}
    older = f"of articles older than {counted(days, 'day')} (maintain.fingerprint_days)"
    report.kept.append(f"fingerprints: {n} forgotten, {older}")


def _forget_sentences(context: RunContext, report: RunReport) -> None:
    days = context.settings.maintain.memory_days
    with context.warehouse.transaction("forget sentences") as tx:
        n = forget_sentences(tx, (context.clock() - timedelta(days=days)).date())
    report.sums |= {"sentences_forgotten": n}
    older = f"translated more than {counted(days, 'day')} ago (maintain.memory_days)"
    report.kept.append(f"translation memory: {counted(n, 'sentence')} forgotten, {older}")


def _compact(context: RunContext, report: RunReport) -> None:
    if context.lake is not None:
        report.kept.append(f"tables: {context.lake} is not compacted here; see DuckLake's own maintenance")
        return
    done = compact(context.warehouse, min_free_share=context.settings.maintain.compact_share)
    report.sums |= {"bytes_before": done.n_bytes_before, "bytes_after": done.n_bytes_after}
    size = f"{done.n_bytes_before / MEGABYTE:.1f} MB"
    what = f"written anew, now {done.n_bytes_after / MEGABYTE:.1f} MB" if done.is_done else "left as it is"
    report.kept.append(f"tables: {size}, {done.free_share:.0%} of it free: {what}")


def _vacuum(context: RunContext, report: RunReport) -> None:
    path = database_of(context.folder)
    if not path.is_file():
        return
    before, after = vacuum(path)
    report.sums |= {"prefect_bytes_before": before, "prefect_bytes_after": after}
    report.kept.append(f"Prefect's database: {before / MEGABYTE:.1f} MB, now {after / MEGABYTE:.1f} MB")


def _tell_feeds(context: RunContext, report: RunReport) -> None:
    """Count the feeds by the words of `feed_health`, and name those in trouble."""
    with context.warehouse.transaction("read feed health") as tx:
        words = feed_words(tx)
    states = Counter(word.state for word in words)
    report.sums |= {f"feeds_{state}": n for state, n in states.items()}
    said = ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in sorted(states.items()))
    report.kept.append(f"feeds: {said or 'none'}")
    troubled = [word for word in words if word.state in TROUBLES]
    troubled.sort(key=lambda word: TROUBLES.index(word.state))
    report.kept += [f"  {word.state} {word.name}: {word.reason or 'no reason known'}" for word in troubled[:MOST_FEEDS]]
    if len(troubled) > MOST_FEEDS:
        report.kept.append(f"  and {len(troubled) - MOST_FEEDS} more: newsecho feeds health")
