"""Reprocessing: do again, from a stage on, what was done under older rules. Bodies come from the raw store."""

from datetime import date
from enum import StrEnum

from flows import stages
from flows.context import RunContext
from flows.monitor import after_extraction, after_translation, recorded
from flows.report import RunReport
from tasks.core.briefs.telling import counted
from warehouse import entries, queue


class Stage(StrEnum):
    """Where reprocessing starts; everything after it follows where something changed."""

    EXTRACT = "extract"
    TRANSLATE = "translate"
    GROUP = "group"


WAITS_FOR = {Stage.EXTRACT: (), Stage.TRANSLATE: (queue.TRANSLATE, queue.GROUP), Stage.GROUP: (queue.GROUP,)}


def reprocess(context: RunContext, stage: Stage, *, since: date, until: date) -> RunReport:
    """Run *stage* and what follows over the articles published from *since* to *until*, without the network.

    From `extract`, every stored page of the window is read again; only a changed text makes a new version. From
    `translate` and `group`, what is missing or was made under an older rule, by another model or with other settings is
    made; sentences that were translated the same way before are remembered.
    """
    params = {"stage": stage.value, "since": since.isoformat(), "until": until.isoformat()}
    with recorded(context, "reprocess", params) as report:
        if stage is Stage.EXTRACT:
            with report.stage("extract"):
                with context.warehouse.transaction("read pages of the window") as tx:
                    works = entries.articles_for_reextraction(tx, since, until)
                readable = [work for work in works if context.raw.holds(work.page)]
                report.n_entries += len(readable)
                report.holes += _holes(len(works) - len(readable))
                stages.extract_works(context, report, readable)
        with context.warehouse.transaction("queue the window") as tx:
            queue.enqueue_window(tx, since, until, *WAITS_FOR[stage])
        if stage is Stage.GROUP:
            after_translation(context, report)
        else:
            after_extraction(context, report, is_renewing=stage is Stage.TRANSLATE)
    return report


def _holes(n_expired: int) -> list[str]:
    """Say how many articles keep the reading they have, since their page is no longer there to be read."""
    if not n_expired:
        return []
    return [f"{counted(n_expired, 'article')} whose page has expired (raw_keep_days) cannot be read again"]
