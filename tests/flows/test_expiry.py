"""A body past its days: gone after the next monitor run, and from then on a hole that reprocessing names."""

from dataclasses import replace
from datetime import date, timedelta

from flows.backfill_files import backfill_files
from flows.context import context_for, utc_now
from flows.monitor import monitor
from flows.reprocess import Stage, reprocess
from tests.core.extract.pages import page
from warehouse.publish import SNAPSHOT_NAME
from warehouse.raw import RawStore
from warehouse.sql import query
from warehouse.warc import export_warc

CANONICAL = b'<link rel="canonical" href="https://courier.example/work/7">'


def test_a_body_expires_at_the_end_of_a_monitor_run_and_its_article_stays(tmp_path):
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "a.html").write_bytes(page().replace(b"</head>", CANONICAL + b"</head>"))
    folder = tmp_path / "warehouse"
    context = context_for(folder)
    assert backfill_files(context, [tmp_path / "saved"]).n_new_articles == 1
    assert len(list(folder.glob("raw/*/*.parquet"))) == 1

    keeping = replace(context.settings, warehouse=replace(context.settings.warehouse, raw_keep_days=30))
    monitor(replace(context, settings=keeping, clock=lambda: utc_now() + timedelta(days=40)), [])

    assert list(folder.glob("raw/*/*.parquet")) == []
    assert query(folder / SNAPSHOT_NAME, "SELECT count(*) FROM articles").rows == [(1,)]
    days = {"since": date(2000, 1, 1), "until": date(2100, 1, 1)}
    report = reprocess(context, Stage.EXTRACT, **days)
    assert (report.n_entries, len(report.holes)) == (0, 1)
    assert report.state == "completed"
    export = export_warc(folder, RawStore(folder), tmp_path / "x.warc.gz", **days)
    assert (export.n_pages, len(export.missing)) == (0, 1)
