"""Keep a warehouse of the present schema as a fixture, so that later versions prove they can read it.

    python -m tests.warehouse.keep_version FOLDER             # after `newsecho demo --warehouse FOLDER`
    python -m tests.warehouse.keep_version FOLDER --version 2  # with only the tables of the first two schema files

Run it once for each version that people had, before the next schema file is written.
"""

import argparse
import lzma
import shutil
import tempfile
from pathlib import Path

import duckdb

from warehouse.migrations import SCHEMA, migrate, schema_files

KEPT = Path(__file__).parents[1] / "data" / "warehouses"


def cut_down(source: Path, target: Path, version: int) -> None:
    """Make at *target* a database of an older schema with the rows that *source* has for it."""
    with tempfile.TemporaryDirectory() as name, duckdb.connect() as connection:
        folder = Path(name)
        for file in schema_files()[:version]:
            shutil.copy(SCHEMA / file.name, folder / file.name)
        connection.execute(f"ATTACH '{source}' AS source (READ_ONLY)")
        connection.execute(f"ATTACH '{target}' AS target (ROW_GROUP_SIZE 8192, STORAGE_VERSION 'v1.5.0'); USE target")
        migrate(connection, where=target, folder=folder)
        tables = connection.execute("SELECT table_name FROM core.contract").fetchall()
        for (table,) in tables:
            if table not in {"core.contract", "core.schema_migration", "core.view_set"}:
                connection.execute(f"INSERT INTO target.{table} BY NAME FROM source.{table}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--version", type=int, default=len(schema_files()))
    options = parser.parse_args()
    source = options.folder / "newsecho.duckdb"
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "kept.duckdb"
        if options.version == len(schema_files()):
            shutil.copy(source, file)
        else:
            cut_down(source, file, options.version)
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"{options.version:04}.duckdb.xz").write_bytes(lzma.compress(file.read_bytes(), preset=9))


if __name__ == "__main__":
    main()
