from datetime import timedelta

import pytest

from warehouse import entries, feeds, grouping, stories
from warehouse.publish import publish
from warehouse.records import Override, Relation
from warehouse.sql import query


def test_as_of_shows_the_articles_as_they_stood(house, make, read_articles, rows):
    (first,) = read_articles("a")
    later = make.now + timedelta(hours=5)
    with house.transaction("test") as tx:
        page = make.page(make.entry("a"), n=2)
        entries.save_pages(tx, [page], [], later, None)
        edited = make.article(page, title="Title a, corrected", content_sha256="other", body="First.\n\nCorrected.")
        entries.save_articles(tx, [edited], [], later, make.run_id)
    ask = "SELECT version, title, body FROM as_of($instant)"
    assert rows(ask, instant=make.now - timedelta(hours=1)) == []
    assert rows(ask, instant=make.now) == [(1, first.title, first.body)]
    assert rows(ask, instant=later) == [(2, "Title a, corrected", "First.\n\nCorrected.")]
    assert rows("SELECT title_before, title_after, is_silent FROM edits") == [(first.title, edited.title, True)]


@pytest.fixture
def told(house, make, read_articles):
    (a,) = read_articles("a")
    (b,) = read_articles("b", feed=make.feed("journal"), published_at=make.now)
    members = [
        make.membership("s", a.article_id),
        make.membership("s", b.article_id, Relation.TRANSLATION, a.article_id),
    ]
    save(house, make, members)
    return a, b


def save(house, make, members):
    with house.transaction("test") as tx:
        window = grouping.tellings(tx, grouping.ids_to_group(tx, "r1"))
        found = {"pairs": [], "memberships": members, "links": [], "grouped": window}
        stories.save_grouping(tx, **found, rule_version="r1", now=make.now, run_id=make.run_id)


def test_story_of_takes_an_id_or_an_address(told, rows):
    a, b = told
    for key in (a.article_id, b.article_id, a.url):
        assert rows("SELECT relation FROM story_of($key)", key=key) == [("original",), ("translation",)]
    assert rows("SELECT count(*) FROM story_of($key)", key=f"{a.url}/") == [(2,)]
    assert rows("FROM story_of('nothing of the kind')") == []


def test_who_first_says_how_far_behind_the_others_were(told, make, rows):
    assert rows("SELECT place, publisher, hours_behind FROM who_first($story)", story=make.uid("s")) == [
        (1, "Gazette", 0.0),
        (2, "Journal", 2.0),
    ]
    assert rows("FROM who_first('no id')") == []


def test_a_trend_counts_articles_and_stories_and_does_not_see_accents(told, make, rows):
    day = make.now.date()
    assert rows("FROM trend('TÎTLE')") == [(day, 2, 1, 2)]
    assert rows("FROM trend('absent')") == []
    assert rows("FROM trend('')") == rows("FROM trend('é')") == [], "no word is asked for"


def test_a_search_finds_accents_ligatures_apostrophes_and_digits(house, make, read_articles, rows):
    read_articles("a", title="L’œuvre d’été", body="Vingt ans après, 1 200 dollars pour l’intelligence artificielle.")
    for words in ("oeuvre", "ŒUVRE", "été", "ete", "1 200", "Intelligence ARTIFICIELLE", "l'œuvre"):
        assert rows("SELECT title FROM search($q)", q=words) == [("L’œuvre d’été",)], words
    assert rows("SELECT title FROM search('intelligence naturelle')") == []
    assert rows("SELECT title FROM search('')") == []


def test_a_search_finds_the_newest_version_only(house, make, read_articles, rows):
    read_articles("a", body="An elephant.")
    with house.transaction("test") as tx:
        page = make.page(make.entry("a"), n=2)
        entries.save_pages(tx, [page], [], make.now, None)
        entries.save_articles(
            tx, [make.article(page, content_sha256="other", body="A giraffe.")], [], make.now, make.run_id
        )
    assert rows("SELECT count(*) FROM search('giraffe')") == [(1,)]
    assert rows("SELECT count(*) FROM search('elephant')") == [(0,)]


def test_a_search_keeps_to_its_window(house, make, read_articles, rows):
    read_articles("a")
    assert rows("SELECT count(*) FROM search('first', since := DATE '2026-11-16')") == [(1,)]
    assert rows("SELECT count(*) FROM search('first', since := DATE '2026-11-17')") == [(0,)]
    assert rows("SELECT count(*) FROM search('first', until := DATE '2026-11-15')") == [(0,)]


def test_a_search_ranks_a_title_above_a_mention_and_stops_at_its_limit(house, make, read_articles, rows):
    words = " ".join(f"word{n}" for n in range(200))
    read_articles("a", body=f"ferry {words}", title="Something else")
    read_articles("b", body=words, title="Ferry crews walk out")
    assert rows("SELECT title FROM search('ferry')") == [("Ferry crews walk out",), ("Something else",)]
    assert rows("SELECT count(*) FROM search('ferry', lim := 1)") == [(1,)]


def test_what_a_person_decided_is_shown_and_outlives_a_re_run(house, make, told, rows):
    a, b = told
    decision = Override(b.article_id, "confirm", "ann", make.now, a.article_id, "adaptation", "the editor told me")
    with house.transaction("test") as tx:
        stories.save_override(tx, decision)
    by_rule = [make.membership("s", a.article_id), make.membership("t", b.article_id)]
    save(house, make, by_rule)
    publish(house.folder, make.now)
    assert query(house.folder, "SELECT relation, decided_by FROM story_articles WHERE publisher = 'Journal'").rows == [
        ("adaptation", "person")
    ]
    assert rows("SELECT decided_by, decision, note, url, other_url FROM decisions") == [
        ("ann", "confirm", "the editor told me", b.url, a.url)
    ]


def test_the_dictionary_explains_macros_too(rows):
    assert ("search(q, lim, since, until)",) in rows("SELECT relation FROM data_dictionary WHERE data_type = 'macro'")
    assert rows("SELECT relation FROM data_dictionary WHERE comment IS NULL") == []


def test_a_feed_keeps_its_tier(house, make, rows):
    with house.transaction("test") as tx:
        feeds.sync_feeds(tx, [make.feed(tier="trade")], make.now)
        feeds.sync_feeds(tx, [make.feed(tier="local")], make.now)
    assert rows("SELECT tier FROM core.feed") == [("local",)]
