"""Moving a warehouse from its file into a lake: everything, once, whatever stops it."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.lakes import why_no_lake
from tests.warehouse.conftest import new_lake
from warehouse.errors import WarehouseError
from warehouse.lake import UNFINISHED, Lake
from warehouse.move import move
from warehouse.sql import audit, open_snapshot, query
from warehouse.store import WRITER_FOLDER, Warehouse

pytestmark = pytest.mark.skipif(why_no_lake() is not None, reason=str(why_no_lake()))
KILLS = int(os.environ.get("KILLS", "4"))
ROOT = Path(__file__).parents[2]
MOVE = """
import sys
from pathlib import Path
from warehouse.lake import Lake
from warehouse.move import move
from warehouse.store import Warehouse
print("started", flush=True)
for moved in move(Warehouse(Path(sys.argv[1])), Lake(sys.argv[2])):
    print(moved.table, flush=True)
"""
SUMS = "SELECT count(*), sum(hash(t))::HUGEINT FROM query_table($name) AS t"


@pytest.fixture
def source(demo, tmp_path):
    """Return the demo's warehouse as a file of one's own."""
    shutil.copytree(demo.folder / WRITER_FOLDER, tmp_path / "file" / WRITER_FOLDER)
    return Warehouse(tmp_path / "file", lock_wait_s=5)


@pytest.fixture
def lake(tmp_path):
    return Lake(f"ducklake:{tmp_path / 'moved.ducklake'}")


def sums_of_file(house):
    with duckdb.connect(str(house.writer_path), read_only=True) as connection:
        return sums(connection)


def sums_of_lake(lake):
    with open_snapshot(lake) as connection:
        return sums(connection)


def sums(connection):
    """Return rows and checksum of every table."""
    tables = connection.execute("SELECT table_name FROM core.contract").fetchall()
    return {name: connection.execute(SUMS, {"name": name}).fetchone() for (name,) in tables}


def test_a_moved_warehouse_holds_every_row_once(source, lake):
    moved = list(move(source, lake))
    wanted = sums_of_file(source)
    assert {one.table: (one.found.n_rows, one.found.checksum) for one in moved if one.found.n_rows} == {
        table: sums for table, sums in wanted.items() if sums[0]
    }
    assert sums_of_lake(lake) == wanted
    assert wanted["core.article"][0] > 50
    assert audit(lake) == []


def test_what_only_the_log_of_the_file_holds_moves_too(source, lake):
    with source.transaction("test") as tx:
        tx.run("INSERT INTO core.queue SELECT 'row', uuid() FROM range(10)")
    assert source.writer_path.with_name(f"{source.writer_path.name}.wal").stat().st_size
    list(move(source, lake))
    assert query(lake, "SELECT count(*) FROM core.queue WHERE stage = 'row'").rows == [(10,)]


def test_a_lake_that_holds_rows_is_refused_and_left_as_it_is(source, tmp_path):
    house = new_lake(tmp_path / "used")
    before = sums_of_lake(house.lake)
    with pytest.raises(WarehouseError, match=r"holds rows already \(\d+ in core\.\w+\), and nothing was changed"):
        list(move(source, house.lake))
    assert sums_of_lake(house.lake) == before


def test_a_second_move_is_refused_for_the_rows_of_the_first(source, lake):
    list(move(source, lake))
    with pytest.raises(WarehouseError, match="holds rows already"):
        list(move(source, lake))


def test_half_a_lake_answers_nothing_takes_nothing_and_says_how_to_finish(source, lake):
    going = move(source, lake)
    for _ in range(5):
        next(going)
    going.close()
    house = Warehouse(source.folder, lock_wait_s=1, lake=lake)
    for use in (lambda: query(lake, "FROM stories"), house.transaction("test").__enter__):
        with pytest.raises(WarehouseError, match="holds half of a warehouse; finish it with: newsecho migrate"):
            use()
    again = list(move(source, lake))
    assert [one.is_copied for one in again[:5] if one.found.n_rows] == [False] * sum(
        one.found.n_rows > 0 for one in again[:5]
    )
    assert any(one.is_copied for one in again[5:])
    assert sums_of_lake(lake) == sums_of_file(source)


def test_a_move_of_nothing_or_of_a_lake_is_refused(tmp_path, lake):
    with pytest.raises(WarehouseError, match="there is no warehouse to copy"):
        list(move(Warehouse(tmp_path / "nothing"), lake))
    with pytest.raises(WarehouseError, match="is a lake already"):
        list(move(Warehouse(tmp_path, lake=lake), lake))
    assert list(tmp_path.iterdir()) == []


def killed(source: Warehouse, lake: Lake, wait_s: float) -> list[str]:
    """Move until *wait_s* after the start, kill, and return the tables that were said to be moved."""
    command = [sys.executable, "-c", MOVE, str(source.folder), str(lake)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        child.stdout.readline()
        time.sleep(wait_s)
        os.kill(child.pid, signal.SIGKILL)
        return child.stdout.read().split()


def answer_of(lake: Lake) -> dict[str, tuple[int, int]] | str:
    try:
        return sums_of_lake(lake)
    except WarehouseError as error:
        return str(error)


def test_kill_9_during_a_move_loses_no_row_and_doubles_none(source, tmp_path):
    seed = int(os.environ.get("KILL_SEED", "0")) or random.randrange(10**6)
    print(f"KILL_SEED={seed}")
    drawn, wanted, said, n_whole = random.Random(seed), sums_of_file(source), set[str](), 0
    lake = Lake(f"ducklake:{tmp_path / '0.ducklake'}")
    for _ in range(KILLS):
        said |= set(killed(source, lake, drawn.uniform(0, 2)))
        assert sums_of_file(source) == wanted
        found = answer_of(lake)
        if isinstance(found, str):
            # Half of it, or killed before anything was there: never an answer from half of the rows.
            assert any(words in found for words in ("holds half", "cannot be opened", "not a newsecho warehouse"))
        else:
            assert found == wanted
            n_whole += 1
            lake, said = Lake(f"ducklake:{tmp_path / f'{n_whole}.ducklake'}"), set[str]()
    done = list(move(source, lake))
    assert {one.table for one in done if not one.is_copied} >= said
    assert sums_of_lake(lake) == wanted
    assert audit(lake) == []
    assert query(lake, f"SELECT 1 FROM duckdb_schemas() WHERE schema_name = '{UNFINISHED}'").rows == []
