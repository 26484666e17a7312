"""The command `newsecho brief`: what happened on a day, printed or sent."""

import os
import re
import sys
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.errors import InputError
from flows.cli.options import ConfigOption, WarehouseOption

if TYPE_CHECKING:
    from config.settings import NotifySettings
    from warehouse.records import Brief

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WITHOUT_YEAR = re.compile(r"\d{1,2}[-/. ](\d{1,2}|\w+)|[^\W\d]+\.? \d{1,2}")


class BriefFormat(StrEnum):
    """How a brief is written."""

    MD = "md"
    HTML = "html"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command of this module to *app*."""
    app.command("brief", rich_help_panel="Look at what was found")(brief)


def brief(
    day: Annotated[
        str | None,
        typer.Option("--date", metavar="DAY", help="That day (UTC), as 2026-11-16.", show_default="since yesterday"),
    ] = None,
    output: Annotated[BriefFormat, typer.Option("--format", help="How to write it.")] = BriefFormat.MD,
    watchlist: Annotated[str | None, typer.Option(help="Only the stories that this watchlist hit.")] = None,
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
    *,
    send: Annotated[bool, typer.Option("--send", help="Send it to the addresses of [notify] instead.")] = False,
) -> None:
    """Tell what happened, a line a story, what your watchlists hit first; and what the pipeline missed.

    Without --date, since yesterday, so that a morning's brief holds the evening before.
    """
    from flows.alerts import check_addresses
    from flows.cli.places import settings_of, snapshot_of
    from flows.context import utc_now
    from warehouse.briefs import read_brief

    settings = settings_of(config)
    today = utc_now().date()
    since, until = (today - timedelta(days=1), today) if day is None else (_day(day, today),) * 2
    if send and not settings.notify.urls:
        raise InputError(
            "--send: there is no address to send to; write some into [notify] urls, or NEWSECHO_NOTIFY_URLS"
        )
    if send:
        check_addresses(settings.notify)
    found = read_brief(
        snapshot_of(warehouse, config),
        since,
        until,
        target_lang=settings.translate.target_lang,
        late_days=settings.brief.late_days,
        watchlist=watchlist,
    )
    if send:
        _send(settings.notify, found, output)
    else:
        sys.stdout.write(_written(found, output, _columns()))


def _day(text: str, today: date) -> date:
    """Return the day that *text* names.

    Raises:
        InputError: it names none, no year, or a day to come.
    """
    if WITHOUT_YEAR.fullmatch(text.strip()):
        raise InputError(f"--date {text!r} has no year; write it as {today}")
    try:
        found = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise InputError(f"--date {text!r} is no day; write it as {today}")
    if found > today:
        raise InputError(f"--date {text} is still to come: today is {today} (UTC)")
    return found


def _columns() -> int | None:
    """Return how wide lines may be: as the terminal, or COLUMNS; None where there is neither."""
    from flows.cli.formats import terminal_width

    return terminal_width() if sys.stdout.isatty() or os.environ.get("COLUMNS") else None


def _written(found: "Brief", output: BriefFormat, width: int | None) -> str:
    from tasks.core.briefs.data import as_json
    from tasks.core.briefs.markdown import as_markdown
    from tasks.core.briefs.page import as_page

    if output is BriefFormat.JSON:
        return as_json(found)
    return as_page(found) if output is BriefFormat.HTML else as_markdown(found, width)


def _send(settings: "NotifySettings", found: "Brief", output: BriefFormat) -> None:
    """Send the brief to every address; exit code 1 when one did not take it."""
    from tasks.core.briefs.telling import headline
    from tasks.notify import Message, addresses, deliver

    forms = {BriefFormat.MD: "markdown", BriefFormat.HTML: "html", BriefFormat.JSON: "text"}
    message = Message(headline(found), _written(found, output, None), forms[output])
    failures = [failure for address in addresses(settings.urls) if (failure := deliver(address, message))]
    for failure in failures:
        typer.echo(f"! {failure}")
    typer.echo(f"sent to {len(settings.urls) - len(failures)} of {len(settings.urls)} addresses")
    raise typer.Exit(1 if failures else 0)
