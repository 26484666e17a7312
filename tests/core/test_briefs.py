"""A brief in words: who tells a story, who was made from whom, what changed; and that no title acts on its reader."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest

from tasks.core.briefs.alerts import alert_body, alert_title
from tasks.core.briefs.data import as_json
from tasks.core.briefs.foot import foot_lines
from tasks.core.briefs.markdown import as_markdown
from tasks.core.briefs.page import as_page
from tasks.core.briefs.telling import changes, in_order, lineage, summary, tellers, who_first
from warehouse.records import Brief, BriefArticle, BriefEdit, BriefHole, BriefRun, BriefStory, Relation, WatchHit

DAY = date(2026, 11, 18)
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
HIT = WatchHit(
    "museum",
    "s",
    "Title",
    "en",
    None,
    1,
    1,
    1,
    "musée*",
    "title",
    "original",
    "Un musée",
    "A",
    NOON,
    "http://a.example/",
)


def article(outlet, parent=None, relation=Relation.ORIGINAL, *, key=None, hours=0, is_new=True, lang="en"):
    at = NOON + timedelta(hours=hours)
    url = f"http://{outlet.lower()}.example/"
    return BriefArticle(key or outlet, outlet, outlet, lang, f"By {outlet}", url, at, relation, parent, is_new)


def story(*articles, **more):
    given = {"story_id": "s", "title": "Title", "lang": "en", "url": "http://a.example/", "translated_title": None}
    return BriefStory(**(given | more), articles=articles or (article("A"),))


def brief(*stories, **more):
    given = {"runs": (), "holes": (), "failing_feeds": (), "other_feeds": {}, "waiting": {}, "newest_on": DAY}
    return Brief(DAY, DAY, "en", stories, **(given | more))


COPY, ADAPTED, BACK = Relation.SYNDICATED_COPY, Relation.ADAPTATION, Relation.MACHINE_RETRANSLATION


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([article("A")], ""),
        (
            [article("A"), article("B", "A", ADAPTED), article("C", "B", BACK)],
            "original A → adaptation B → machine retranslation C",
        ),
        (
            [
                article("A"),
                article("B", "A", COPY),
                article("C", "A", COPY),
                article("D", "A", ADAPTED),
                article("E", "D", BACK),
            ],
            "original A → (syndicated copies B, C; adaptation D → machine retranslation E)",
        ),
        ([article("A"), article("B")], "originals A, B"),
        ([article("A"), article("B", "gone", ADAPTED)], "original A; adaptation B"),
        (
            [article("A"), *(article(name, "A", COPY) for name in "BCDEFG")],
            "original A → syndicated copies B, C, D, E and 2 more",
        ),
        (
            [article("A"), article("B", "A", COPY), article("B", "A", COPY, key="B2")],
            "original A → syndicated copies B (2)",
        ),
    ],
)
def test_who_was_made_from_whom_is_told_in_a_line(members, said):
    assert lineage(story(*members)) == said


def test_parents_in_a_ring_are_told_without_end():
    ring = story(article("A", "B", ADAPTED), article("B", "A", ADAPTED), article("C"))
    assert lineage(ring) == "original C"


def test_copies_are_outlets_and_no_independent_sources():
    told = story(article("A"), article("B", "A", COPY, lang="fr"), article("C"))
    assert tellers(told) == "3 outlets, 2 independent sources, en fr"
    assert tellers(story(article("A"))) == "1 outlet, en"
    assert (
        tellers(story(article("A"), article("A", "A", COPY, key="A2")))
        == "2 articles, 1 outlet, 1 independent source, en"
    )


def test_the_first_outlet_has_its_hour_and_on_another_day_its_day():
    assert who_first(story(article("A")), DAY) == "first A 12:00"
    assert who_first(story(article("A", hours=-24)), DAY) == "first A 11-17 12:00"
    assert who_first(story(replace(article("A"), published_at=None)), DAY) == "first A (no date)"


def edit(**more):
    given = {"publisher": "A", "observed_at": NOON, "change": "major", "reason": "38 of 160 words", "is_silent": False}
    given |= {"is_reversal": False, "title_before": "T", "title_after": "T", "url": "http://a.example/"}
    return BriefEdit(**(given | more))


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (edit(), "A rewrote its text (38 of 160 words)"),
        (edit(is_silent=True), "A rewrote its text (38 of 160 words), and its page does not say so"),
        (
            edit(change="correction", reason="Correction: 130 berths"),
            "correction: A corrected its text (Correction: 130 berths)",
        ),
        (edit(change="title_only", title_after="U"), "A changed its title from “T” to “U”"),
        (edit(change=None, reason=None), "A changed its text"),
        (edit(is_reversal=True), "reversal: A went back to an earlier text of its own"),
    ],
)
def test_a_change_of_a_text_is_told_in_a_sentence(seen, said):
    assert changes(story(edits=(seen,)), DAY) == [said]


def test_corrections_and_reversals_come_before_other_changes():
    seen = story(edits=(edit(), edit(change="correction", observed_at=NOON + timedelta(hours=1))))
    assert changes(seen, DAY)[0].startswith("correction: ")


def test_what_joined_a_known_story_is_named_and_a_new_story_says_nothing_of_it():
    old, new = article("A", hours=-24, is_new=False), article("B", "A", ADAPTED)
    assert changes(story(old, new), DAY) == ["since the day before: adaptation B 12:00"]
    many = [article(name, "A", COPY) for name in "BCDEF"]
    assert changes(story(old, *many), DAY)[0].endswith("syndicated copy D 12:00, 2 more")
    assert changes(story(article("A"), new), DAY) == []


def test_what_a_watchlist_hit_comes_first_then_what_most_sources_tell():
    lone, wide = story(article("A")), story(article("A"), article("B"))
    watched = story(article("C"), hits=(HIT,))
    assert in_order([lone, wide, watched]) == [watched, wide, lone]


def test_a_title_is_shown_as_it_stands_and_acts_on_nobody():
    title = "<script>alert(1)</script> *A* [b](javascript:x) \x1b[31mred\u202e"
    told = brief(story(title=title, url="javascript:alert(1)"))
    page = as_page(told)
    assert "<script" not in page
    assert "javascript:alert" not in page
    shown = as_markdown(told)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert r"\*A\* \[b\](javascript:x)" in shown
    assert r"\<script\>" in shown


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.open, self.seen, self.links = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        self.links += [value for name, value in attributes if name in {"href", "src"}]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_needs_nothing_from_elsewhere():
    told = story(article("A"), article("B", "A", ADAPTED, lang="fr"), lang="fr", translated_title="Said", hits=(HIT,))
    page = Tags(as_page(brief(told)))
    assert page.open == []
    assert set(page.seen).isdisjoint({"script", "img", "link", "iframe"})
    assert set(page.links) == {"http://a.example/"}
    assert "url(" not in as_page(brief(told))
    assert "machine translation" in as_page(brief(told))


def test_a_translation_is_marked_as_made_by_a_machine_and_none_stands_beside_its_own_language():
    assert "= *Said* (machine translation)" in as_markdown(brief(story(lang="fr", translated_title="Said")))
    assert "machine translation" not in as_markdown(brief(story(lang="en-GB", translated_title="Said")))


def test_lines_are_broken_for_a_terminal_and_stay_one_list():
    told = [
        story(article("A"), title=f"A long title of story {n} - with a dash and 1. a number " * 3) for n in range(3)
    ]
    for width in (80, 200):
        shown = as_markdown(brief(*told), width)
        assert max(map(len, shown.splitlines())) <= width
        assert sum(line.startswith("- ") for line in shown.splitlines()) == 3 + len(foot_lines(brief()))
    assert sum(line.startswith("- **") for line in as_markdown(brief(*told)).splitlines()) == 3


def test_a_day_without_news_says_so_and_where_the_newest_is():
    assert summary(brief()) == "No news of 2026-11-18; the newest article up to then is of 2026-11-18."
    assert summary(brief(newest_on=None)) == "No news of 2026-11-18; there is no article up to then."
    named = replace(brief(), watchlist="museum")
    assert summary(named).startswith("No story with a hit of watchlist museum of 2026-11-18")
    assert summary(brief()) in as_page(brief())


def test_the_foot_leaves_out_nothing_that_was_missed():
    run = BriefRun("monitor", "degraded", NOON, 9, 5, 2, 1, 1, "feed x: HTTP 410")
    holes = (
        BriefHole("x", DAY, 2, 0, 1, 0, ("gap", "http_error")),
        BriefHole("x", date(2026, 11, 19), 0, 1, 0, 0, ("no_text",)),
    )
    told = brief(
        runs=(run, run),
        holes=holes,
        failing_feeds=("feed x: HTTP 410",),
        other_feeds={"silent": ("y",)},
        waiting={"es": 3},
    )
    assert foot_lines(told) == [
        "runs: 2 runs (2 degraded), 18 entries = 10 articles + 4 known + 2 rejected + 2 waiting",
        "hole: x on 2026-11-18, 2026-11-19: 2 failed polls, 1 page turned away, 1 open gap (gap, http error, no text)",
        "failing now: feed x: HTTP 410",
        "silent: y",
        "not translated, for want of a model: 3 in es; newsecho models install es en",
    ]
    assert foot_lines(brief()) == [
        "runs: none is recorded up to these days",
        "holes: none in these days",
        "feeds: all answer as they should",
    ]
    alone = replace(brief(runs=(run,)), is_run_of_these_days=False)
    assert (
        foot_lines(alone)[0] == "runs: none in these days; the last one before: monitor of 2026-11-18 12:00, degraded"
    )
    for shown in (as_markdown(told), as_page(told), as_json(told)):
        assert "HTTP 410" in shown


def test_an_alert_tells_a_story_once_with_what_each_watchlist_found():
    other = replace(HIT, watchlist="theft", term="vol")
    body = alert_body([HIT, other, replace(HIT, story_id="t", title="More")], 1)
    assert body.count("**Title**") == 1
    assert "museum: `musée*` in the title" in body
    assert "theft: `vol`" in body
    assert body.splitlines()[-1] == "- and 1 more story: newsecho brief"
    assert alert_title([HIT, other]) == "newsecho: 1 new story on museum, theft"
