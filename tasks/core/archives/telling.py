"""What came of an archive, as a person is told it."""

from warehouse.records import Backfill, BackfillState


def sentence_of(backfill: Backfill) -> str:
    """Return what came of reading a window from an archive.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 11, 16, tzinfo=UTC)
    >>> read = Backfill("f", "wordpress", at, at, "r", at, at, BackfillState.DONE, n_entries=200, n_new=180)
    >>> sentence_of(read)
    '200 entries, 180 of them new'
    """
    if backfill.state in {BackfillState.NOT_OFFERED, BackfillState.FAILED}:
        return backfill.said
    of_all = f" of {backfill.n_expected}" if backfill.n_expected not in {None, backfill.n_entries} else ""
    what = f"{backfill.n_entries}{of_all} {'entry' if backfill.n_entries == 1 else 'entries'}"
    what = f"{what}, {backfill.n_new} of them new"
    if backfill.state is BackfillState.DONE:
        return what
    if backfill.state is BackfillState.RUNNING:
        return f"{what} so far, the next run goes on{f' ({backfill.said})' if backfill.said else ''}"
    if backfill.said or backfill.reached_at is None:
        return backfill.said or "lists nothing with a date"
    return f"{what}, and reaches back to {backfill.reached_at:%Y-%m-%d %H:%M} UTC only"
