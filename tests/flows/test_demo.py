"""The case that started it: one story, three members, their lineage with quoted evidence, one independent source."""

from flows.context import context_for
from flows.demo import run_demo
from tasks.press import load_truth
from warehouse.publish import SNAPSHOT_NAME
from warehouse.raw import RawStore
from warehouse.sql import audit, query
from warehouse.warc import StoredBody

CHAIN = """
    SELECT relation, publisher, lang, title FROM story_articles
    WHERE story_id = (SELECT story_id FROM story_articles WHERE relation = 'machine_retranslation' LIMIT 1)
    ORDER BY published_at
"""


def test_the_chain_comes_out_as_original_adaptation_retranslation(demo):
    assert [row[0] for row in demo.ask(CHAIN)] == ["original", "adaptation", "machine_retranslation"]


def test_each_link_of_the_chain_hangs_on_the_one_before(demo):
    rows = demo.ask(CHAIN.replace("relation, publisher, lang, title", "url, parent_url"))
    urls = [url for url, _ in rows]
    assert [parent for _, parent in rows] == [None, urls[0], urls[1]]


def test_the_chain_is_one_independent_source(demo):
    [(n,)] = demo.ask("""
        SELECT n_independent_sources FROM stories
        WHERE story_id = (SELECT story_id FROM story_articles WHERE relation = 'machine_retranslation' LIMIT 1)
    """)
    assert n == 1


def parted(story_of, urls):
    """Return the sets of *urls* that share a story."""
    return {frozenset(url for url in urls if story_of[url] == story) for story in {story_of[url] for url in urls}}


def test_every_member_of_a_story_has_the_relation_and_the_parent_we_wrote(demo):
    stored = {
        url: (relation, parent)
        for url, relation, parent in demo.ask("SELECT url, relation, parent_url FROM story_articles")
    }
    truth = {one.url: (one.relation, one.parent) for one in load_truth() if one.relation is not None}
    wrong = {url: (stored.get(url), told) for url, told in truth.items() if stored.get(url) != told}
    assert not wrong


def test_articles_share_a_story_exactly_when_we_wrote_them_so(demo):
    stored = dict(demo.ask("SELECT url, story_id::VARCHAR FROM story_articles"))
    told = {one.url: one.story for one in load_truth() if one.relation is not None}
    assert parted(stored, told) == parted(told, told)


def test_the_sums_of_every_run_add_up(demo):
    for report in demo.reports:
        assert report.conservation.n_missing == 0, report.conservation.sentence()
    assert sum(report.n_new_articles for report in demo.reports) == demo.ask("SELECT count(*) FROM articles")[0][0]


def test_an_article_that_waits_for_a_model_is_said(demo):
    assert demo.reports[-1].waiting_pairs.total() >= 1


def test_an_edited_article_is_a_new_version_of_the_same_article(demo):
    assert demo.reports[3].n_updated_articles >= 1
    assert demo.ask("SELECT max(version) FROM articles") == [(2,)]


def test_the_dead_feed_and_the_moved_feed_are_noticed_and_said(demo):
    states = {state for (state,) in demo.ask("SELECT DISTINCT state FROM feed_health")}
    assert {"failing", "moved", "ok"} <= states


def test_the_declared_keys_hold(demo):
    assert audit(demo.folder / SNAPSHOT_NAME) == []


def test_a_second_demo_adds_no_row_and_keeps_the_story_ids(demo, tmp_path):
    content = "SELECT article_id, version, story_id FROM articles ORDER BY article_id"
    first = run_demo(context_for(tmp_path))
    before = query(tmp_path / SNAPSHOT_NAME, content).rows
    [again] = run_demo(context_for(tmp_path))
    assert query(tmp_path / SNAPSHOT_NAME, content).rows == before
    assert (again.n_new_articles, again.n_updated_articles, again.n_new_stories) == (0, 0, 0)
    assert again.conservation.n_missing == 0
    assert len(first) == 5


def test_the_counts_a_story_keeps_are_those_of_its_members(demo):
    kept = demo.ask("""
        SELECT story_id, n_articles, n_publishers, languages, n_owner_groups, first_published_at, last_published_at
        FROM stories ORDER BY story_id
    """)
    members = demo.ask("""
        SELECT s.story_id, s.publisher, s.lang, a.owner_group, s.published_at
        FROM story_articles AS s JOIN articles AS a USING (article_id)
    """)
    counted = []
    for story in sorted({row[0] for row in members}):
        publishers, langs, owners, times = zip(*(row[1:] for row in members if row[0] == story), strict=True)
        told = [at for at in times if at is not None]
        sums = len(publishers), len(set(publishers)), sorted(set(langs)), len(set(owners))
        counted.append((story, *sums, min(told, default=None), max(told, default=None)))
    assert counted == kept


def test_every_body_that_was_fetched_lies_in_the_raw_store(demo):
    columns = "url, coalesce(final_url, url), fetched_at, http_status, content_type, body_sha256, pack_id::VARCHAR"
    pages = demo.ask(f"SELECT 'page', page_id::VARCHAR, {columns} FROM core.page")
    documents = demo.ask(f"SELECT 'document', poll_id::VARCHAR, {columns} FROM core.feed_body")
    bodies = list(RawStore(demo.folder).read_many([StoredBody(*row) for row in pages + documents]))
    assert len(bodies) == len(pages) + len(documents)
    assert demo.ask("SELECT count(*) FROM core.feed_poll WHERE outcome = 'ok'") == [(len(documents),)]
    assert all(b"<rss" in body or b"<feed" in body for body in bodies[len(pages) :])
