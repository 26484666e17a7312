"""Numbered schema files, applied once each with their checksum; and the views, renewed when they changed.

A table's file is history and may never change; a view holds no data, so its file says how it is today.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from warehouse.dialect import is_lake, make_views_in_lake, schema_for_lake
from warehouse.errors import WarehouseError
from warehouse.lake import Lake

SCHEMA = Path(__file__).parent / "schema"
VIEWS = Path(__file__).parent / "views"
NUMBERED = re.compile(r"(\d{4})_\w+\.sql")

NO_WAREHOUSE = "{where}: is a database, but not a newsecho warehouse; choose a folder with --warehouse"

BOOTSTRAP = """
CREATE SCHEMA IF NOT EXISTS core;
CREATE TABLE IF NOT EXISTS core.schema_migration (
  version INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE core.schema_migration IS 'Schema files applied to this warehouse; a changed checksum is an error.';
COMMENT ON COLUMN core.schema_migration.version IS 'Number of the file.';
COMMENT ON COLUMN core.schema_migration.name IS 'Name of the file.';
COMMENT ON COLUMN core.schema_migration.sha256 IS 'Checksum of the file as applied.';
COMMENT ON COLUMN core.schema_migration.applied_at IS 'When it was applied, UTC.';
CREATE TABLE IF NOT EXISTS core.view_set (
  name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE core.view_set IS 'The views as last made; another checksum makes them again.';
COMMENT ON COLUMN core.view_set.name IS 'Name of the set.';
COMMENT ON COLUMN core.view_set.sha256 IS 'Checksum of all view files.';
COMMENT ON COLUMN core.view_set.applied_at IS 'When they were made, UTC.';
"""


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """One numbered file of statements."""

    version: int
    name: str
    sha256: str
    text: str


@cache
def schema_files(folder: Path = SCHEMA) -> tuple[SchemaFile, ...]:
    """Return the schema files of *folder* in order.

    Raises:
        WarehouseError: a name is not `NNNN_why.sql`, or the numbers have a gap.
    """
    found: list[SchemaFile] = []
    for path in sorted(folder.glob("*.sql")):
        number = NUMBERED.fullmatch(path.name)
        if number is None or int(number[1]) != len(found) + 1:
            raise WarehouseError(
                f"{path.name}: schema files are NNNN_why.sql without gaps; {len(found) + 1:04} is next"
            )
        text = path.read_text(encoding="utf-8")
        found.append(SchemaFile(len(found) + 1, path.name, _sha256(text), text))
    return tuple(found)


def migrate(connection: duckdb.DuckDBPyConnection, *, where: Path | Lake, folder: Path = SCHEMA) -> None:
    """Bring the database of *connection* to the schema of *folder*, each file in a transaction of its own.

    Args:
        connection: with the warehouse as its current database.
        where: the file or the lake, for messages.
        folder: the schema files.

    Raises:
        WarehouseError: the database was made by a newer newsecho, is no warehouse, or a file that was applied changed.
    """
    files = schema_files(folder)
    applied = _applied(connection, where)
    _check(applied, files, where)
    for file in files[len(applied) :]:
        with_record = "INSERT INTO core.schema_migration VALUES ($version, $name, $sha256, now())"
        connection.execute("BEGIN")
        connection.execute(BOOTSTRAP)
        connection.execute(schema_for_lake(file.text) if is_lake(connection) else file.text)
        connection.execute(with_record, {"version": file.version, "name": file.name, "sha256": file.sha256})
        connection.execute("COMMIT")
    if folder == SCHEMA:
        _renew_views(connection)


def schema_version(connection: duckdb.DuckDBPyConnection, where: Path | Lake) -> int:
    """Return the number of the last schema file applied to the database of *connection*, 0 when it is empty."""
    return len(_applied(connection, where))


def check_known(connection: duckdb.DuckDBPyConnection, where: Path | Lake) -> None:
    """Check that the database of *connection* is a warehouse, and of a schema that this newsecho can read.

    Raises:
        WarehouseError: it is something else, or a newer newsecho made it.
    """
    applied = _applied(connection, where)
    if not applied:
        raise WarehouseError(NO_WAREHOUSE.format(where=where))
    _refuse_newer(applied, schema_files(), where)


def _applied(connection: duckdb.DuckDBPyConnection, where: Path | Lake) -> list[tuple[int, str, str]]:
    try:
        return connection.execute("SELECT version, name, sha256 FROM core.schema_migration ORDER BY version").fetchall()
    except duckdb.CatalogException:
        # To list the tables takes DuckDB longer than to read one: each is described in full.
        tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        if connection.execute(tables).fetchall():
            raise WarehouseError(NO_WAREHOUSE.format(where=where)) from None
        return []


def _check(applied: list[tuple[int, str, str]], files: tuple[SchemaFile, ...], where: Path | Lake) -> None:
    _refuse_newer(applied, files, where)
    for (version, name, sha256), file in zip(applied, files, strict=False):
        if sha256 != file.sha256:
            raise WarehouseError(
                f"{file.name}: was changed after it had been applied to {where} (schema {version}, {name});"
                " restore the file and put the change in a new one"
            )


def _refuse_newer(applied: list[tuple[int, str, str]], files: tuple[SchemaFile, ...], where: Path | Lake) -> None:
    if len(applied) > len(files):
        raise WarehouseError(f"{where}: has schema {applied[-1][0]}, this newsecho knows {len(files)}; update newsecho")


def _renew_views(connection: duckdb.DuckDBPyConnection) -> None:
    text, sha256 = _views()
    if connection.execute("SELECT sha256 FROM core.view_set").fetchall() == [(sha256,)]:
        return
    connection.execute("BEGIN")
    if is_lake(connection):
        make_views_in_lake(connection, text)
    else:
        connection.execute(text)
    connection.execute("DELETE FROM core.view_set")
    connection.execute("INSERT INTO core.view_set VALUES ('main', $sha256, now())", {"sha256": sha256})
    connection.execute("COMMIT")


def views_of(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the statements that make the views and macros of the database of *connection*.

    Those of this newsecho where it made them. Of others DuckDB tells the views, but not the defaults of macros: they
    are left out.
    """
    text, sha256 = _views()
    if connection.execute("SELECT sha256 FROM core.view_set").fetchall() == [(sha256,)]:
        return text
    views = connection.execute(
        "SELECT sql FROM duckdb_views() WHERE database_name = current_database() AND NOT internal ORDER BY view_oid"
    ).fetchall()
    return "-- Without the macros, which another newsecho made.\n" + "\n".join(sql for (sql,) in views) + "\n"


@cache
def _views() -> tuple[str, str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(VIEWS.glob("*.sql")))
    return text, _sha256(text)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
