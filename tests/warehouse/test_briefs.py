"""What belongs into the brief of a day, and how much of a story was there by then."""

from datetime import date, timedelta

import pytest

from warehouse import runs
from warehouse.briefs import read_brief
from warehouse.errors import WarehouseError
from warehouse.publish import publish

DAY = date(2026, 11, 16)  # of the desk's clock
ONE = timedelta(days=1)


@pytest.fixture
def brief(desk):
    def read(since=DAY, until=None, **more):
        place = desk.house.lake
        if place is None:
            place = publish(desk.house.folder, desk.make.now).path
        return read_brief(place, since, until or since, **({"target_lang": "en", "late_days": 2} | more))

    return read


def titles(found):
    return [one.title for one in found.stories]


def test_a_story_is_of_the_days_its_articles_were_published(desk, brief):
    now = desk.make.now
    yesterday = desk.article("a", title="Old", published_at=now - ONE)
    today = desk.article("b", title="New", published_at=now)
    copy = desk.article("c", title="Copy of old", published_at=now + ONE)
    desk.group(s=[yesterday, copy], t=[today])
    assert titles(brief(DAY - ONE)) == ["Old"]
    assert titles(brief(DAY + ONE)) == ["Old"]
    assert titles(brief(DAY, late_days=0)) == ["New"]
    assert titles(brief(DAY - ONE, DAY)) == ["Old", "New"]
    assert brief(DAY + 5 * ONE).stories == ()
    assert brief(DAY + 5 * ONE).newest_on == DAY + ONE


def test_of_a_past_day_what_came_later_is_not_told(desk, brief):
    now = desk.make.now
    first = desk.article("a", title="Told", published_at=now - ONE)
    later = desk.article("b", title="Copy", published_at=now + ONE, lang="fr")
    desk.group(s=[first, later])
    (then,), (after,) = brief(DAY - ONE).stories, brief(DAY + ONE).stories
    assert (len(then.articles), then.languages, then.is_new) == (1, ("en",), True)
    assert (len(after.articles), after.languages, after.is_new) == (2, ("en", "fr"), False)
    assert [one.is_new for one in after.articles] == [False, True]
    assert after.n_independent_sources == 1


def test_an_article_found_late_is_news_of_the_day_it_was_found_but_not_one_of_long_ago(desk, brief):
    now = desk.make.now  # everything is first seen now
    desk.group(s=[desk.article("a", title="Last night", published_at=now - ONE)])
    desk.group(t=[desk.article("b", title="Last month", published_at=now - 30 * ONE)])
    assert titles(brief(DAY)) == ["Last night"]
    assert titles(brief(DAY - 30 * ONE)) == ["Last month"]


def test_a_change_seen_on_a_day_is_told_and_one_taken_back_is_a_reversal(desk, brief):
    at = desk.make.now - 20 * ONE
    for sha in ("one", "two", "one"):
        desk.group(s=[desk.article("a", title=f"Version {sha}", content_sha256=sha, published_at=at)])
    (story,) = brief().stories
    assert [(one.title_before, one.title_after, one.is_reversal) for one in story.edits] == [
        ("Version one", "Version two", False),
        ("Version two", "Version one", True),
    ]
    assert not story.is_new
    assert brief(DAY + ONE).stories == ()


def test_stories_found_to_be_one_are_told_on_that_day(desk, brief):
    at = desk.make.now - 20 * ONE
    one, two = (desk.article(key, title=f"By {key}", published_at=at) for key in "ab")
    desk.group(s=[one], t=[two])
    desk.group(s=[one, two], rule="r2")
    (story,) = brief().stories
    assert (story.title, story.absorbed) == ("By a", ("By b",))


def test_hits_stand_with_their_story_and_a_watchlist_alone_shows_its_own(desk, brief):
    at = desk.make.now
    desk.group(s=[desk.article("a", title="Kelido", published_at=at)], t=[desk.article("b", published_at=at)])
    desk.watch(one='terms = ["kelido"]', two='terms = ["kelido*"]', three='terms = ["nothing"]')
    assert [[hit.watchlist for hit in one.hits] for one in brief().stories] == [["one", "two"], []]
    assert titles(brief(watchlist="one")) == ["Kelido"]
    assert brief(watchlist="three").stories == ()
    with pytest.raises(WarehouseError, match=r"^no watchlist is called 'four': there are one, three, two$"):
        brief(watchlist="four")


def test_the_runs_of_the_day_are_told_or_the_last_one_before(desk, brief):
    counts = {"entries": 3, "articles_new": 2, "known": 1, "rejected": 0}
    with desk.house.transaction("test") as tx:
        run = desk.make.run_id
        runs.finish_run(tx, run, ended_at=desk.make.now, state="degraded", counts=counts, error="feed x: HTTP 410")
    (told,) = brief().runs
    assert (told.state, told.error) == ("degraded", "feed x: HTTP 410")
    assert (told.n_entries, told.n_articles, told.n_known) == (3, 2, 1)
    assert brief().is_run_of_these_days
    later = brief(DAY + ONE)
    assert (len(later.runs), later.is_run_of_these_days) == (1, False)
    assert brief(DAY - ONE).runs == ()
