import os
import subprocess
import sys

import duckdb
import pytest

from warehouse.copy_snapshot import BLOCK_BYTES, copy
from warehouse.store import Warehouse

READ = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def grown(house, tmp_path):
    """Return the writer file after an old copy of it was made, and the old copy."""
    with house.transaction("test") as tx:
        tx.run("INSERT INTO core.queue SELECT 'row', uuid() FROM range(300000)")
    checkpoint(house)
    target = tmp_path / "copy.duckdb"
    copy(house.writer_path, target, patched_from=0)
    with house.transaction("test") as tx:
        tx.run("INSERT INTO core.queue SELECT 'late', uuid() FROM range(50)")
    checkpoint(house)
    return house.writer_path, target


def checkpoint(house: Warehouse) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{house.writer_path}' AS media (ROW_GROUP_SIZE 16384); CHECKPOINT media")


def test_an_old_copy_is_brought_up_to_date_by_the_blocks_that_differ(grown):
    source, target = grown
    inode = target.stat().st_ino
    n_written = copy(source, target, patched_from=0)
    assert target.read_bytes() == source.read_bytes()
    assert target.stat().st_ino == inode
    assert n_written < source.stat().st_size / 3


def test_a_copy_that_somebody_reads_is_replaced_and_not_written(grown):
    source, target = grown
    inode = target.stat().st_ino
    before = target.read_bytes()
    with subprocess.Popen([sys.executable, "-c", READ, str(target)], stdin=-1, stdout=-1) as reader:
        reader.stdout.readline()
        with target.open("rb") as held:
            assert copy(source, target, patched_from=0) == source.stat().st_size
            assert held.read() == before
        assert target.stat().st_ino != inode
        assert target.read_bytes() == source.read_bytes()


def test_a_copy_with_a_second_name_is_replaced_and_not_written(grown):
    source, target = grown
    other = target.with_name("other name.duckdb")
    os.link(target, other)
    before = other.read_bytes()
    copy(source, target, patched_from=0)
    assert other.read_bytes() == before
    assert target.read_bytes() == source.read_bytes()


def test_a_copy_that_was_longer_is_cut(grown):
    source, target = grown
    with target.open("ab") as file:
        file.write(bytes(3 * BLOCK_BYTES))
    copy(source, target, patched_from=0)
    assert target.read_bytes() == source.read_bytes()


def test_a_small_file_is_copied_whole(grown):
    source, target = grown
    assert copy(source, target, patched_from=source.stat().st_size + 1) == source.stat().st_size
    assert target.read_bytes() == source.read_bytes()
