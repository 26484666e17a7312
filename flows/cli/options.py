"""Options that several commands share, and how a run's report becomes lines and an exit code."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows.report import RunReport

FIRST_DAY = date(1990, 1, 1)  # older dates in feeds are mistakes


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2026-11-16") from error


WarehouseOption = Annotated[
    Path | None,
    # readable: whether it is, the warehouse says in its own words
    typer.Option(
        "--warehouse", readable=False, help="Warehouse folder; also before the command.", show_default="warehouse"
    ),
]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Your own settings, over those of config/newsecho.toml.")
]
FeedsOption = Annotated[
    Path | None,
    typer.Option(
        "--feeds",
        help="The list of feeds; an .opml of its name beside it counts too.",
        show_default="config/feeds.toml",
    ),
]
FeedOption = Annotated[list[str] | None, typer.Option("--feed", help="Only this feed; may be repeated.")]
SinceOption = Annotated[date | None, typer.Option(parser=_day, metavar="DAY", help="First day (UTC), as 2026-11-16.")]
UntilOption = Annotated[date | None, typer.Option(parser=_day, metavar="DAY", help="Last day (UTC), included.")]


def window(since: date | None, until: date | None, *, today: date) -> tuple[date, date]:
    """Return the window of days asked for: everything up to *today* where an end is open.

    Raises:
        typer.BadParameter: it ends before it starts; an open one that starts after *today*, too.
    """
    if since and not until and since > today:
        raise typer.BadParameter(f"the window starts ({since}) after today ({today}, UTC)")
    first, last = since or FIRST_DAY, until or today
    check_order(first, last)
    return first, last


def check_order(since: date | None, until: date | None) -> None:
    """Check that the window from *since* to *until* (None: open) does not end before it starts.

    Raises:
        typer.BadParameter: it does.
    """
    if since and until and until < since:
        raise typer.BadParameter(f"the window ends ({until}) before it starts ({since})")


def say(report: RunReport, *, with_costs: bool = False) -> None:
    """Print what a run has to say, its sums last."""
    if with_costs:
        for stage in report.stages:
            typer.echo(f"  {stage.name:<10} {stage.wall_s:7.2f} s wall {stage.cpu_s:7.2f} s CPU")
        if report.n_decoded or report.n_remembered:
            decoded = f"{report.n_decoded} sentences decoded ({report.n_decoded_tokens} tokens)"
            typer.echo(f"  translate: {decoded}, {report.n_remembered} remembered")
    for line in report.lines():
        typer.echo(line)


def exit_code(report: RunReport) -> int:
    """Return 0 for a run that did all it had to, 1 for one that says failures."""
    return 1 if report.state == "degraded" else 0
