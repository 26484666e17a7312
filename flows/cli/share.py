"""Commands that hand the warehouse on: export."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import ConfigOption, SinceOption, UntilOption, WarehouseOption, check_order
from warehouse.export import ExportFormat


def register(app: typer.Typer) -> None:
    """Add the commands of this module to *app*."""
    app.command("export", rich_help_panel="Look at what was found")(export)


def export(
    output: Annotated[ExportFormat, typer.Argument(metavar="parquet|csv|jsonl", help="What to write.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty.")],
    since: SinceOption = None,
    until: UntilOption = None,
    warehouse: WarehouseOption = None,
    config: ConfigOption = None,
) -> None:
    """Export every view and table of the published snapshot as files, with a manifest.

    Relations with a day are cut into months; --since and --until bound that day. The folder appears when every file
    was read again and holds what the snapshot holds.
    """
    from flows.cli.places import snapshot_of
    from flows.context import utc_now
    from warehouse.export import Window, leftovers
    from warehouse.export import export as export_to

    check_order(since, until)
    done = export_to(snapshot_of(warehouse, config), folder, output, now=utc_now(), window=Window(since, until))
    n_relations = len({one.relation for one in done.files})
    n_rows, n_bytes = sum(one.n_rows for one in done.files), sum(one.n_bytes for one in done.files)
    typer.echo(
        f"{folder}: {n_rows} rows of {n_relations} tables and views in {len(done.files)} files, {n_bytes / 1e6:.1f} MB;"
        f" the snapshot is of {done.snapshot_at:%Y-%m-%d %H:%M} UTC, manifest.json lists the files"
    )
    for path in leftovers(folder):
        typer.echo(f"{path}: an export that was killed left it; remove it if none is going on")
