"""Keep a warehouse of a schema as a fixture, so that later versions prove they can read it.

    python -m tests.warehouse.keep_version FILE              # as it is: the published file of a `newsecho demo`
    python -m tests.warehouse.keep_version FILE --version 2  # cut down to the tables of the first two schema files
    python -m tests.warehouse.keep_version FILE --version 7  # or brought up to the seventh, when FILE is older

Run it once for each schema file, before the next one is written. A schema that nobody had, since its file came with the
next ones, is what a migration killed there leaves: an older warehouse brought up to it.
"""

import argparse
import lzma
import shutil
import tempfile
from pathlib import Path

import duckdb

from warehouse.migrations import SCHEMA, migrate, schema_files, schema_version

KEPT = Path(__file__).parents[1] / "data" / "warehouses"
ATTACH = "ATTACH '{}' AS {} (ROW_GROUP_SIZE 16384, STORAGE_VERSION 'v1.5.0')"


def first_files(folder: Path, version: int) -> Path:
    """Copy the first *version* schema files into *folder*."""
    for file in schema_files()[:version]:
        shutil.copy(SCHEMA / file.name, folder / file.name)
    return folder


def cut_down(connection: duckdb.DuckDBPyConnection, source: Path, target: Path, files: Path) -> None:
    """Make at *target* a database of the schema of *files* with the rows that *source* has for it."""
    connection.execute(f"ATTACH '{source}' AS source (READ_ONLY)")
    connection.execute(ATTACH.format(target, "target") + "; USE target")
    migrate(connection, where=target, folder=files)
    for (table,) in connection.execute("SELECT table_name FROM core.contract").fetchall():
        if table not in {"core.contract", "core.schema_migration", "core.view_set"}:
            connection.execute(f"INSERT INTO target.{table} BY NAME FROM source.{table}")


def bring_up(connection: duckdb.DuckDBPyConnection, source: Path, target: Path, files: Path) -> None:
    """Copy *source* to *target* and bring it up to the schema of *files*."""
    shutil.copyfile(source, target)
    connection.execute(ATTACH.format(target, "target") + "; USE target")
    migrate(connection, where=target, folder=files)
    connection.execute("CHECKPOINT target")


def version_of(file: Path) -> int:
    with duckdb.connect(str(file), read_only=True) as connection:
        return schema_version(connection, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--version", type=int)
    options = parser.parse_args()
    found = version_of(options.file)
    version = options.version or found
    with tempfile.TemporaryDirectory() as name, duckdb.connect() as connection:
        files = Path(name, "schema")
        files.mkdir()
        target = Path(name, "kept.duckdb")
        make = cut_down if version < found else bring_up
        make(connection, options.file, target, first_files(files, version))
        connection.execute("USE memory; DETACH target")
        (KEPT / f"{version:04}.duckdb.xz").write_bytes(lzma.compress(target.read_bytes(), preset=9))


if __name__ == "__main__":
    main()
