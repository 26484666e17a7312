"""robots.txt, and what we call ourselves while we ask for it: by the ledger, and by what the entries ended as."""

from datetime import date

import pytest

from flows.backfill import Window, backfill_feeds
from tests.fetch.checklist.conftest import feed_at

HOST = "h0001.news.test"
HOUR_S = 3_600
ENDS = "SELECT DISTINCT state, rejection_reason FROM core.feed_entry"
NO_PAGES = "User-agent: *\nDisallow: /20\n"
READ, REFUSED, WAITING = ("article", None), ("rejected", "robots_disallowed"), ("rejected", "robots_unreachable")


def at(path, host=HOST):
    return f"http://{host}{path}"


def asked(newsroom, start, since=0):
    return [one.target for one in newsroom.ledger(since=since) if one.target.startswith(start)]


def test_line_38_feed_robots_and_page_are_told_name_version_and_contact(newsroom, run, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[fetch]\ncontact = "https://newsecho.example/about"\n')
    newsroom.profile(HOST, items=1, languages=["en"])
    run(at("/302"), config=own)
    assert len({one.target for one in newsroom.ledger()}) == 4
    [agent] = {one.headers["user-agent"] for one in newsroom.ledger()}
    name, _, rest = agent.partition("/")
    version, _, contact = rest.partition(" ")
    assert (name, contact) == ("newsecho", "(+https://newsecho.example/about)")
    assert version[0].isdecimal()


def test_line_41_a_page_that_robots_txt_disallows_is_not_asked_for_and_its_entry_says_so(newsroom, run, rows):
    newsroom.profile(HOST, items=3, robots="User-agent: other\nAllow: /\n\nUser-agent: NewsEcho\nDisallow: /20\n")
    report = run(at("/feed.xml"))
    assert asked(newsroom, "/") == ["/feed.xml", "/robots.txt"]
    assert rows(ENDS) == [REFUSED]
    assert rows("SELECT count(*) FROM core.rejection WHERE reason = 'robots_disallowed'") == [(3,)]
    assert (report.rejected, report.conservation.n_missing) == ({"robots disallowed": 3}, 0)


def test_line_41_a_backfill_obeys_robots_txt_as_a_run_does(newsroom, context, rows):
    newsroom.profile(HOST, items=3, robots=NO_PAGES)
    window = Window(date(2000, 1, 1), date(2100, 1, 1))
    backfill_feeds(context(), [feed_at(at("/feed.xml"))], window, source="feed")
    assert asked(newsroom, "/20") == []
    assert len(asked(newsroom, "/robots.txt")) == 1
    assert rows(ENDS) == [REFUSED]


def test_line_41_a_redirect_does_not_lead_around_robots_txt(newsroom, run, rows):
    closed = "h0002.news.test"
    newsroom.profile(closed, robots="User-agent: *\nDisallow: /doc/\n")
    run(at(f"/items/link-to?to=/302?to=http://{closed}/doc/html5"))
    assert {one.target for one in newsroom.ledger(closed)} == {"/robots.txt"}
    assert rows(ENDS) == [REFUSED]


def test_line_41_a_source_is_exempt_by_a_word_of_its_own_and_alone(newsroom, run, rows):
    """A person's list may say so of a source whose owner allowed it; robots.txt is then not even asked for."""
    newsroom.profile(HOST, items=3, robots=NO_PAGES)
    run(at("/feed.xml"), robots="ignore")
    assert len(asked(newsroom, "/20")) == 3
    assert asked(newsroom, "/robots.txt") == []
    assert rows(ENDS) == [READ]


def test_line_41_the_feed_that_a_person_listed_is_polled_whatever_robots_txt_says(newsroom, run, rows):
    """As feed readers do, and as config/feeds.toml says we do; its pages are not asked for all the same."""
    newsroom.profile(HOST, items=3, robots="User-agent: *\nDisallow: /\n")
    run(at("/feed.xml"))
    assert asked(newsroom, "/") == ["/feed.xml", "/robots.txt"]
    assert rows("SELECT outcome FROM core.feed_poll") == [("ok",)]
    assert rows(ENDS) == [REFUSED]


@pytest.mark.parametrize(
    ("profile", "end"),
    [
        ({"robots_status": 404}, READ),
        ({"robots_status": 401}, READ),
        ({"robots_status": 403}, READ),
        ({"robots_status": 410}, READ),
        ({"robots_status": 429}, WAITING),
        ({"robots_status": 500}, WAITING),
        ({"robots_status": 503}, WAITING),
        ({"robots_to": "/fin-before-headers"}, WAITING),
        ({"robots_to": "/truncgz"}, WAITING),
        ({"robots_to": "/robots.txt?hop=4", "robots": NO_PAGES}, REFUSED),
        ({"robots_to": "/robots.txt?hop=5", "robots": NO_PAGES}, READ),
        ({"host": "robots-html.news.test"}, READ),
        ({"host": "robots-bom.news.test", "robots": NO_PAGES}, REFUSED),
        ({"host": "robots-big.news.test", "robots": NO_PAGES}, REFUSED),
    ],
    ids=lambda value: None if value in (READ, REFUSED, WAITING) else str(value),
)
def test_line_42_an_answer_for_robots_txt_opens_closes_or_leaves_it_open_for_now(newsroom, run, rows, profile, end):
    host = profile.get("host", HOST)
    newsroom.profile(host, items=2, **{name: value for name, value in profile.items() if name != "host"})
    run(at("/feed.xml", host))
    assert len(asked(newsroom, "/20")) == (2 if end == READ else 0)
    assert rows(ENDS) == [end]
    ((retry_at,),) = rows("SELECT DISTINCT retry_at FROM core.feed_entry")
    assert (retry_at is not None) == (end == WAITING)


def test_line_42_a_host_whose_robots_txt_fails_is_asked_for_its_pages_once_it_answers(newsroom, run, rows):
    newsroom.profile(HOST, items=2, rate_per_day=0, robots_status=503)
    run(at("/feed.xml"))
    newsroom.profile(HOST, robots_status=200)
    newsroom.advance(2 * HOUR_S)
    run(at("/feed.xml"))
    assert len(asked(newsroom, "/robots.txt")) == 2
    assert len(asked(newsroom, "/20")) == 2
    assert rows(ENDS) == [READ]


def test_line_42_five_hundred_kibibytes_of_robots_txt_are_obeyed_and_what_follows_is_not_read(newsroom, run, rows):
    big = "robots-big.news.test"  # its rules, 500 KiB of comments, and one rule more: Disallow: /late/
    run(at("/items/link-to?to=/private/x", big), at("/items/link-to?to=/late/x", big))
    assert asked(newsroom, "/private/") == []
    assert len(asked(newsroom, "/late/")) == 10
    assert set(rows(ENDS)) == {REFUSED, ("rejected", "http_error")}


def test_line_42_robots_txt_is_asked_for_once_a_day_at_most(newsroom, run):
    newsroom.profile(HOST, items=2, rate_per_day=24)
    for hours, n_asked in ((0, 1), (12, 1), (11, 1), (2, 2)):
        newsroom.advance(hours * HOUR_S)
        run(at("/feed.xml"))
        assert len(asked(newsroom, "/robots.txt")) == n_asked


def test_line_42_the_last_good_robots_txt_counts_for_a_day_and_then_nothing_is_asked(newsroom, run, rows):
    newsroom.profile(HOST, items=1, rate_per_day=0, robots="User-agent: *\nDisallow: /private/\n")
    run(at("/feed.xml"))
    newsroom.profile(HOST, robots_status=503)
    # The copy is a day old at 24 hours; it is asked for again from then on, in vain.
    for hours, n_pages in ((23, 2), (2, 2)):
        newsroom.publish(HOST, n=1)
        newsroom.advance(hours * HOUR_S)
        run(at("/feed.xml"))
        assert len(asked(newsroom, "/20")) == n_pages
    assert sorted(rows("SELECT state, rejection_reason FROM core.feed_entry")) == [READ, READ, WAITING]


def test_line_43_what_a_page_reserves_is_recorded_with_it(newsroom, run, rows):
    paths = ["/doc/noindex", "/doc/tdm-reservation", "/reserved", "/doc/html5"]
    run(*(at(f"/items/link-to?to={path}") for path in paths))
    found = rows(
        "SELECT DISTINCT regexp_extract(e.url, 'test([^?]+)', 1), p.reservations "
        "FROM core.page AS p JOIN core.feed_entry AS e ON e.page_id = p.page_id WHERE p.http_status = 200"
    )
    assert dict(found) == {
        "/doc/noindex": ["noindex", "noarchive"],
        "/doc/tdm-reservation": ["tdm-reservation"],
        "/reserved": ["noarchive", "tdm-reservation"],
        "/doc/html5": None,
    }
