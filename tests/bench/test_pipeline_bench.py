"""The bench of the pipeline runs on a few pages in the long tests, so that it cannot rot."""

import pytest

from tests.bench import pipeline


@pytest.mark.long
@pytest.mark.parametrize("weight", pipeline.WEIGHTS)
def test_the_bench_reads_every_page_of_the_newsroom_and_says_what_each_stage_cost(weight, capsys, monkeypatch):
    monkeypatch.setitem(pipeline.CRAWLERS, "absent", (None, "absent_crawler"))
    pipeline.main(["--articles", "20", "--weights", weight, "--only", "newsecho", "absent"])
    printed = capsys.readouterr().out
    headed, costs, contenders, weights = printed.split("\n\n")
    assert headed == f"{weight} pages"
    stages = [line.split()[0] for line in costs.splitlines()]
    assert stages[:5] == ["stage", "poll", "gaps", "fetch", "extract"]
    assert stages[-1] == "all"
    _, ours, alone, absent = contenders.splitlines()
    assert ours.split()[:2] == ["newsecho", "20"]
    assert ours.split()[5:] == ["100.0", "%"] * 3
    assert alone.startswith("(newsecho: poll, fetch, extract alone)")
    assert absent.startswith("absent: not installed")
    assert len(weights.splitlines()) == len(pipeline.PRESS) + 1
