"""No index guards the keys of the warehouse, so each run counts them when it is done, and says what it finds."""

import shutil
from dataclasses import replace
from datetime import date

from flows.context import context_for
from flows.reprocess import Stage, reprocess
from warehouse.sql import query
from warehouse.store import Warehouse

DAY = date(2026, 11, 16)


def test_a_run_says_a_key_that_names_two_rows_and_ends_degraded(demo, tmp_path):
    folder = tmp_path / "w"
    shutil.copytree(demo.folder, folder)
    context = replace(context_for(folder), models_folder=tmp_path / "models")
    assert reprocess(context, Stage.GROUP, since=DAY, until=DAY).state == "completed"
    with Warehouse(folder).transaction("by hand") as tx:
        tx.run("INSERT INTO core.article FROM core.article WHERE url LIKE '%brevane-ends-perpetual-licences' LIMIT 1")
    report = reprocess(context, Stage.GROUP, since=DAY, until=DAY)
    sentence = "core.article: 1 keys (article_id) name more than one row, 1 rows too many; see newsecho doctor"
    assert (report.state, report.failures) == ("degraded", [sentence])
    last_run = "SELECT state, error FROM core.run ORDER BY started_at DESC LIMIT 1"
    with Warehouse(folder).transaction("look") as tx:
        assert tx.run(last_run) == [("degraded", sentence)]
    assert query(folder, last_run).rows == [("completed", None)], "the last sound snapshot stays"
    # What was written by hand is put right by hand: the rows differ by their place alone.
    with Warehouse(folder).transaction("by hand") as tx:
        twice = "SELECT max(rowid) FROM core.article GROUP BY url HAVING count(*) > 1"
        tx.run(f"DELETE FROM core.article WHERE rowid IN ({twice})")
    assert reprocess(context, Stage.GROUP, since=DAY, until=DAY).failures == []
