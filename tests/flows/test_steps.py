"""What steps share: readers that live as long as their stage, and work that ends with nothing to be quoted."""

import os
from dataclasses import replace

import pytest

from flows.demo import as_feed
from flows.monitor import monitor
from flows.runner import InlineRunner
from flows.steps import extract_step, outcome_of
from tasks.press import serve_press
from tests.conftest import press_context
from tests.newsroom.chaos import readers_of


class Seeing(InlineRunner):
    """Notes which children there are after each batch of pages; fails in the second, where it is to fail."""

    def __init__(self, *, is_failing):
        self.is_failing, self.seen = is_failing, []

    def __call__(self, step, /, *args, **kwargs):
        if step is extract_step and self.seen and self.is_failing:
            raise RuntimeError("the second batch")
        outcomes = super().__call__(step, *args, **kwargs)
        if step is extract_step:
            self.seen.append(readers_of(os.getpid()))
        return outcomes


def run(folder, runner):
    with serve_press("noon") as press:
        context = press_context(folder, press, runner=runner)
        pages = replace(context.settings.pages, batch_size=5)
        context = replace(context, settings=replace(context.settings, pages=pages))
        monitor(context, [as_feed(feed) for feed in press.feeds], is_forced=True)


def test_the_same_children_read_every_batch_of_a_run_and_end_with_it(tmp_path):
    runner = Seeing(is_failing=False)
    run(tmp_path, runner)
    assert len(runner.seen) > 2
    assert all(seen == runner.seen[0] != [] for seen in runner.seen)
    assert readers_of(os.getpid()) == []


def test_no_child_outlives_a_run_that_fails_between_two_batches(tmp_path):
    runner = Seeing(is_failing=True)
    with pytest.raises(RuntimeError, match="the second batch"):
        run(tmp_path, runner)
    assert len(runner.seen) == 1
    assert readers_of(os.getpid()) == []


class Pages:
    """Notes whether it is asked to be quoted: `reprlib` hides what goes wrong then."""

    n_quoted = 0

    def __repr__(self):
        self.n_quoted += 1
        return "pages"


def test_what_work_returns_is_nowhere_quoted():
    pages = Pages()

    async def work():
        return pages

    assert outcome_of(work()) is pages
    assert pages.n_quoted == 0
