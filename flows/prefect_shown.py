"""What Prefect's pages show of a run beside its state: the sums as a table, and feeds that changed as events."""

from prefect.artifacts import create_markdown_artifact
from prefect.context import FlowRunContext
from prefect.events import emit_event

from flows.prefect_plan import TAG
from flows.report import RunReport

EVENT = "newsecho.feed."  # and failing | gone | lying | silent | blocked | recovered


def sums_table(report: RunReport) -> str:
    """Return the sums of a run as a Markdown table, with what it has to say below."""
    rows = [
        f"| {name.replace('_', ' ')} | {n} |" for name, n in report.counts().items() if not name.endswith("_cpu_ms")
    ]
    costs = [f"| {cost.name} | {cost.wall_s:.2f} | {cost.cpu_s:.2f} |" for cost in report.stages]
    said = [f"- {_escaped(line)}" for line in report.lines()]
    return "\n".join(
        (
            f"**{report.state}** · run `{report.run_id}` of `core.run`",
            "",
            "| what | n |",
            "| --- | ---: |",
            *rows,
            "",
            "| stage | seconds | CPU seconds |",
            "| --- | ---: | ---: |",
            *costs,
            "",
            *said,
        )
    )


def show(report: RunReport) -> None:
    """Show *report* on the pages of the flow run that goes on, and tell automations which feeds changed."""
    create_markdown_artifact(sums_table(report), key=f"newsecho-{report.kind}", description=f"Sums of {report.kind}")
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    related = (
        [{"prefect.resource.id": f"prefect.flow-run.{run.id}", "prefect.resource.role": "flow-run"}] if run else []
    )
    for change in report.changes:
        emit_event(
            EVENT + change.kind,
            resource={
                "prefect.resource.id": f"newsecho.feed.{change.name}",
                "prefect.resource.name": change.name,
                "newsecho.state": change.after,
                "newsecho.was": change.before,
            },
            related=[*related, {"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}],
            payload={"reason": change.reason, "run_id": report.run_id},
        )


def _escaped(line: str) -> str:
    return line.replace("|", "\\|")
