"""The bench of the pipeline runs on a few pages in the long tests, so that it cannot rot."""

import pytest

from tests.bench import pipeline


@pytest.mark.long
def test_the_bench_reads_every_page_of_the_newsroom_and_says_what_each_stage_cost(capsys, monkeypatch):
    monkeypatch.setitem(pipeline.CRAWLERS, "absent", (None, "absent_crawler"))
    pipeline.main(["--articles", "20", "--only", "newsecho", "absent"])
    printed = capsys.readouterr().out
    stages = [line.split()[0] for line in printed.partition("\n\n")[0].splitlines()]
    assert stages[:5] == ["stage", "poll", "gaps", "fetch", "extract"]
    assert stages[-1] == "all"
    (row,) = [line.split() for line in printed.splitlines() if line.startswith("newsecho")]
    assert row[1] == "20"
    assert row[5:] == ["100.0", "%"] * 3
    assert "absent: not installed" in printed
