from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tasks.core.course import Doubts, after_answer, after_failure, is_probe_due
from tasks.core.feed_document import FeedDocument
from warehouse.records import Course, Entry, ErrorClass, Feed, FeedGap, FeedState, Poll, PollOutcome, Timetable

START = datetime(2026, 11, 1, 9, tzinfo=UTC)
HERE, THERE = "https://gazette.example/feed", "https://news.example/feed"
DOUBTS = Doubts()


def at(days=0.0):
    return START + timedelta(days=days)


def poll(days=0.0, **more):
    return Poll(f"poll {days}", "f", "r", at(days), **({"outcome": PollOutcome.OK, "next_poll_at": at(days)} | more))


def document(*keys, published=None, **more):
    entries = tuple(
        Entry("f", key, "sha", f"https://gazette.example/{key}", "", "T", published_at=published) for key in keys
    )
    return FeedDocument(entries, **more)


def answer(course, one, read=None, **more):
    feed = Feed("f", HERE, "gazette", "Gazette", "g", "en", 3_600)
    return after_answer(FeedState(feed, course=course, **more), DOUBTS, one, read)


def answered(course, days, *keys, **more):
    return answer(course, poll(days, **more), document(*keys) if keys else None)


def failed(course, days, error_class=ErrorClass.GONE, n_failures=1):
    one = poll(days, outcome=PollOutcome.HTTP_ERROR, error_class=error_class)
    return after_failure(course, DOUBTS, one, n_failures)


def moved(course, n, *, over_days, to=THERE, first=0.0):
    for number in range(n):
        days = first + over_days * number / (n - 1)
        course = answered(course, days, "a", "b", moved_to=to).course
    return course


@pytest.mark.parametrize(
    ("course", "has_published", "is_due"),
    [
        (Course(whole_at=at(-7)), True, True),
        (Course(whole_at=at(-6.9)), True, False),
        (Course(whole_at=at(-7)), False, False),
        (Course(), True, False),
        (Course(whole_at=at(-30), probed_at=at(-0.9)), True, False),
        (Course(whole_at=at(-30), probed_at=at(-1)), True, True),
        (Course(whole_at=at(-1.1), lied_at=at(-1.1)), True, True),
        (Course(whole_at=at(-1.1), lied_at=at(-31)), True, False),
    ],
    ids=[
        "7 days",
        "less",
        "never published",
        "unknown",
        "probed today",
        "a day ago",
        "caught lately",
        "caught long ago",
    ],
)
def test_a_feed_that_says_304_for_long_is_asked_without_condition(course, has_published, is_due):
    assert is_probe_due(course, DOUBTS, now=at(), has_published=has_published) is is_due


def test_a_probe_that_finds_nothing_new_catches_no_lie():
    course = answered(answered(Course(), 0, "a").course, 8, "a", is_probe=True).course
    assert (course.probed_at, course.lied_at, course.whole_at) == (at(8), None, at(8))


@pytest.mark.parametrize(
    ("etag", "published", "is_lie"),
    [('"old"', None, True), ('"new"', at(7), True), ('"new"', at(7.9), False), ('"new"', None, False)],
    ids=["validators of the older document", "older than the last 304", "published since", "who knows"],
)
def test_a_probe_that_finds_news_behind_a_304_catches_a_lie(etag, published, is_lie):
    course = answered(Course(), 0, "a").course
    probe = poll(8, is_probe=True, etag=etag)
    read = document("a", "b", published=published)
    found = answer(course, probe, read, etag='"old"', last_ok_at=at(7.5)).course
    assert (found.lied_at is not None) is is_lie


def test_news_found_by_a_poll_with_conditions_is_no_lie():
    assert answered(answered(Course(), 0, "a").course, 8, "a", "b").course.lied_at is None


def test_only_a_document_counts_as_a_whole_answer():
    course = answered(Course(), 0, "a").course
    assert answered(course, 1, outcome=PollOutcome.NOT_MODIFIED).course.whole_at == at(0)
    assert answered(course, 1, outcome=PollOutcome.UNCHANGED).course.whole_at == at(1)


def test_a_warehouse_that_kept_no_courses_starts_to_count_its_304_now():
    assert answered(Course(), 3, outcome=PollOutcome.NOT_MODIFIED).course.whole_at == at(3)


def test_a_feed_is_gone_when_it_says_so_twice_a_day_apart():
    once = failed(Course(), 0)
    assert (once.gone_since, once.gone_at) == (at(0), None)
    assert failed(once, 0.9).gone_at is None
    assert failed(once, 1).gone_at == at(1)


def test_a_feed_that_answers_in_between_is_not_gone_and_one_that_comes_back_is_not_either():
    once = failed(Course(), 0)
    assert failed(answered(once, 0.5, "a").course, 1).gone_at is None
    assert answered(failed(once, 1), 9, "a").course.gone_at is None


@pytest.mark.parametrize("error_class", [ErrorClass.TEMP, ErrorClass.SOFT, ErrorClass.HARD])
def test_no_other_error_ends_a_feed_however_often(error_class):
    course = Course()
    for days in range(400):
        course = failed(course, days, error_class, n_failures=days + 1)
    assert course == Course()


def test_ten_polls_over_three_days_move_a_feed():
    assert moved(Course(), 10, over_days=3).poll_url == THERE
    assert moved(Course(), 9, over_days=3).poll_url is None
    assert moved(Course(), 10, over_days=2.9).poll_url is None


def test_a_redirect_that_was_taken_back_or_leads_elsewhere_starts_again():
    almost = moved(Course(), 9, over_days=3)
    assert answered(answered(almost, 3.1, "a").course, 3.2, "a", moved_to=THERE).course.n_redirects == 1
    assert answered(almost, 3.1, "a", moved_to="https://other.example/feed").course.poll_url is None


def test_a_redirect_to_a_feed_that_lists_other_things_moves_nothing():
    almost = moved(Course(), 9, over_days=3)
    found = answered(almost, 3.1, "x", "y", moved_to=THERE).course
    assert (found.n_redirects, found.poll_url) == (0, None)


def test_an_equal_document_counts_for_a_move_too():
    almost = moved(Course(), 9, over_days=3)
    assert answered(almost, 3, outcome=PollOutcome.NOT_MODIFIED, moved_to=THERE).course.poll_url == THERE


def test_a_feed_does_not_move_from_https_to_http():
    assert moved(Course(), 20, over_days=9, to="http://gazette.example/feed").poll_url is None


def test_a_feed_whose_new_address_is_gone_or_fails_repeatedly_is_asked_at_the_old_one():
    course = moved(Course(), 10, over_days=3)
    assert failed(course, 4).poll_url is None
    assert failed(course, 4).gone_since is None
    assert failed(course, 4, ErrorClass.SOFT, n_failures=2).poll_url == THERE
    assert failed(course, 4, ErrorClass.SOFT, n_failures=3).poll_url is None
    assert failed(course, 4, ErrorClass.TEMP, n_failures=30).poll_url == THERE


def test_a_document_without_anything_listed_before_is_a_gap():
    course = answered(Course(), 0, "a", "b").course
    oldest = at(1)
    found = answer(course, poll(2), document("c", "d", published=oldest), last_ok_at=at(0.5))
    assert found.gap == FeedGap("poll 2", "f", at(0.5), oldest, at(2))
    assert (found.course.gap_at, found.course.n_gaps) == (at(2), 1)


def test_a_gap_without_dates_reaches_to_its_poll():
    course = answered(Course(), 0, "a").course
    assert answered(course, 2, "b").gap == FeedGap("poll 2", "f", at(0), at(2), at(2))


@pytest.mark.parametrize("keys", [("b", "c"), ("a", "b"), ()], ids=["one in common", "all in common", "nothing listed"])
def test_a_document_with_something_listed_before_is_none(keys):
    course = answered(Course(), 0, "a", "b").course
    found = answer(course, poll(1), document(*keys))
    assert (found.gap, found.course.n_gaps) == (None, 0)


def test_a_first_document_is_no_gap():
    assert answered(Course(), 0, "a").gap is None


def test_a_document_cut_off_is_no_gap_and_is_not_what_the_next_is_compared_with():
    course = answered(Course(), 0, "a").course
    found = answer(course, poll(1), document("b", is_whole=False))
    assert (found.gap, found.course.listed) == (None, course.listed)


def test_new_keys_for_the_same_addresses_are_no_gap():
    course = answered(Course(), 0, "a").course
    renamed = FeedDocument(tuple(replace(one, entry_key="other") for one in document("a").entries))
    assert answer(course, poll(1), renamed).gap is None


def test_gaps_add_up_for_a_week_and_are_forgotten_then():
    course = answered(answered(Course(), 0, "a").course, 1, "b").course
    assert answered(course, 2, "c").course.n_gaps == 2
    assert answered(course, 7.9, "b").course.n_gaps == 1
    assert answered(course, 8, "b").course.n_gaps == 0


def test_the_timetable_of_the_last_document_is_kept_through_a_304():
    slow = Timetable(ttl_s=7_200)
    course = answer(Course(), poll(), document("a", timetable=slow)).course
    assert answered(course, 1, outcome=PollOutcome.NOT_MODIFIED).course.timetable == slow
