"""A real warehouse in a temporary folder, and records that are complete but for what a test says."""

import os
import shutil
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zlib import crc32

import pytest

from tests.warehouse.newsdesk import Desk
from warehouse import entries, feeds, runs
from warehouse.lake import Lake
from warehouse.records import (
    Article,
    Credit,
    Defect,
    Entry,
    Feed,
    Link,
    Membership,
    Page,
    Pair,
    Poll,
    PollOutcome,
    Relation,
    Run,
)
from warehouse.store import Warehouse

ON_LAKE = os.environ.get("WAREHOUSE") == "lake"  # then the same tests write to a lake
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def uid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


class Samples:
    """Makes records; ids follow from names, so a test can speak of the article at "a"."""

    now = NOW
    run_id = uid("run")
    uid = staticmethod(uid)

    def feed(self, name="gazette", **more):
        fields = {"publisher": name.title(), "owner_group": name, "language": "en", "poll_interval_s": 3600}
        return Feed(uid(name), f"https://{name}.example/feed", name, **(fields | more))

    def poll(self, feed=None, n=1, **more):
        feed = feed or self.feed()
        at = more.pop("polled_at", NOW + timedelta(hours=n - 1))
        fields = {"outcome": PollOutcome.OK, "next_poll_at": at + timedelta(hours=1), "http_status": 200}
        return Poll(uid(f"poll {feed.name} {n}"), feed.feed_id, self.run_id, at, **(fields | more))

    def entry(self, key="a", feed=None, **more):
        feed = feed or self.feed()
        url = f"https://{feed.name}.example/{key}"
        fields = {"entry_hash": crc32(key.encode("utf-8", "replace")), "url": url, "link": url, "title": f"Title {key}"}
        return Entry(feed.feed_id, key, **(fields | more))

    def page(self, entry, n=1, **more):
        fields = {"final_url": entry.url, "http_status": 200, "content_type": "text/html", "n_bytes": 9}
        fields |= {"fetched_at": NOW, "body_sha256": f"body {entry.entry_key} {n}"}
        page_id = uid(f"page {entry.feed_id} {entry.entry_key} {n}")
        return Page(page_id, self.run_id, entry.feed_id, entry.entry_key, entry.url, **(fields | more))

    def article(self, page, feed=None, **more):
        feed = feed or self.feed()
        url = more.pop("url", page.url)
        article = Article(
            article_id=uid(url),
            url=url,
            host=f"{feed.name}.example",
            feed_id=page.feed_id,
            entry_key=page.entry_key,
            page_id=page.page_id,
            publisher=feed.publisher,
            owner_group=feed.owner_group,
            title=f"Title {page.entry_key}",
            title_as_found=f"Title {page.entry_key} - Gazette",
            lead="First.",
            body="First.\n\nSecond.",
            body_as_found="First.\n\nSecond!",
            content_sha256=f"content of {url}",
            lang="en",
            lang_confidence=0.99,
            lang_reason="profile",
            published_at=NOW - timedelta(hours=2),
            published_source="page",
            status="full",
            n_words=2,
            extractor_version="1",
            authors=("Ann Other",),
            credits=(Credit("translated_by", "Traduit par X", 0, 13, name="X"),),
            defects=(Defect("lost_link", "body", "on .", 3, 7, rule_version="1"),),
            links=(Link("https://b.example/", "there", 0),),
        )
        return replace(article, **more)

    def membership(self, story, article_id, relation=Relation.ORIGINAL, parent_id=None, **more):
        fields = {"confidence": 0.9, "reasons": ("because",), "evidence": (), "rule_version": "r1"}
        return Membership(uid(story), article_id, relation, parent_id, **(fields | more))

    def pair(self, one, other, **more):
        a_id, b_id = sorted((one, other))
        fields = {"decision": "same_story", "likeness": 0.8, "is_cross_language": False, "features": {"j5": 0.3}}
        return Pair(a_id, b_id, **(fields | {"rule_version": "r1", "content_key": "k"} | more))


@pytest.fixture
def make():
    return Samples()


@pytest.fixture(scope="session")
def new_house(tmp_path_factory):
    """Make the warehouse that every test starts from once: the schema costs a tenth of a second."""
    warehouse = Warehouse(tmp_path_factory.mktemp("new_house"))
    start(warehouse)
    return warehouse.folder


def start(warehouse):
    with warehouse.transaction("test") as tx:
        runs.start_run(tx, Run(Samples.run_id, "monitor", "manual", NOW, {"feeds": ""}))
        feeds.sync_feeds(tx, [Samples().feed()], NOW)


@pytest.fixture
def house(tmp_path, new_house):
    if ON_LAKE:
        return new_lake(tmp_path)
    shutil.copytree(new_house, tmp_path, dirs_exist_ok=True)
    return Warehouse(tmp_path, lock_wait_s=0.3)


def new_lake(folder):
    """Make the same start in a lake."""
    warehouse = Warehouse(folder, lock_wait_s=2, lake=Lake(f"ducklake:{folder / 'house.ducklake'}"))
    start(warehouse)
    return warehouse


@pytest.fixture
def rows(house):
    def ask(sql, **values):
        with house.transaction("test looks") as tx:
            return tx.run(sql, **values)

    return ask


@pytest.fixture
def dump(house):
    """Return everything in every table, in order: equal dumps mean that nothing was added or changed."""

    def everything():
        with house.transaction("test dumps") as tx:
            tables = [name for (name,) in tx.run("SELECT table_name FROM core.contract ORDER BY table_name")]
            return {name: sorted(map(str, tx.run("FROM query_table($name)", name=name))) for name in tables}

    return everything


@pytest.fixture
def read_articles(house, make):
    """Take keys of a feed all the way to articles, each with its own day's text; return the articles."""

    def read(*keys, feed=None, **more):
        feed = feed or make.feed()
        listed = [make.entry(key, feed) for key in keys]
        with house.transaction("test reads") as tx:
            feeds.sync_feeds(tx, [feed], NOW, is_complete=False)
            feeds.save_poll(tx, make.poll(feed, n=len(keys) + 100), listed, NOW)
            pages = [make.page(entry) for entry in listed]
            entries.save_pages(tx, pages, [], NOW, None)
            articles = [make.article(page, feed, **more) for page in pages]
            entries.save_articles(tx, articles, [], NOW, make.run_id)
        return articles

    return read


@pytest.fixture
def desk(house, make, read_articles, tmp_path):
    """Read, group and watch article by article."""
    return Desk(house, make, read_articles, tmp_path)
