"""The lists of feeds for people: see them, hand them on, add to them, and find out what ails one."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.errors import InputError
from flows.cli.options import ConfigOption, FeedsOption, WarehouseOption

if TYPE_CHECKING:
    from flows.context import RunContext

feeds_app = typer.Typer(help="List, import, export, add and check feeds, and say how they are.", no_args_is_help=True)

DemoOption = Annotated[bool, typer.Option("--demo", help="Ask the embedded newsroom, served on this machine.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    app.add_typer(feeds_app, name="feeds", rich_help_panel="Tools")


@feeds_app.command("list")
def list_feeds(feeds: FeedsOption = None) -> None:
    """List the configured feeds."""
    from flows.cli.formats import Format, render
    from flows.feed_lists import listed_feeds
    from warehouse.sql import Table

    rows = [(one.name, one.language, one.publisher, one.owner_group, one.url) for one in listed_feeds(feeds)]
    columns = ["name", "language", "publisher", "owner_group", "url"]
    typer.echo(render(Table(columns, ["VARCHAR"] * len(columns), rows), Format.TABLE), nl=False)


@feeds_app.command("health")
def feeds_health(warehouse: WarehouseOption = None, config: ConfigOption = None) -> None:
    """Say how each feed is: failing, blocked, gone, lying, moved, silent, slowing or fine, and why."""
    from flows.cli.formats import Format, render
    from flows.cli.places import snapshot_of
    from warehouse.listings import list_feed_health

    typer.echo(render(list_feed_health(snapshot_of(warehouse, config)), Format.TABLE), nl=False)


@feeds_app.command("import")
def import_feeds(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="What your feed reader exported.")],
    feeds: FeedsOption = None,
) -> None:
    """Take the feeds of an OPML file into the list beside feeds.toml, folders and all; newsecho run polls both.

    A new list is the file, byte for byte; to one that is there, the feeds it has not are added. Safe to repeat.
    """
    from flows.feed_lists import import_list, lists_at

    done = import_list(lists_at(feeds), file)
    for sentence in done.repeated:
        typer.echo(sentence)
    listed = "1 feed" if done.n_feeds == 1 else f"{done.n_feeds} feeds"
    typer.echo(f"{done.path}: {done.n_new} new, {listed} in all; newsecho run{_feeds_words(feeds)} polls them")


@feeds_app.command("export")
def export_feeds(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A file not there yet; none: print it.")] = None,
    feeds: FeedsOption = None,
    *,
    with_all: Annotated[bool, typer.Option("--all", help="Also the feeds of feeds.toml that it has not.")] = False,
) -> None:
    """Write the imported list as OPML, as it was imported; where nothing was, the feeds of feeds.toml."""
    from flows.feed_lists import export_list, left_out, lists_at
    from warehouse.durable import written_whole

    lists = lists_at(feeds)
    body = export_list(lists, with_all=with_all)
    n_left_out = 0 if with_all or not lists.opml.exists() else len(left_out(lists))
    if file is None:
        typer.echo(body, nl=False)
    elif file.exists():
        raise InputError(f"{file}: is there already; name another file, or remove it first")
    else:
        with written_whole(file) as unfinished:
            unfinished.write_bytes(body)
        typer.echo(f"{file}: {len(body)} bytes of OPML")
    if n_left_out:
        rest = "1 feed" if n_left_out == 1 else f"{n_left_out} feeds"
        typer.echo(f"not in it: {rest} of {lists.toml}; --all adds what is left out", err=True)


@feeds_app.command("add")
def add_feed(
    url: Annotated[str, typer.Argument(help="A feed, or a page of a site that has some.")],
    name: Annotated[str | None, typer.Option(help="A slug; from its title otherwise.")] = None,
    publisher: Annotated[str | None, typer.Option(help="As readers know it; its title otherwise.")] = None,
    pick: Annotated[int | None, typer.Option(min=1, help="Which one, when a page has several.")] = None,
    feeds: FeedsOption = None,
    config: ConfigOption = None,
    *,
    demo: DemoOption = False,
) -> None:
    """Add the feed at an address, or the one its page leads to, to the list beside feeds.toml."""
    from flows.feed_additions import add, choose, find
    from flows.feed_lists import lists_at

    if demo and feeds is None:
        raise typer.BadParameter("--demo needs --feeds FILE: invented feeds do not belong in your list")
    lists = lists_at(feeds)
    with _context(config, is_demo=demo) as context:
        found = find(context, lists, url)
    if len(found) > 1 and pick is None:
        for number, feed in enumerate(found, start=1):
            typer.echo(f"{number:>3}  {feed.title or 'untitled'}, {feed.n_entries} entries  {feed.url}")
    added = add(lists, choose(found, pick, url), name=name, publisher=publisher)
    typer.echo(f"added {added.name} ({added.publisher}, {added.language}): {added.url}")
    typer.echo(f"to {lists.opml}; newsecho run{_feeds_words(feeds)} polls it")


@feeds_app.command("check")
def check_feed(
    feed: Annotated[str, typer.Argument(metavar="URL|NAME", help="An address, or the name of a listed feed.")],
    feeds: FeedsOption = None,
    config: ConfigOption = None,
    *,
    demo: DemoOption = False,
) -> None:
    """Say what a feed answers, hop by hop, what it is, and what to do. Exit code 1 when something is wrong with it."""
    from flows.cli.feed_lines import visit_lines
    from flows.cli.formats import terminal_width
    from flows.feed_additions import address_of, visit
    from tasks.core.feed_judgement import judge

    url = address_of(feed, feeds)
    with _context(config, is_demo=demo) as context:
        seen = visit(context, url)
    problems = judge(seen)
    for line in visit_lines(seen, problems, width=terminal_width()):
        typer.echo(line)
    raise typer.Exit(1 if problems else 0)


def _feeds_words(feeds: Path | None) -> str:
    return f" --feeds {feeds}" if feeds else ""


@contextmanager
def _context(config: Path | None, *, is_demo: bool) -> Generator["RunContext"]:
    """Hand out what a visit works with: the settings, and for the demo its press on loopback."""
    from dataclasses import replace

    from flows.cli.places import settings_of
    from flows.context import RunContext
    from tasks.press import serve_press

    settings = settings_of(config)
    context = RunContext(settings.warehouse.folder, settings)
    if not is_demo:
        yield context
        return
    with serve_press("noon") as press:
        yield replace(context, hosts=press.hosts)
