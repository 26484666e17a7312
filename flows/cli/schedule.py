"""Commands of what runs by itself: serve, deploy, maintain."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.errors import InputError
from flows.cli.operate import context_of
from flows.cli.options import ConfigOption, FeedsOption, WarehouseOption, exit_code, say

if TYPE_CHECKING:
    from flows.context import RunContext


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    for command in (serve, deploy, maintain):
        app.command(command.__name__, rich_help_panel="Run the pipeline")(command)


def serve(
    warehouse: WarehouseOption = None,
    feeds: FeedsOption = None,
    config: ConfigOption = None,
    *,
    inline: Annotated[
        bool, typer.Option("--inline", help="In this process, one run after the other: no Prefect, no pages.")
    ] = False,
    runs: Annotated[int, typer.Option(min=0, help="With --inline: stop after this many runs; 0: never.")] = 0,
) -> None:
    """Run on the schedule of the settings (UTC), until stopped with Ctrl-C or SIGTERM.

    Where PREFECT_API_URL names no server, one is started, watched and ended with this command: its pages show the runs.
    """
    from flows.feeds import configured_feeds
    from flows.leases import AtWorkError
    from flows.serve import jobs_of, serve_inline
    from flows.watch import serve_on_prefect
    from flows.watching import check_watching

    if runs and not inline:
        raise typer.BadParameter("--runs goes with --inline")
    context = context_of(warehouse, config)
    known = configured_feeds(feeds)
    check_watching(context, known)
    try:
        if not inline:
            serve_on_prefect(context, feeds=feeds, config=config, say=_say)
            return
        for report in serve_inline(context, jobs_of(context, known), n_runs=runs or None):
            say(report)
    except AtWorkError as error:
        raise InputError(f"{context.folder}: {error}; serve one warehouse once") from None


def deploy(
    pool: Annotated[str | None, typer.Option(help="Work pool whose workers run the flows.")] = None,
    warehouse: WarehouseOption = None,
    feeds: FeedsOption = None,
    config: ConfigOption = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be registered; ask no server.")] = False,
) -> None:
    """Register the flows and their schedule with the Prefect server of PREFECT_API_URL, for workers of a pool."""
    import os

    from flows.prefect_plan import DEPLOYED, healing, planned

    context = context_of(warehouse, config)
    plan = planned(context, DEPLOYED, feeds=feeds, config=config)
    if dry_run:
        _tell_plan(context, [one.sentence() for one in plan], pool)
        return
    if pool is None or not os.environ.get("PREFECT_API_URL"):
        raise typer.BadParameter("deploy needs --pool NAME and PREFECT_API_URL; without a server: newsecho serve")
    import asyncio

    from flows.prefect_deploy import deploy as deploy_plan

    for line in asyncio.run(deploy_plan(plan, healing(context), pool)):
        typer.echo(line)
    _tell_server_side(context)


def _tell_plan(context: "RunContext", sentences: list[str], pool: str | None) -> None:
    settings = context.settings.serve
    typer.echo(f"work pool {pool or '(--pool NAME)'}; nothing is registered by this")
    for sentence in sentences:
        typer.echo(sentence)
    typer.echo(f"automation: silent for {settings.silence_s} s, marked as crashed, its place free")
    typer.echo(f"automation: pending for {settings.pending_s} s, marked as crashed, its place free")
    _tell_server_side(context)


def _tell_server_side(context: "RunContext") -> None:
    typer.echo(
        "on the server, before its start: "
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE=prefect.server.concurrency.lease_storage.filesystem"
    )
    typer.echo(f"on the workers, before theirs: PREFECT_FLOWS_HEARTBEAT_FREQUENCY={context.settings.serve.heartbeat_s}")


def maintain(
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
    *,
    timings: Annotated[bool, typer.Option("--timings", help="Say what each step cost.")] = False,
) -> None:
    """Merge the search index, expire raw pages, compact, and say how the feeds are. `serve` does so once a day."""
    from flows.leases import AtWorkError
    from flows.maintain import maintain as tend
    from warehouse.inspection import check_there

    context = context_of(warehouse, config)
    if context.lake is None:
        check_there(context.folder)
    try:
        report = tend(replace(context, trigger="manual"))
    except AtWorkError as error:
        typer.echo(f"skipped: {error}")
        raise typer.Exit from None
    say(report, with_costs=timings)
    raise typer.Exit(exit_code(report))


def _say(line: str) -> None:
    print(line, flush=True)
