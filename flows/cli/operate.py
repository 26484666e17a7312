"""Commands that run the pipeline: demo, run, backfill, reprocess, publish."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from flows.context import RunContext

from flows.cli.options import (
    ConfigOption,
    FeedOption,
    FeedsOption,
    SinceOption,
    UntilOption,
    WarehouseOption,
    exit_code,
    say,
    window,
)

DEMO_FOLDER = Path("warehouse/demo")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    for command in (demo, run, backfill, reprocess, publish):
        app.command(command.__name__, rich_help_panel="Run the pipeline")(command)


def demo(
    warehouse: Annotated[
        Path | None, typer.Option(help="Warehouse folder of the demo.", show_default="warehouse/demo")
    ] = None,
    *,
    timings: Annotated[bool, typer.Option("--timings", help="Say what each stage cost.")] = False,
) -> None:
    """Monitor the embedded newsroom: our own sample press, served on this machine. Needs no network.

    Its dead feed and its broken pages are part of the show, so they are said and the exit code is 0.
    """
    from flows.cli.demo_answers import print_answers
    from flows.cli.drawing import print_chain_of, print_stories
    from flows.demo import play

    folder = warehouse or DEMO_FOLDER
    typer.echo("The embedded newsroom: invented outlets, people and companies, served over HTTP on this machine.")
    for scene in play(context_of(folder, None)):
        typer.echo(f"\n{scene.words}")
        say(scene.report, with_costs=timings)
    typer.echo("")
    print_stories(folder)
    print_chain_of(folder, relation="machine_retranslation")
    print_answers(folder)
    typer.echo(f'Ask it yourself: newsecho --warehouse {folder} sql "FROM stories"')


def run(
    warehouse: WarehouseOption = None,
    feed: FeedOption = None,
    feeds: FeedsOption = None,
    config: ConfigOption = None,
    *,
    now: Annotated[
        bool,
        typer.Option(
            "--now", help="Poll also the feeds that are not due yet, less those whose host asked for patience."
        ),
    ] = False,
    timings: Annotated[bool, typer.Option("--timings", help="Say what each stage cost.")] = False,
) -> None:
    """Poll the feeds that are due, read what is new, translate, group, publish.

    While another run is at it, this one says so and ends with exit code 0: there is nothing to do.
    """
    from flows.feeds import check_names, configured_feeds
    from flows.leases import AtWorkError
    from flows.monitor import monitor
    from flows.watching import check_watching

    context = context_of(warehouse, config)
    known = configured_feeds(feeds)
    check_names(known, feed or ())
    check_watching(context, known)
    if context.settings.run.runner == "prefect":
        from flows.prefect_flows import run_monitor_flow

        raise typer.Exit(run_monitor_flow(context.folder, feed or (), feeds_file=feeds, config=config, force=now))
    try:
        report = monitor(context, known, names=feed or (), is_forced=now)
    except AtWorkError as error:
        typer.echo(f"skipped: {error}")
        raise typer.Exit from None
    say(report, with_costs=timings)
    raise typer.Exit(exit_code(report))


def backfill(
    paths: Annotated[list[Path] | None, typer.Argument(help="Pages or folders, with --source files.")] = None,
    source: Annotated[
        str,
        typer.Option(
            help="wordpress: posts over REST; feed-archive: older pages of the feed; sitemap; feed: what it lists now; "
            "auto: the first of these that answers for the whole window; files: saved pages."
        ),
    ] = "auto",
    since: SinceOption = None,
    until: UntilOption = None,
    feed: FeedOption = None,
    warehouse: WarehouseOption = None,
    feeds: FeedsOption = None,
    config: ConfigOption = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Make a first request to each archive, and write nothing.")
    ] = False,
    timings: Annotated[bool, typer.Option("--timings", help="Say what each stage cost.")] = False,
) -> None:
    """Fill a window of days from archives of the feeds' sites, or take saved pages in. Safe to kill and to repeat."""
    from flows.backfill import AUTO, Order, Window, backfill_feeds
    from flows.feeds import configured_feeds
    from tasks.archives.reading import ARCHIVES

    if source not in {AUTO, "files", *ARCHIVES}:
        raise typer.BadParameter(f"--source {source!r}: there are {AUTO}, {', '.join(ARCHIVES)} and files")
    context = context_of(warehouse, config)
    if source == "files":
        if since or until or feed:
            raise typer.BadParameter("--since, --until and --feed do not go with --source files: every page is taken")
        _take_files(context, paths, dry_run=dry_run, timings=timings)
    if paths:
        raise typer.BadParameter("paths go with --source files")
    days = Window(*window(since, until, today=context.clock().date()))
    known = configured_feeds(feeds)
    if dry_run:
        from flows.backfill_plan import plan_backfill

        for line in plan_backfill(context, known, Order(days, tuple(feed or ()), source)):
            typer.echo(line)
        return
    report = backfill_feeds(context, known, days, names=feed or (), source=source)
    say(report, with_costs=timings)
    raise typer.Exit(exit_code(report))


def _take_files(context: "RunContext", paths: list[Path] | None, *, dry_run: bool, timings: bool) -> NoReturn:
    from flows.backfill_files import backfill_files

    if not paths or dry_run:
        what = "cannot be tried with --dry-run" if dry_run else "needs the pages or folders to read"
        raise typer.BadParameter(f"--source files {what}")
    report = backfill_files(context, paths)
    say(report, with_costs=timings)
    raise typer.Exit(exit_code(report))


def reprocess(
    start: Annotated[str, typer.Option("--from", help="extract, translate or group.")] = "extract",
    since: SinceOption = None,
    until: UntilOption = None,
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
    *,
    timings: Annotated[bool, typer.Option("--timings", help="Say what each stage cost.")] = False,
) -> None:
    """Do again, from a stage on, what was done under older rules. Needs no network: bodies are kept."""
    from flows.reprocess import Stage
    from flows.reprocess import reprocess as reprocess_window
    from warehouse.inspection import check_there

    if start not in set(Stage):
        raise typer.BadParameter(f"--from {start!r}: there are {', '.join(Stage)}")
    context = context_of(warehouse, config)
    if context.lake is None:
        check_there(context.folder)
    first, last = window(since, until, today=context.clock().date())
    report = reprocess_window(context, Stage(start), since=first, until=last)
    say(report, with_costs=timings)
    raise typer.Exit(exit_code(report))


def publish(warehouse: WarehouseOption = None, config: ConfigOption = None) -> None:
    """Publish what is committed as the file that people query."""
    from tasks.core.briefs.telling import counted
    from warehouse.inspection import check_there
    from warehouse.publish import publish as publish_folder

    context = context_of(warehouse, config)
    if context.lake is not None:
        typer.echo(f"{context.lake}: nothing to publish; who reads a lake reads what is committed")
        return
    check_there(context.folder)
    snapshot = publish_folder(context.folder, context.clock())
    typer.echo(f"{snapshot.path}: {counted(snapshot.n_articles, 'article')}, {snapshot.n_bytes / 1e6:.1f} MB")


def context_of(warehouse: Path | None, config: Path | None) -> "RunContext":
    """Return what a command works with."""
    from flows.context import context_for
    from flows.progress import shown

    return replace(context_for(warehouse, config=config), progress=shown())
