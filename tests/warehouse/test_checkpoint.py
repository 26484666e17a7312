"""Checkpoints that are cut short, at DuckDB's own points of debugging and within a write."""

import os
import shutil
import subprocess
import sys

import duckdb
import pytest

from warehouse.checkpoint import checkpoint, journal_of, log_bytes, restore
from warehouse.copy_snapshot import BLOCK_BYTES, HEADERS_BYTES
from warehouse.errors import WarehouseError
from warehouse.store import open_writer

PAGE_BYTES = 4096


def written(house, n):
    with house.transaction("test") as tx:
        tx.run("INSERT INTO core.queue SELECT 'row', uuid() FROM range($n)", n=n)


def cut_short(house, where):
    """Let DuckDB end a checkpoint of ten rows at *where*, as a kill there would, and return the file before."""
    written(house, 100)
    with open_writer(house.writer_path, checkpoint_from=0):
        pass
    written(house, 10)
    before = house.writer_path.read_bytes()
    with (
        pytest.raises(WarehouseError, match="Checkpoint aborted"),
        open_writer(house.writer_path, checkpoint_from=0) as connection,
    ):
        connection.execute(f"SET debug_checkpoint_abort = '{where}'")
    assert journal_of(house.writer_path).is_file()
    return before


def log_of(path):
    return path.with_name(f"{path.name}.wal")


def n_rows(house):
    with house.transaction("test") as tx:
        return tx.run("SELECT count(*) FROM core.queue")[0][0]


def test_every_write_of_metadata_that_is_torn_at_a_page_is_undone(house):
    """Should DuckDB write it elsewhere one day, nothing is ruined here, and there need be no journal."""
    before = cut_short(house, "before_truncate")
    written_all = before[:HEADERS_BYTES] + house.writer_path.read_bytes()[HEADERS_BYTES:]  # DuckDB writes them last
    log, journal = log_of(house.writer_path).read_bytes(), journal_of(house.writer_path).read_bytes()
    n_ruined = 0
    for start in range(HEADERS_BYTES, len(before), BLOCK_BYTES):
        end = start + BLOCK_BYTES
        if written_all[start:end] == before[start:end]:
            continue
        for torn in range(start + PAGE_BYTES, end, PAGE_BYTES):
            house.writer_path.write_bytes(written_all[:torn] + before[torn:end] + written_all[end:])
            log_of(house.writer_path).write_bytes(log)
            n_ruined += is_ruined(house.writer_path)
            journal_of(house.writer_path).write_bytes(journal)
            assert n_rows(house) == 110
            assert not journal_of(house.writer_path).exists()
    assert n_ruined


def is_ruined(path):
    alone = path.with_name("alone.duckdb")
    shutil.copyfile(path, alone)
    try:
        with duckdb.connect(str(alone)) as connection:
            connection.execute("FROM core.queue").fetchall()
    except duckdb.Error as error:
        return "Corrupt database file" in str(error)
    finally:
        alone.unlink()
    return False


def test_a_checkpoint_that_was_done_before_the_kill_stays_done(house):
    before = cut_short(house, "before_truncate")
    after = house.writer_path.read_bytes()
    assert after[:HEADERS_BYTES] != before[:HEADERS_BYTES]
    restore(house.writer_path)
    assert house.writer_path.read_bytes() == after
    assert not journal_of(house.writer_path).exists()
    assert n_rows(house) == 110


def test_a_journal_that_was_being_written_is_no_journal(house):
    house.writer_path.write_bytes(cut_short(house, "before_header"))
    unfinished = journal_of(house.writer_path).with_name(f"{journal_of(house.writer_path).name}.tmp")
    journal_of(house.writer_path).rename(unfinished)
    os.truncate(unfinished, 20_000)
    assert n_rows(house) == 110
    with open_writer(house.writer_path, checkpoint_from=0):
        pass
    assert not unfinished.exists()


def test_the_journal_of_a_file_that_is_gone_is_not_put_into_the_next(house):
    cut_short(house, "before_header")
    house.writer_path.unlink()
    log_of(house.writer_path).unlink()
    assert n_rows(house) == 0
    assert not journal_of(house.writer_path).exists()


def test_a_log_grows_until_it_is_worth_a_checkpoint(house):
    written(house, 1000)
    small = log_bytes(house.writer_path)
    assert small
    written(house, 1000)
    assert log_bytes(house.writer_path) > small
    with house.transaction("test") as tx:
        tx.run("INSERT INTO core.queue SELECT repeat(uuid()::VARCHAR, 80), uuid() FROM range(8000)")
    assert log_bytes(house.writer_path) == 0
    assert n_rows(house) == 10_000


LOCK = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
"""


def test_a_checkpoint_leaves_the_file_locked_against_other_programs(house):
    written(house, 10)
    with house.writer_path.open("rb") as file, open_writer(house.writer_path) as connection:
        checkpoint(connection, house.writer_path, file.fileno())
        ran = subprocess.run([sys.executable, "-c", LOCK, str(house.writer_path)], capture_output=True, check=False)
        assert b"temporarily unavailable" in ran.stderr
    subprocess.run([sys.executable, "-c", LOCK, str(house.writer_path)], check=True)


def test_a_journal_that_cannot_be_written_is_said_and_nothing_is_lost(house):
    written(house, 10)
    journal_of(house.writer_path).with_name(f"{journal_of(house.writer_path).name}.tmp").mkdir()
    with (
        pytest.raises(WarehouseError, match="journal: cannot be written"),
        open_writer(house.writer_path, checkpoint_from=0),
    ):
        pass
    assert n_rows(house) == 10
