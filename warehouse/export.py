"""The whole published snapshot as files that other programs read: Parquet, CSV or JSON lines.

Every view, since that is what people ask, and every table, since that is all there is: nothing has to be asked of
newsecho again. A relation with a day is cut into months, `articles/2026-11.parquet`; one without is a file,
`core.feed.parquet`; one without rows is a file with its columns. Beside them lie `schema.sql`, which makes tables,
views and macros again, and `manifest.json`, which names every file with its rows and its checksum.

The folder appears whole or not at all: it is written under another name, read again, compared, and then renamed.
"""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

import duckdb
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from warehouse.errors import WarehouseError
from warehouse.interrupts import interruptible
from warehouse.lake import Lake, Place
from warehouse.migrations import schema_version, views_of
from warehouse.publish import published
from warehouse.sql import SPILL_NAME, open_snapshot
from warehouse.statements import statement

NESTED = ("list", "struct", "map")  # what CSV has no way to write, and JSON has
ISO_8601 = "%Y-%m-%dT%H:%M:%S.%fZ"
NO_DAY, NO_ROWS = "undated", "empty"  # where the name of a month stands


class ExportFormat(StrEnum):
    """What an export is written as; the value is the ending of the files as well."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


OPTIONS = {
    ExportFormat.PARQUET: "FORMAT parquet, COMPRESSION zstd",
    ExportFormat.CSV: f"FORMAT csv, HEADER true, TIMESTAMPFORMAT '{ISO_8601}'",
    ExportFormat.JSONL: f"FORMAT json, TIMESTAMPFORMAT '{ISO_8601}'",
}

COUNTED_BY = {
    ExportFormat.PARQUET: "export_count_parquet",
    ExportFormat.CSV: "export_count_csv",
    ExportFormat.JSONL: "export_count_jsonl",
}


@dataclass(frozen=True, slots=True)
class Window:
    """The days to export, both included; None: open."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file of an export; its path counts from the folder."""

    path: str
    relation: str
    day: str | None  # the column it was cut into months by
    n_rows: int
    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Export:
    """A finished export."""

    folder: Path
    snapshot_at: datetime
    files: tuple[ExportedFile, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of a relation that become one file."""

    path: Path  # from the folder
    relation: str
    day: str | None
    rows: duckdb.DuckDBPyRelation
    n_rows: int  # in the snapshot


def export(
    snapshot: Place, target: Path, output: ExportFormat, *, now: datetime, window: Window | None = None
) -> Export:
    """Export the published *snapshot* (the file, or its folder; or a lake) to the folder *target*, which is made.

    Args:
        snapshot: what to export.
        target: a folder that is not there yet, or is empty.
        output: the format.
        now: when, for the manifest.
        window: the days to export of relations that have a day; those that have none are always whole.

    Raises:
        WarehouseError: *target* holds something, cannot be written, or a file does not hold what the snapshot holds.
            Nothing is left of the export then.
    """
    target = target.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise WarehouseError(f"{target}: is there already and not empty; name a new folder to export to")
    with _aside(target) as folder:
        with _held_still(snapshot, folder, now) as (connection, snapshot_at):
            known_as = schema_version(connection, snapshot)
            files = tuple(
                _write(connection, folder, part, output) for part in _parts(connection, output, window or Window())
            )
            _save(folder / "schema.sql", _ddl(connection))
        manifest = {
            "newsecho": version("newsecho"),
            "schema_version": known_as,
            "snapshot_at": snapshot_at.isoformat(),
            "exported_at": now.isoformat(),
            "format": output.value,
            "since": window and window.since and window.since.isoformat(),
            "until": window and window.until and window.until.isoformat(),
            "n_rows": sum(one.n_rows for one in files),
            "files": [asdict(one) for one in files],
        }
        _save(folder / "manifest.json", json.dumps(manifest, indent=1) + "\n")
    return Export(target, snapshot_at, files)


def leftovers(target: Path) -> list[Path]:
    """Return what exports to *target* left beside it when they were killed."""
    target = target.resolve()
    return sorted(target.parent.glob(f"{target.name}.partial-*"))


@contextmanager
def _held_still(snapshot: Place, folder: Path, now: datetime) -> Generator[tuple[duckdb.DuckDBPyConnection, datetime]]:
    """Open *snapshot*, which does not change meanwhile, with *folder* open for writing; say from when it is."""
    if isinstance(snapshot, Lake):
        with open_snapshot(snapshot, writes_to=folder) as connection:
            connection.execute("BEGIN")
            yield connection, now
        return
    file = published(snapshot)
    before = file.stat()
    with open_snapshot(file, writes_to=folder) as connection:
        if file.stat().st_ino != before.st_ino:
            raise WarehouseError(f"{file}: a new snapshot was published this moment; export again")
        yield connection, datetime.fromtimestamp(before.st_mtime, UTC)


@contextmanager
def _aside(target: Path) -> Generator[Path]:
    """Make a folder beside *target* to write in, and rename it to *target* at the end; on any error it goes."""
    folder = target.with_name(f"{target.name}.partial-{uuid.uuid4().hex[:8]}")
    try:
        folder.mkdir(parents=True)
        yield folder
        shutil.rmtree(folder / SPILL_NAME, ignore_errors=True)
        _sync(folder)
        folder.rename(target)
        _sync(target.parent)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise WarehouseError(
            f"{error.filename or target}: the export cannot be written ({error.strerror}); nothing is left of it,"
            " name a folder that you can write to, with room"
        ) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _parts(connection: duckdb.DuckDBPyConnection, output: ExportFormat, window: Window) -> Generator[_Part]:
    """Yield what becomes a file each, relation by relation."""
    for relation, day in connection.execute(statement("export_relations")).fetchall():
        whole = connection.table_function("query_table", [relation])
        if day is None:
            row = connection.execute("SELECT count(*) FROM query_table($name)", {"name": relation}).fetchone()
            yield _Part(Path(f"{relation}.{output}"), relation, day, whole, row[0] if row else 0)
            continue
        asked = {"relation": relation, "day": day, "since": window.since, "until": window.until}
        months = connection.execute(statement("export_months"), asked).fetchall()
        if not months:
            none = whole.filter(ConstantExpression(value=False))
            yield _Part(Path(relation, f"{NO_ROWS}.{output}"), relation, day, none, 0)
        for month, n_rows in months:
            name = month.strftime("%Y-%m") if month else NO_DAY
            rows = whole.filter(_in_month(ColumnExpression(day), month, window))
            yield _Part(Path(relation, f"{name}.{output}"), relation, day, rows, n_rows)


def _in_month(day: duckdb.Expression, month: date | None, window: Window) -> duckdb.Expression:
    """Return the condition that *day* lies in the *month*, by its bounds so that it prunes, and in the *window*."""
    if month is None:
        return day.isnull()
    end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    first, last = max(month, window.since or month), min(end, window.until or end)
    return day.between(ConstantExpression(first), ConstantExpression(last))


def _write(connection: duckdb.DuckDBPyConnection, folder: Path, part: _Part, output: ExportFormat) -> ExportedFile:
    """Write *part* into *folder*, read it again, and return what it is."""
    path = folder / part.path
    path.parent.mkdir(exist_ok=True)
    rows = _with_nested_as_json(part.rows) if output is ExportFormat.CSV else part.rows
    # DuckDB writes out the relation's SQL itself, names and values quoted; COPY has no other way to take one.
    copy = f"COPY ({rows.sql_query()}) TO $file ({OPTIONS[output]})"
    count = statement(COUNTED_BY[output])
    try:
        interruptible(connection, lambda: connection.execute(copy, {"file": str(path)}))
        found = interruptible(connection, lambda: connection.execute(count, {"file": str(path)}).fetchone())
    except duckdb.Error as error:
        raise WarehouseError(
            f"{part.path}: the export cannot be written ({str(error).strip().splitlines()[0]}); nothing is left of it"
        ) from error
    if found != (part.n_rows,):
        raise WarehouseError(
            f"{part.path}: holds {found and found[0]} rows when read again, and the snapshot {part.n_rows}; nothing is"
            " left of the export, check the disk and export again"
        )
    return ExportedFile(
        str(part.path), part.relation, part.day, part.n_rows, path.stat().st_size, _checksum_on_disk(path)
    )


def _with_nested_as_json(rows: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Return *rows* with lists, structs and maps as JSON texts."""
    return rows.select(
        *(
            FunctionExpression("to_json", ColumnExpression(name)).alias(name)
            if kind.id in NESTED
            else ColumnExpression(name)
            for name, kind in zip(rows.columns, rows.types, strict=True)
        )
    )


def _ddl(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the statements that make the tables, the macros and the views of the snapshot again."""
    tables = [text for (text,) in connection.execute(statement("export_ddl")).fetchall()]
    return "\n".join(tables) + "\n\n" + views_of(connection)


def _checksum_on_disk(path: Path) -> str:
    """Return the SHA-256 of the file at *path*; when it returns, the file would survive a crash."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _save(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
