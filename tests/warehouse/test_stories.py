from dataclasses import replace
from datetime import timedelta

import pytest

from warehouse import entries, feeds, grouping, stories, translations
from warehouse.records import Evidence, Method, Override, Relation, StoryLink, Translation, TranslationStatus

PACKAGE = Method("argos", "fr_en 1.9")
QUOTE = Evidence("credit", "Traduit par X", "By Y", "names the translator", 0.7)


@pytest.fixture
def group(house, make):
    """Group the articles given by membership, as a run would; return the sums."""

    def run(memberships, *, links=(), pairs=(), rule="r1", hours=0):
        with house.transaction("test") as tx:
            window = grouping.tellings(tx, grouping.ids_to_group(tx, rule))
            return stories.save_grouping(
                tx,
                pairs=pairs,
                memberships=memberships,
                links=links,
                grouped=window,
                rule_version=rule,
                now=make.now + timedelta(hours=hours),
                run_id=make.run_id,
            )

    return run


def to_group(house, rule="r1"):
    with house.transaction("test") as tx:
        return [one.url[-1] for one in grouping.tellings(tx, grouping.ids_to_group(tx, rule))]


def translation(article, **more):
    fields = {"status": TranslationStatus.OK, "engine": "argos", "engine_version": "fr_en 1.9"}
    made_at = article.published_at
    return Translation(
        article.article_id,
        article.content_sha256,
        "fr",
        "en",
        translated_at=made_at,
        title="T",
        body="B",
        **(fields | more),
    )


def save(house, *made):
    with house.transaction("test") as tx:
        translations.save_translations(tx, made)


def test_a_telling_carries_all_that_the_grouping_compares(house, make, read_articles):
    (article,) = read_articles("a", lang="fr")
    save(house, translation(article))
    with house.transaction("test") as tx:
        (telling,) = grouping.tellings(tx, grouping.ids_to_group(tx, "r1"))
    assert (telling.article_id, telling.body, telling.content_sha256) == (
        article.article_id,
        article.body,
        article.content_sha256,
    )
    assert (telling.credits, telling.defects, telling.links) == (article.credits, article.defects, article.links)
    assert (telling.pivot_lang, telling.pivot_title, telling.pivot_body) == ("en", "T", "B")
    assert telling.published_at == article.published_at


def test_what_was_grouped_is_not_new_until_content_translation_or_rule_change(house, make, read_articles, group):
    (article,) = read_articles("a", lang="fr")
    group([make.membership("s", article.article_id)])
    assert to_group(house) == []
    assert to_group(house, rule="r2") == ["a"]
    save(house, translation(article))
    assert to_group(house) == ["a"]
    group([make.membership("s", article.article_id)])
    assert to_group(house) == []
    read_articles("a", lang="fr", extractor_version="2")
    assert to_group(house) == ["a"]


def test_the_same_grouping_again_touches_no_row(house, make, read_articles, group, dump):
    a, b = (article.article_id for article in read_articles("a", "b"))
    members = [
        make.membership("s", a),
        make.membership("s", b, Relation.TRANSLATION, a, evidence=(QUOTE,), reasons=("credit",)),
    ]
    links = [StoryLink(b, a, "follow_up", 0.4, (QUOTE,), "r1")]
    sums = group(members, links=links, pairs=[make.pair(a, b)])
    assert (sums.n_stories, sums.n_new_stories, sums.n_changed_memberships) == (1, 1, 2)
    before = dump()
    with house.transaction("test") as tx:
        assert grouping.pairs_touching(tx, [b], make.pair(a, b).rule_version) == [make.pair(a, b)]
        assert grouping.pairs_touching(tx, [b], "another") == []
    sums = group(members, links=links, pairs=[make.pair(a, b)], hours=5)
    assert (sums.n_stories, sums.n_new_stories, sums.n_changed_memberships) == (1, 0, 0)
    assert dump() == before


def test_a_changed_membership_alone_is_written(house, make, read_articles, group, rows):
    a, b = (article.article_id for article in read_articles("a", "b"))
    group([make.membership("s", a), make.membership("s", b)])
    sums = group([make.membership("s", a), make.membership("s", b, Relation.ADAPTATION, a)], rule="r2", hours=1)
    assert sums.n_changed_memberships == 1
    assert rows("SELECT relation, updated_at - $now FROM core.story_member ORDER BY ALL", now=make.now) == [
        ("adaptation", timedelta(hours=1)),
        ("original", timedelta()),
    ]


def test_a_story_that_lost_its_articles_says_where_they_went(house, make, read_articles, group, rows):
    a, b = (article.article_id for article in read_articles("a", "b"))
    group([make.membership("s", a), make.membership("t", b)])
    sums = group([make.membership("s", a), make.membership("s", b)], rule="r2")
    assert (sums.n_stories, sums.n_new_stories) == (1, 0)
    assert rows("SELECT status, merged_into::VARCHAR, n_articles FROM core.story ORDER BY status") == [
        ("merged", make.uid("s"), 0),
        ("open", None, 2),
    ]
    group([make.membership("s", a), make.membership("t", b)], rule="r3")
    assert rows("SELECT status, merged_into, n_articles FROM core.story") == [("open", None, 1)] * 2


def test_links_that_are_no_longer_drawn_go(house, make, read_articles, group, rows):
    a, b = (article.article_id for article in read_articles("a", "b"))
    members = [make.membership("s", a), make.membership("t", b)]
    group(members, links=[StoryLink(b, a, "follow_up", 0.4, (), "r1")])
    group(members, links=[StoryLink(b, a, "partial_reuse", 0.4, (), "r2")], rule="r2")
    assert rows("SELECT relation FROM core.story_link") == [("partial_reuse",)]


def test_what_a_person_confirmed_outlives_every_rule(house, make, read_articles, group, rows):
    a, b = (article.article_id for article in read_articles("a", "b"))
    group([make.membership("s", a), make.membership("s", b)])
    decision = Override(b, "confirm", "ann", make.now, other_id=a, relation="translation", note="read both")
    for _ in range(2):
        with house.transaction("test") as tx:
            stories.save_override(tx, decision)
    with house.transaction("test") as tx:
        assert stories.overrides(tx) == [decision]
    group([make.membership("s", a), make.membership("t", b)], rule="r2")
    assert rows(
        "SELECT story_id::VARCHAR, relation, decided_by FROM core.story_member WHERE parent_id IS NOT NULL"
    ) == [(make.uid("s"), "translation", "person")]


def test_the_chain_of_the_mission_is_one_independent_source(house, make, read_articles, group, rows):
    (a,) = read_articles("a")
    (b,) = read_articles("b", feed=make.feed("journal", owner_group="gazette"), lang="fr")
    (c,) = read_articles("c", feed=make.feed("mirror"))
    members = [
        make.membership("s", a.article_id),
        make.membership("s", b.article_id, Relation.ADAPTATION, a.article_id),
        make.membership("s", c.article_id, Relation.MACHINE_RETRANSLATION, b.article_id),
    ]
    group(members)
    ask = "SELECT n_articles, n_publishers, n_owner_groups, n_independent_sources, languages, title FROM stories"
    assert rows(ask) == [(3, 3, 2, 1, ["en", "fr"], "Title a")]
    group([*members[:2], make.membership("s", c.article_id, Relation.REWRITTEN_COPY)], rule="r2")
    assert rows(ask)[0][3] == 2


def test_articles_wait_for_a_model_and_come_again_when_it_is_ready(house, make, read_articles):
    (article,) = read_articles("a", lang="fr-CA")
    read_articles("b", lang="en-GB")
    read_articles("c", lang="und")

    def waiting(ready):
        with house.transaction("test") as tx:
            return [work.article_id for work in translations.articles_to_translate(tx, "en", ready)]

    assert waiting({}) == [article.article_id]
    save(house, translation(article, status=TranslationStatus.PENDING_MODEL, engine="none", engine_version=""))
    with house.transaction("test") as tx:
        assert translations.waiting_pairs(tx) == {"fr → en": 1}
    assert waiting({}) == []
    assert waiting({"fr": PACKAGE}) == [article.article_id]
    save(house, translation(article))
    save(house, translation(article, status=TranslationStatus.PENDING_MODEL))
    assert waiting({"fr": PACKAGE}) == []
    with house.transaction("test") as tx:
        assert translations.waiting_pairs(tx) == {}


def test_a_new_version_wants_a_new_translation(house, make, read_articles):
    (article,) = read_articles("a", lang="fr")
    save(house, translation(article))
    with house.transaction("test") as tx:
        feeds.save_poll(tx, make.poll(n=7), [make.entry("a", entry_hash=2)], make.now)
        entries.save_articles(tx, [replace(article, content_sha256="other", body="New.")], [], make.now, make.run_id)
        (work,) = translations.articles_to_translate(tx, "en", {"fr": PACKAGE})
        bodies = translations.bodies_to_translate(tx, [work])
    assert (work.content_sha256, work.version, bodies) == ("other", 2, {work.article_id: "New."})


def test_a_text_is_found_by_the_day_of_its_article_and_under_another_day_too(house, read_articles):
    one, other = read_articles("a", "b", lang="fr")
    with house.transaction("test") as tx:
        tx.run(
            "UPDATE core.article_text SET published_on = published_on - 400 WHERE article_id = $id::UUID",
            id=other.article_id,
        )
    with house.transaction("test") as tx:
        works = translations.articles_to_translate(tx, "en", {"fr": PACKAGE})
        bodies = translations.bodies_to_translate(tx, works)
        told = {one.article_id: one.body for one in grouping.tellings(tx, list(bodies))}
    assert bodies == told == {one.article_id: one.body, other.article_id: other.body}


def test_of_several_contents_on_one_day_the_newest_is_told(house, make, read_articles):
    (article,) = read_articles("a", lang="fr")
    with house.transaction("test") as tx:
        again = replace(article, content_sha256="other", body="New.")
        entries.save_articles(tx, [again], [], make.now, make.run_id)
        assert tx.run("SELECT count(*), count(DISTINCT published_on) FROM core.article_text") == [(2, 1)]
        (told,) = grouping.tellings(tx, [article.article_id])
    assert told.body == "New."
