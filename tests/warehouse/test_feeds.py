from dataclasses import replace
from datetime import timedelta

from warehouse import entries, feeds, hosts
from warehouse.feeds import EntrySums
from warehouse.records import Course, ErrorClass, FeedGap, HostState, PollOutcome, Rejection, Timetable


def save(house, poll, listed):
    with house.transaction("test") as tx:
        return feeds.save_poll(tx, poll, listed, poll.polled_at)


def due(house, now, **more):
    with house.transaction("test") as tx:
        return feeds.due_feeds(tx, now, **more)


def test_a_poll_adds_up(house, make):
    listed = [make.entry("a"), make.entry("b"), make.entry("a"), replace(make.entry("c"), url=make.entry("b").url)]
    assert save(house, make.poll(), listed) == EntrySums(n_entries=3, n_new=2, n_changed=0, n_known=1, n_repeated=1)


def test_polls_stored_together_add_up_as_they_would_one_by_one(house, make, dump):
    gazette, herald = make.feed(), make.feed("herald")
    shared = make.entry("a").url
    first = feeds.Listing(make.poll(gazette), [make.entry("a"), make.entry("b")], make.now, Course(n_gaps=1))
    second = feeds.Listing(
        make.poll(herald), [make.entry("h", herald), make.entry("i", herald, url=shared)], make.now, Course(n_gaps=2)
    )
    silent = feeds.Listing(make.poll(make.feed("mute"), outcome=PollOutcome.NOT_MODIFIED), [], make.now)
    with house.transaction("test") as tx:
        sums = feeds.save_polls(tx, [first, second, silent])
    assert sums == [EntrySums(2, 2, 0, 0), EntrySums(2, 1, 0, 1), EntrySums(0, 0, 0, 0)]
    before = dump()
    for one in (first, second, silent):
        with house.transaction("test") as tx:
            feeds.save_polls(tx, [one])
    with house.transaction("test") as tx:
        assert feeds.save_polls(tx, []) == []
    assert dump() == before


def test_of_polls_stored_together_only_the_new_ones_leave_something(house, make):
    save(house, make.poll(n=2, etag='"2"'), [])
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed(), make.feed("herald")], make.now)
        old = feeds.Listing(make.poll(n=2, etag='"again"'), [], make.now)
        new = feeds.Listing(make.poll(make.feed("herald"), etag='"h"'), [], make.now)
        feeds.save_polls(tx, [old, new])
    states = due(house, make.now, is_forced=True)
    assert {state.feed.name: state.etag for state in states} == {"gazette": '"2"', "herald": '"h"'}


def test_a_replayed_poll_adds_nothing(house, make, dump):
    listed = [make.entry("a"), make.entry("b")]
    save(house, make.poll(), listed)
    before = dump()
    assert save(house, make.poll(), listed) == EntrySums(2, 0, 0, 2)
    assert dump() == before


def test_the_same_url_from_another_feed_is_known_and_names_its_article(house, make, read_articles, rows):
    (article,) = read_articles("a")
    other = make.feed("herald")
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [other], make.now, is_complete=False)
    assert save(house, make.poll(other), [make.entry("x", other, url=article.url)]).n_known == 1
    assert rows("SELECT state, article_id::VARCHAR FROM core.feed_entry WHERE entry_key = 'x'") == [
        ("known", article.article_id)
    ]


def test_entries_without_an_address_are_not_taken_for_each_other(house, make):
    assert save(house, make.poll(), [make.entry("a", url=""), make.entry("b", url="")]).n_new == 2


def test_a_changed_entry_waits_again_once_its_page_was_read(house, make, read_articles):
    read_articles("a")
    changed = make.entry("a", entry_hash=2)
    assert save(house, make.poll(n=2), [changed]) == EntrySums(1, 0, 1, 0)
    with house.transaction("test") as tx:
        assert [one.entry for one in entries.pending_entries(tx, make.now)] == [changed]
    assert save(house, make.poll(n=3), [make.entry("a", entry_hash=3)]).n_known == 1  # it waits anyhow


def test_a_changed_entry_that_was_read_as_known_is_still_read_again(house, make, read_articles):
    (article,) = read_articles("a")
    for n in (2, 3):
        changed = make.entry("a", entry_hash=n + 10)
        assert save(house, make.poll(n=n), [changed]).n_changed == 1
        with house.transaction("test") as tx:
            page = make.page(changed, n=n)
            entries.save_pages(tx, [page], [], make.now, None)
            again = replace(article, page_id=page.page_id)
            assert entries.save_articles(tx, [again], [], make.now, make.run_id).n_known == 1


def test_a_rejected_entry_that_is_due_anyhow_is_not_counted_twice(house, make):
    save(house, make.poll(), [make.entry("a")])
    retry_at = make.now + timedelta(minutes=10)
    with house.transaction("test") as tx:
        (pending,) = entries.pending_entries(tx, make.now)
        entries.save_pages(
            tx, [], [(pending, Rejection("network_error", "no answer", is_transient=True))], make.now, retry_at
        )
        assert entries.count_pending(tx, make.now) == 0
        assert entries.count_pending(tx, retry_at) == 1
    assert save(house, make.poll(n=2), [make.entry("a", entry_hash=2)]).n_known == 1


def test_validators_of_a_whole_answer_are_kept_through_304_and_failure(house, make):
    whole = make.poll(n=1, etag='"1"', last_modified="Mon", body_sha256="b1")
    save(house, whole, [])
    save(house, make.poll(n=2, outcome=PollOutcome.NOT_MODIFIED, http_status=304), [])
    save(house, make.poll(n=3, outcome=PollOutcome.HTTP_ERROR, http_status=503, error="feed gazette: HTTP 503"), [])
    (state,) = due(house, make.now + timedelta(days=1))
    assert (state.etag, state.last_modified, state.body_sha256, state.n_failures) == ('"1"', "Mon", "b1", 1)
    save(house, make.poll(n=4), [])
    (state,) = due(house, make.now + timedelta(days=1))
    assert (state.etag, state.n_failures) == (None, 0)


def test_feeds_that_failed_or_were_slow_come_last_and_together(house, make):
    names = ("ant", "bee", "cat", "dog")
    known = [make.feed(name) for name in names]
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, known, make.now)
    ant, bee, cat, _ = known
    save(house, make.poll(ant, outcome=PollOutcome.NETWORK_ERROR, error="feed ant: no answer"), [])
    save(house, make.poll(bee, elapsed_ms=12_000), [])
    save(house, make.poll(cat, elapsed_ms=90), [])
    later = due(house, make.now + timedelta(days=1))
    assert [state.feed.name for state in later] == ["dog", "cat", "ant", "bee"]


def test_a_feed_is_due_by_its_pace_by_name_or_by_force(house, make):
    save(house, make.poll(), [])
    assert due(house, make.now) == []
    assert [state.feed for state in due(house, make.now, is_forced=True)] == [make.feed()]
    assert due(house, make.now, is_forced=True, names=["herald"]) == []
    assert len(due(house, make.now + timedelta(hours=1), names=["gazette"])) == 1


def test_a_feed_no_longer_configured_is_kept_and_not_polled(house, make, rows):
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed("herald")], make.now)
    assert [state.feed.name for state in due(house, make.now)] == ["herald"]
    assert rows("SELECT name, is_active FROM core.feed ORDER BY name") == [("gazette", False), ("herald", True)]


def test_syncing_the_same_feeds_touches_no_row(house, make, dump):
    before = dump()
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed()], make.now + timedelta(days=1))
    assert dump() == before


def test_a_lone_surrogate_costs_nothing(house, make, rows):
    listed = [make.entry("a", title="caf\ud800"), make.entry("b\udfff")]
    assert save(house, make.poll(), listed).n_new == 2
    assert save(house, make.poll(n=2), listed) == EntrySums(2, 0, 0, 2)
    assert rows("SELECT title FROM core.feed_entry WHERE entry_key = 'a'") == [("caf\ufffd",)]


def test_the_course_of_a_feed_comes_back_as_it_was_kept(house, make):
    course = Course(
        whole_at=make.now,
        probed_at=make.now,
        lied_at=make.now,
        gone_since=make.now,
        redirected_to="https://news.example/feed",
        redirected_since=make.now,
        n_redirects=3,
        poll_url="https://news.example/feed",
        gap_at=make.now,
        n_gaps=2,
        timetable=Timetable(ttl_s=60, update_s=7, skip_hours=(0, 23), skip_days=(7,)),
        listed=(1, 2**32 - 1),
    )
    for n, one in enumerate((Course(), course, Course(timetable=Timetable(skip_hours=(1,))), course), start=1):
        with house.transaction("test") as tx:
            feeds.save_poll(tx, make.poll(n=n), [], make.now, course=one)
        (state,) = due(house, make.now, is_forced=True)
        assert state.course == one
    assert state.url == "https://news.example/feed"


def test_an_older_poll_and_one_without_a_course_leave_the_course_as_it_is(house, make):
    with house.transaction("test") as tx:
        feeds.save_poll(tx, make.poll(n=2), [], make.now, course=Course(n_gaps=1))
        feeds.save_poll(tx, make.poll(n=1), [], make.now, course=Course(n_gaps=7))
        feeds.save_poll(tx, make.poll(n=3), [], make.now)
    (state,) = due(house, make.now, is_forced=True)
    assert state.course == Course(n_gaps=1)


def test_a_poll_keeps_what_decided_the_next_one(house, make, rows):
    save(house, make.poll(next_poll_reason="max-age 3600 s"), [])
    assert rows("SELECT next_poll_reason FROM core.feed_poll") == [("max-age 3600 s",)]
    assert rows("SELECT next_poll_reason FROM feed_health") == [("max-age 3600 s",)]


def test_a_gone_feed_is_polled_by_name_and_force_alone(house, make):
    with house.transaction("test") as tx:
        feeds.save_poll(tx, make.poll(), [], make.now, course=Course(gone_at=make.now))
    later = make.now + timedelta(days=30)
    assert due(house, later) == []
    assert due(house, later, is_forced=True) == []
    assert due(house, later, names=["gazette"]) == []
    assert len(due(house, later, names=["gazette"], is_forced=True)) == 1


def test_the_median_gap_is_told_from_what_was_published_and_from_enough_of_it(house, make):
    hours = (0, 2, 4, 6, 30, 32)
    listed = [make.entry(str(n), published_at=make.now - timedelta(hours=n)) for n in hours]
    save(house, make.poll(), listed[:5])
    (state,) = due(house, make.now, is_forced=True)
    assert (state.median_gap_s, state.last_new_at) == (None, make.now)
    save(house, make.poll(n=2), listed)
    (state,) = due(house, make.now, is_forced=True)
    assert state.median_gap_s == 7_200


def test_undated_entries_are_told_apart_by_the_poll_that_found_them(house, make):
    for n in range(1, 8):
        save(house, make.poll(n=n), [make.entry(f"{n} {side}") for side in "ab"])
    (state,) = due(house, make.now, is_forced=True)
    assert state.median_gap_s == 3_600


def test_a_run_that_is_forgiven_leaves_no_failure_for_want_of_a_network(house, make, rows):
    herald = make.feed("herald")
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed(), herald], make.now)
    lost = {"outcome": PollOutcome.NETWORK_ERROR, "error_class": ErrorClass.TEMP}
    for n in (1, 2):
        save(house, make.poll(n=n, **lost), [])
    save(house, make.poll(herald, outcome=PollOutcome.HTTP_ERROR, error_class=ErrorClass.SOFT), [])
    with house.transaction("test") as tx:
        feeds.forgive_run(tx, make.run_id)
    assert rows("SELECT name, n_failures FROM feed_health ORDER BY name") == [("gazette", 1), ("herald", 1)]


def test_a_gap_is_kept_once_and_shown_as_a_hole_on_each_of_its_days(house, make, rows):
    poll = make.poll(n=2)
    gap = FeedGap(poll.poll_id, poll.feed_id, make.now - timedelta(days=2), make.now, make.now)
    for _ in range(2):
        with house.transaction("test") as tx:
            feeds.save_poll(tx, poll, [], make.now, course=Course(n_gaps=1), gap=gap)
    days = [make.now.date() - timedelta(days=n) for n in (2, 1, 0)]
    assert rows("SELECT hole_on, n_gaps, reasons FROM holes ORDER BY hole_on") == [(day, 1, ["gap"]) for day in days]
    ((reason,),) = rows("SELECT reason FROM feed_health")
    assert reason.endswith("1 gap where it may have listed what no poll saw, last 2026-11-16")


def test_a_host_is_busy_until_its_time_and_to_the_end_of_the_run_it_said_so_in(house, make):
    busy = HostState("a.example", make.now + timedelta(minutes=15), "HTTP 429", make.now)
    earlier = HostState("a.example", make.now + timedelta(days=9), "HTTP 503", make.now - timedelta(days=1))
    hour = make.now + timedelta(hours=1)
    with house.transaction("test") as tx:
        hosts.save_hosts(tx, [busy])
        hosts.save_hosts(tx, [earlier])
        assert hosts.busy_hosts(tx, make.now, since=hour) == {"a.example": busy}
        assert hosts.busy_hosts(tx, hour, since=make.now) == {"a.example": busy}
        assert hosts.busy_hosts(tx, hour, since=hour) == {}
