"""What an older rule read is read again: new versions only where the text differs, and people's words stand."""

import copy
import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from flows.demo import as_feed
from flows.monitor import monitor
from flows.reprocess import Stage, reprocess
from flows.runner import InlineRunner
from flows.steps import extract_step
from tasks.core.extract.reading import EXTRACTOR_VERSION
from tasks.core.identity import content_hash
from tasks.press import serve_press
from tests.conftest import press_context
from warehouse import stories
from warehouse.publish import SNAPSHOT_NAME
from warehouse.records import Article, Override
from warehouse.sql import query

FORM = "\n\nGet our morning newsletter in your inbox"
OUTLET = "globaldesk.example"  # in whose articles the older rule left the form
WINDOW = {"since": date(2000, 1, 1), "until": date(2100, 1, 1)}
DECIDED_AT = datetime(2026, 11, 17, tzinfo=UTC)
READ = "SELECT url, version, extractor_version FROM core.article"
PLACES = "SELECT article_id, story_id, relation, lang FROM articles"


class OlderRule(InlineRunner):
    """Reads pages as a rule of before did: with a form in the text of one outlet's articles."""

    def __call__(self, step, /, *args, **kwargs):
        outcomes = super().__call__(step, *args, **kwargs)
        return [as_before(one) for one in outcomes] if step is extract_step else outcomes


def as_before(outcome):
    if not isinstance(outcome, Article):
        return outcome
    body = outcome.body + (FORM if outcome.host == OUTLET else "")
    content = content_hash(f"{outcome.title}\n\n{body}")
    return replace(outcome, body=body, body_as_found=body, content_sha256=content, extractor_version="0")


class Newsroom:
    """A warehouse of the press, read under the older rule."""

    def __init__(self, folder):
        with serve_press("noon") as press:
            self.context = press_context(folder, press)
            older = replace(self.context, runner=OlderRule())
            monitor(older, [as_feed(feed) for feed in press.feeds], is_forced=True)

    def ask(self, sql):
        return query(self.context.folder / SNAPSHOT_NAME, sql).rows

    def reprocess(self, stage=Stage.EXTRACT):
        report = reprocess(self.context, stage, **WINDOW)
        assert report.conservation.n_missing == 0, report.conservation.sentence()
        return report

    def places(self):
        """Return the story, relation and language of each article, by its id."""
        return {str(article_id): place for article_id, *place in self.ask(PLACES)}

    def decide(self, *decisions):
        with self.context.warehouse.transaction("a person decides") as tx:
            for article_id, decision, more in decisions:
                stories.save_override(tx, Override(article_id, decision, "ann", DECIDED_AT, **more))
        self.reprocess(Stage.GROUP)


@pytest.fixture(scope="module")
def read_before(tmp_path_factory):
    return Newsroom(tmp_path_factory.mktemp("reprocess"))


@pytest.fixture
def newsroom(read_before, tmp_path):
    """Return a copy of the newsroom, so that each test has one that was read under the older rule."""
    shutil.copytree(read_before.context.folder, tmp_path / "w")
    own = copy.copy(read_before)
    own.context = replace(read_before.context, folder=tmp_path / "w", hosts={})
    return own


def test_a_new_rule_makes_versions_where_the_text_differs_and_nowhere_else(newsroom):
    urls = {url for url, *_ in newsroom.ask(READ)}
    differ = {url for url in urls if OUTLET in url}
    assert 0 < len(differ) < len(urls)
    report = newsroom.reprocess()
    assert (report.n_new_articles, report.n_updated_articles) == (0, len(differ))
    assert report.n_known == len(urls) - len(differ)
    assert newsroom.ask(READ + " ORDER BY url") == [
        (url, 2 if url in differ else 1, EXTRACTOR_VERSION) for url in sorted(urls)
    ]
    assert newsroom.ask("SELECT count(*) FROM article_texts WHERE contains(body, 'morning newsletter')") == [(0,)]
    again = newsroom.reprocess()
    assert (again.n_new_articles, again.n_updated_articles, again.n_known) == (0, 0, len(urls))


def test_what_people_decided_stands_when_the_text_changes_and_when_it_does_not(newsroom):
    members = newsroom.ask(
        "SELECT m.article_id::VARCHAR, m.story_id::VARCHAR, m.parent_id::VARCHAR, a.host = $host"
        " FROM core.story_member AS m JOIN core.article AS a ON a.article_id = m.article_id"
        " ORDER BY a.host <> $host, a.url".replace("$host", f"'{OUTLET}'")
    )
    sizes = Counter(story_id for _, story_id, *_ in members)
    made = [one for one in members if one[2] is not None and sizes[one[1]] > 2]
    changed, same = made[0], made[-1]
    assert (changed[3], same[3]) == (True, False)
    apart = next(one for one in made if one[1] not in {changed[1], same[1]})
    alone = [one for one in members if sizes[one[1]] == 1]
    one, other = alone[0], alone[-1]
    assert (one[3], other[3]) == (True, False)
    newsroom.decide(
        (changed[0], "confirm", {"relation": "syndicated_copy", "other_id": changed[2]}),
        (same[0], "confirm", {"relation": "update", "other_id": same[2]}),
        (apart[0], "split", {"other_id": apart[2]}),
        (one[0], "merge", {"other_id": other[0]}),
        (changed[0], "language", {"lang": "de"}),
        (same[0], "language", {"lang": "pt"}),
    )

    def check():
        places = newsroom.places()
        assert [places[key][1:] for key in (changed[0], same[0])] == [["syndicated_copy", "de"], ["update", "pt"]]
        assert places[apart[0]][0] != places[apart[2]][0]
        assert places[one[0]][0] == places[other[0]][0]
        return places

    decided = check()
    assert newsroom.reprocess().n_updated_articles > 0
    assert check() == decided
    newsroom.reprocess(Stage.GROUP)
    assert check() == decided
