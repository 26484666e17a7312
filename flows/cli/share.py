"""Commands that hand the warehouse on: export."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import FIRST_DAY, ConfigOption, SinceOption, UntilOption, WarehouseOption, check_order
from warehouse.export import ExportFormat

if TYPE_CHECKING:
    from warehouse.lake import Place
    from warehouse.raw import RawStore


class Output(StrEnum):
    """What an export is: tables in one of the formats, or the pages."""

    PARQUET = ExportFormat.PARQUET
    CSV = ExportFormat.CSV
    JSONL = ExportFormat.JSONL
    WARC = "warc"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    app.command("export", rich_help_panel="Look at what was found")(export)


def export(
    output: Annotated[Output, typer.Argument(metavar="parquet|csv|jsonl|warc", help="What to write.")],
    target: Annotated[
        Path, typer.Argument(metavar="DIR|FILE", help="A folder not there yet, or empty; for warc, a .warc.gz file.")
    ],
    since: SinceOption = None,
    until: UntilOption = None,
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Export the published snapshot as files with a manifest, or what was fetched as one WARC file.

    Relations with a day are cut into months; --since and --until bound that day, and of bodies the day of the fetch.
    The target appears when it is whole: every file of a folder was read again and holds what the snapshot holds.
    """
    from flows.cli.places import folder_of, snapshot_of
    from warehouse.raw import RawStore

    check_order(since, until)
    source = snapshot_of(warehouse, config)
    if output is Output.WARC:
        _export_bodies(source, RawStore(folder_of(warehouse, config)), target, since, until)
    else:
        _export_tables(source, target, ExportFormat(output), since, until)


def _export_tables(source: "Place", folder: Path, output: ExportFormat, since: date | None, until: date | None) -> None:
    from flows.context import utc_now
    from warehouse.export import Window, leftovers
    from warehouse.export import export as export_to

    done = export_to(source, folder, output, now=utc_now(), window=Window(since, until))
    n_relations = len({one.relation for one in done.files})
    n_rows, n_bytes = sum(one.n_rows for one in done.files), sum(one.n_bytes for one in done.files)
    typer.echo(
        f"{folder}: {n_rows} rows of {n_relations} tables and views in {len(done.files)} files, {n_bytes / 1e6:.1f} MB;"
        f" the snapshot is of {done.snapshot_at:%Y-%m-%d %H:%M} UTC, manifest.json lists the files"
    )
    for path in leftovers(folder):
        typer.echo(f"{path}: an export that was killed left it; remove it if none is going on")


def _export_bodies(source: "Place", raw: "RawStore", target: Path, since: date | None, until: date | None) -> None:
    from flows.context import utc_now
    from tasks.core.briefs.telling import counted
    from warehouse.warc import export_warc

    done = export_warc(source, raw, target, since=since or FIRST_DAY, until=until or utc_now().date())
    for sentence in done.missing:
        typer.echo(sentence, err=True)
    left_out = f", {len(done.missing)} left out as said above" if done.missing else ""
    size = f"{done.path.stat().st_size / 1e6:.1f} MB"
    what = f"{counted(done.n_pages, 'page')}, {counted(done.n_documents, 'document')} of feeds"
    typer.echo(f"{done.path}: {what}{left_out}, {size}")
    raise typer.Exit(1 if done.missing else 0)
