"""Grouping in a warehouse: in whatever order and batches articles arrive, the stories are those of all at once."""

import io
import math
import random
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from flows.grouping import LOOK_AGAIN_S, PAIRS_AT_ONCE, turn_to_group
from flows.progress import Lines
from flows.report import RunReport
from tasks.core.stories import score_pairs, tell_stories
from tests import grouped
from tests.core.stories.test_rivals import digest
from tests.core.stories.test_stories import ENGLISH, OTHER, chain, telling
from warehouse import grouping
from warehouse.counterparts import FOLDER, LOOSE
from warehouse.records import Credit

CHROME = "Subscribe to the Gazette and read everything that happens in your town, every single morning."


def everything():
    """Return a chain, a digest with the two stories it tells, and an outlet with a paragraph under all its texts."""
    herrings = [
        telling(f"chrome-{n}", (OTHER[n], CHROME), outlet="Gazette", hours=30 + n, title=f"Note {n}") for n in range(4)
    ]
    found = [*chain(), telling("copy", (*ENGLISH[:4], CHROME), outlet="Gazette", hours=12), *digest()[1:], *herrings]
    return [grouped.as_stored(one) for one in found]


def at_once(tellings):
    memberships, links = tell_stories(tellings, score_pairs(tellings, tellings, []))
    return {one.article_id: one for one in memberships}, {(one.from_article_id, one.to_article_id) for one in links}


@pytest.mark.parametrize(("seed", "n_parts", "batch_size"), [(1, 1, 100), (2, 3, 2), (3, 13, 1)])
def test_any_arrival_gives_the_stories_of_all_at_once(tmp_path, seed, n_parts, batch_size):
    tellings = everything()
    placed, links = at_once(tellings)
    random.Random(seed).shuffle(tellings)
    context = grouped.context(tmp_path, batch_size=batch_size)
    for part in range(n_parts):
        grouped.store(context, tellings[part::n_parts])
        grouped.run(context)
    assert grouped.stories(context) == {key: one.story_id for key, one in placed.items()}
    with context.warehouse.transaction("test: look") as tx:
        stored = tx.run("SELECT article_id::VARCHAR, relation, parent_id::VARCHAR FROM core.story_member")
        linked = tx.run("SELECT from_article_id::VARCHAR, to_article_id::VARCHAR FROM core.story_link")
    assert {key: (relation, parent) for key, relation, parent in stored} == {
        key: (one.relation.value, one.parent_id) for key, one in placed.items()
    }
    assert set(linked) == links


def test_stories_are_the_same_with_an_index_in_files_and_after_it_was_lost(tmp_path):
    rng = random.Random(4)
    words = [["".join(rng.choices("aeioulmnrst", k=7)) for _ in range(9)] for _ in range(2 * LOOSE)]
    crowd = [telling(f"crowd-{n}", (" ".join(own),), hours=n / 9, outlet=f"Post {n}") for n, own in enumerate(words)]
    tellings = [*everything(), *map(grouped.as_stored, crowd)]
    placed, _ = at_once(tellings)
    rng.shuffle(tellings)
    context = grouped.context(tmp_path)
    for part in range(3):
        grouped.store(context, tellings[part::3])
        grouped.run(context)
        shutil.rmtree(context.warehouse.writer_folder / FOLDER) if part == 1 else None
    assert list((context.warehouse.writer_folder / FOLDER).iterdir())
    assert grouped.stories(context) == {key: one.story_id for key, one in placed.items()}


def test_what_more_tell_again_than_pairs_are_stored_at_once_is_one_story(tmp_path):
    context = grouped.context(tmp_path)
    n = math.isqrt(2 * PAIRS_AT_ONCE) + 2
    copies = [
        telling(
            f"copy-{number}", (*ENGLISH[:3], f"Read on at Post {number}."), outlet=f"Post {number}", hours=number / 9
        )
        for number in range(n)
    ]
    grouped.store(context, [grouped.as_stored(one) for one in copies])
    assert grouped.run(context).n_new_stories == 1
    with context.warehouse.transaction("test: look") as tx:
        assert tx.run("SELECT count(*), count(DISTINCT (a_id, b_id)) FROM core.pair") == [(math.comb(n, 2),) * 2]
    assert len(set(grouped.stories(context).values())) == 1


def test_one_run_groups_at_a_time_and_who_waited_says_for_whom(tmp_path):
    context = grouped.context(tmp_path)
    grouped.store(context, everything())
    first, said = RunReport(context.new_id(grouped.NOW), "backfill", grouped.NOW), io.StringIO()
    with ThreadPoolExecutor() as beside:
        with turn_to_group(context, first) as waiting:
            second = beside.submit(grouped.run, replace(context, progress=Lines(said)))
            time.sleep(LOOK_AGAIN_S)
            assert not grouped.stories(context)
        report = second.result()
    assert set(grouped.stories(context)) == set(waiting)
    assert [first.run_id in wait for wait in report.waits] == [True]
    assert said.getvalue().count(first.run_id) == 1, "a journal has it while it waits"
    assert grouped.run(context).waits == []


def test_a_run_with_nothing_new_groups_nothing(tmp_path):
    context = grouped.context(tmp_path)
    grouped.store(context, everything())
    assert grouped.run(context).n_new_stories > 1
    before = grouped.stories(context)
    assert grouped.run(context).n_new_stories == 0
    assert grouped.stories(context) == before


def test_an_article_that_tells_something_else_now_leaves_its_story(tmp_path):
    context = grouped.context(tmp_path)
    tellings = everything()
    grouped.store(context, tellings)
    grouped.run(context)
    copy = next(one for one in tellings if "/copy" in one.url)
    anew = grouped.as_stored(replace(copy, title="Another thing", body="\n\n".join(reversed(OTHER))))
    grouped.store(context, [anew])
    grouped.run(context)
    placed, _ = at_once([anew if one.article_id == anew.article_id else one for one in tellings])
    assert grouped.stories(context) == {key: one.story_id for key, one in placed.items()}


def test_articles_further_apart_than_the_window_are_not_compared(tmp_path):
    context = grouped.context(tmp_path, window_days=3)
    near, far = (telling(f"copy-{hours}", ENGLISH, hours=hours, outlet="Globe") for hours in (48, 24 * 9))
    grouped.store(context, [grouped.as_stored(one) for one in (chain()[0], near, far)])
    grouped.run(context)
    assert len(set(grouped.stories(context).values())) == 2


@pytest.mark.parametrize("order", ["as published", "the other way round", "at once"])
def test_what_a_credit_links_to_is_compared_at_any_age_whichever_comes_first(tmp_path, order):
    context = grouped.context(tmp_path, window_days=3)
    original = chain()[0]
    link = Credit("original_source", "First told by the Daily Ledger.", 0, 31, url=original.url)
    credited, bare = (telling(f"late-{name}", ENGLISH, hours=24 * 200, outlet=name) for name in ("Globe", "Star"))
    tellings = [grouped.as_stored(one) for one in (original, replace(credited, credits=(link,)), bare)]
    first, second, third = (one.article_id for one in tellings)
    if order == "the other way round":
        tellings.reverse()
    for part in [tellings] if order == "at once" else [[one] for one in tellings]:
        grouped.store(context, part)
        grouped.run(context)
        with context.warehouse.transaction("test: forget") as tx:
            grouping.forget_fingerprints(tx, date(2100, 1, 1))
    story_of = grouped.stories(context)
    assert len(set(story_of.values())) == 1, "the other late one is near enough to the credited one"
    with context.warehouse.transaction("test: look") as tx:
        pairs = set(tx.run("SELECT a_id::VARCHAR, b_id::VARCHAR FROM core.pair WHERE decision = 'same_story'"))
    assert tuple(sorted((first, second))) in pairs
    assert tuple(sorted((first, third))) not in pairs


def test_a_credit_of_a_version_that_was_replaced_links_nothing(tmp_path):
    context = grouped.context(tmp_path, window_days=3)
    original = grouped.as_stored(chain()[0])
    link = Credit("original_source", "First told by the Daily Ledger.", 0, 31, url=original.url)
    late = grouped.as_stored(replace(telling("late", ENGLISH, hours=24 * 200, outlet="Globe"), credits=(link,)))
    grouped.store(context, [late])
    grouped.store(context, [grouped.as_stored(replace(late, title="Corrected", credits=()))])
    grouped.store(context, [original])
    grouped.run(context)
    assert len(set(grouped.stories(context).values())) == 2


@pytest.mark.parametrize("seed", [1, 2])
def test_fingerprints_that_were_forgotten_between_runs_change_no_story(tmp_path, seed):
    tellings = everything()
    placed, _ = at_once(tellings)
    random.Random(seed).shuffle(tellings)
    context = grouped.context(tmp_path, batch_size=3)
    for part in range(3):
        grouped.store(context, tellings[part::3])
        grouped.run(context)
        with context.warehouse.transaction("test: forget") as tx:
            assert grouping.forget_fingerprints(tx, date(2100, 1, 1)) > 0
            assert tx.run("SELECT count(*) FROM core.fingerprint") == [(0,)]
    assert grouped.stories(context) == {key: one.story_id for key, one in placed.items()}


def test_only_fingerprints_from_before_the_day_are_forgotten(tmp_path):
    context = grouped.context(tmp_path)
    grouped.store(context, everything())
    grouped.run(context)
    with context.warehouse.transaction("test: forget") as tx:
        [(newest, n)] = tx.run("SELECT max(published_on), count(*) FROM core.fingerprint")
        n_forgotten = grouping.forget_fingerprints(tx, newest)
        assert tx.run("SELECT count(*), min(published_on) FROM core.fingerprint") == [(n - n_forgotten, newest)]
        assert 0 < n_forgotten < n
