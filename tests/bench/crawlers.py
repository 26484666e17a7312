"""Our pipeline and what others use for it, each in a process of its own that fetches and reads the same pages.

    python -m tests.bench.crawlers newsecho|news-please|newspaper4k     (tests/bench/pipeline.py starts it)

In comes JSON, two jobs: [{"ports": …, "hosts": […], "urls": […]}, …]; the first is for warming up, with one page. Of
the second comes a line of JSON: wall and CPU seconds, CPU by stage where there are stages, and what was kept of each
page, by address. Each is called as its documentation calls it, without images.
The others fetch page by page, store nothing, and are told every address; ours finds the addresses in the feeds, asks
robots.txt, keeps the bytes, and then detects, groups, checks and publishes what it read.
"""

import json
import os
import socket
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.bench.meter import helpers_cpu_s
from tests.newsroom.client import Hosts

Kept = dict[str, dict[str, Any]]  # address → field → value; a field without a value is not kept
CONTACT = "https://newsecho.example/about"


def newsecho(job: dict[str, Any]) -> tuple[Kept, dict[str, float]]:
    from flows import report as reports  # noqa: PLC0415
    from flows.context import context_for  # noqa: PLC0415
    from flows.monitor import monitor  # noqa: PLC0415
    from tasks.core.identity import content_id  # noqa: PLC0415
    from warehouse.publish import SNAPSHOT_NAME  # noqa: PLC0415
    from warehouse.records import Feed  # noqa: PLC0415
    from warehouse.sql import query  # noqa: PLC0415

    reports._cpu_s = cpu_s  # the readers of pages and feeds, too: a report counts this process alone
    urls = [f"http://{host}/feed.xml" for host in job["hosts"]]
    feeds = [Feed(content_id("feed", url), url, url, "Gazette", "g", None, 3_600) for url in urls]
    ports = job["ports"]
    with tempfile.TemporaryDirectory() as folder:
        context = context_for(Path(folder))
        fetch = replace(context.settings.fetch, contact=CONTACT)
        hosts = Hosts(ports["address"], ports["http"], ports["https"])
        context = replace(context, settings=replace(context.settings, fetch=fetch), hosts=hosts)
        report = monitor(context, feeds)
        sql = (
            "SELECT a.url, a.title, x.body AS text, a.authors, a.published_at AS published, a.lang AS language,"
            " a.section, a.lead, a.publisher, a.story_id AS story, a.relation, c.image_url AS image,"
            ' c.modified_at AS modified, c.page_id AS "page as fetched"'
            " FROM articles AS a JOIN article_texts AS x ON x.article_id = a.article_id"
            " JOIN core.article AS c ON c.article_id = a.article_id"
        )
        table = query(Path(folder) / SNAPSHOT_NAME, sql)
    kept = {row[0]: dict(zip(table.columns[1:], row[1:], strict=True)) for row in table.rows}
    return kept, {one.name: one.cpu_s for one in report.stages}


def news_please(job: dict[str, Any]) -> tuple[Kept, dict[str, float]]:
    from newsplease import NewsPlease  # noqa: PLC0415

    kept: Kept = {}
    for url in job["urls"]:
        found = NewsPlease.from_url(url, fetch_images=False)
        if found:
            kept[url] = {
                "title": found.title,
                "text": found.maintext,
                "authors": found.authors,
                "published": found.date_publish,
                "language": found.language,
                "lead": found.description,
                "image": found.image_url,
                "modified": found.date_modify,
                "publisher": found.source_domain,
            }
    return kept, {}


def newspaper4k(job: dict[str, Any]) -> tuple[Kept, dict[str, float]]:
    import newspaper  # noqa: PLC0415

    kept: Kept = {}
    for url in job["urls"]:
        found = newspaper.article(url, fetch_images=False)
        kept[url] = {
            "title": found.title,
            "text": found.text,
            "authors": found.authors,
            "published": found.publish_date,
            "language": found.meta_lang,
            "lead": found.meta_description,
            "image": found.top_image,
            "tags": list(found.tags or ()),
        }
    return kept, {}


# name of the package → how it runs, and the module that shows it is installed
CRAWLERS: dict[str, tuple[Callable[[dict[str, Any]], tuple[Kept, dict[str, float]]], str]] = {
    "newsecho": (newsecho, "tasks"),
    "news-please": (news_please, "newsplease"),
    "newspaper4k": (newspaper4k, "newspaper"),
}


def cpu_s() -> float:
    """Return the CPU seconds of this process, of its children that ended, and of its fork server and its children."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system + helpers_cpu_s()


def lead_to(ports: dict[str, Any]) -> None:
    """Lead every name under .test to the newsroom, for those who look names up themselves."""
    plain = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        is_ours = isinstance(host, str) and host.endswith(".news.test")
        return plain(ports["address"], ports["http"], *rest, **more) if is_ours else plain(host, port, *rest, **more)

    socket.getaddrinfo = getaddrinfo


def main() -> None:
    warnings.simplefilter("ignore")
    crawl, (first, job) = CRAWLERS[sys.argv[1]][0], json.load(sys.stdin)
    lead_to(job["ports"])
    crawl(first)  # imports, compiles, loads
    wall, cpu = time.monotonic(), cpu_s()
    kept, stages = crawl(job)
    figures = {"wall_s": time.monotonic() - wall, "cpu_s": cpu_s() - cpu, "stages": stages, "kept": kept}
    print(json.dumps(figures, default=str))


if __name__ == "__main__":
    main()
