"""A newsroom, a warehouse and the runs between them: what a fault test sets up, and all that is known of it after."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.report import RunReport
from tasks.core.identity import content_id
from tests.newsroom.chaos import Worker
from tests.newsroom.client import Newsroom
from tests.newsroom.ledger import Request
from tests.newsroom.worker import context_of, run
from warehouse.records import Feed
from warehouse.store import Warehouse

HOUR_S = 3_600
PLAIN = r"regexp_replace(f.url, '^(https?://[^/:]+):\d+/', '\1/')"  # the address of a feed as the ledger has it
ADDRESS = "coalesce(url, entry_key)"  # of an entry: it is not stored twice
CONTACT = "https://newsecho.example/about"


@dataclass
class Scene:
    """Runs the pipeline over feeds of the newsroom by its clock; a run is in this process, a worker in its own."""

    newsroom: Newsroom
    folder: Path
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    feeds: list[Feed] = field(default_factory=list)
    acknowledged: dict[str, set[str]] = field(default_factory=lambda: {"polls": set(), "articles": set()})
    lost: set[int] = field(default_factory=set)  # requests whose answers died with the worker that asked
    listed: dict[str, tuple[str, int]] = field(default_factory=dict)  # names that lead elsewhere
    is_read: bool = True  # whether runs go on from feeds to pages, articles and stories
    is_by_dns: bool = False  # whether names are looked up, and addresses carry the newsroom's port
    ahead: timedelta = timedelta()  # of the newsroom's clock: ours may be wrong
    _n_polls: Counter[str] = field(default_factory=Counter)

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse(self.folder)

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.warehouse.transaction("test looks") as tx:
            return tx.run(sql, **values)

    def add(self, url: str, **more: Any) -> Feed:
        feed = Feed(content_id("feed", url), url, f"feed{len(self.feeds)}", "Gazette", "g", "en", HOUR_S)
        self.feeds.append(Feed(**{**asdict(feed), **more}))
        return self.feeds[-1]

    def open_sites(self, n: int, *, first: int = 0, **profile: Any) -> list[str]:
        """Open *n* sites and add their feeds; return their hosts. None asks for patience unless *profile* says so."""
        hosts = [f"h{number:04}.news.test" for number in range(first, first + n)]
        plain = {"items": 4, "rate_per_day": 0, "cache_control": "", "ttl": 0}
        for host in hosts:
            self.newsroom.profile(host, **plain | profile)
            self.add(f"http://{host}{self.own_port}/feed.xml")
        return hosts

    @property
    def own_port(self) -> str:
        return f":{self.newsroom.ports['http']}" if self.is_by_dns else ""

    def bait(self) -> Feed:
        """Add a feed that leads to the canary."""
        self.newsroom.profile("bait.news.test", items=0, rate_per_day=0)
        return self.add(f"http://bait.news.test/302?to=http://127.0.0.66:{self.newsroom.ports['canary']}/")

    def now(self) -> datetime:
        """Return the time as we have it: the newsroom's, and what our clock is ahead of that."""
        return datetime.fromisoformat(self.newsroom.stats()["now"]) + self.ahead

    def later(self, hours: float = 1.2) -> None:
        self.newsroom.advance(hours * HOUR_S)

    def publish(self, host: str, **what: Any) -> None:
        """Publish at *host* an instant after all that happened: a validator of before does not vouch for it."""
        self.newsroom.advance(1)
        self.newsroom.publish(host, **what)

    def job(
        self,
        *,
        hold: str = "",
        is_forced: bool = False,
        limits: dict[str, int] | None = None,
        days: tuple[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return what a worker is told; one that is given *days*, the first and the last, fills them."""
        ports = self.newsroom.ports
        settings = {name: dict(values) for name, values in self.settings.items()}
        settings["fetch"] = {"contact": CONTACT, **settings.get("fetch", {})}
        return {
            "folder": str(self.folder),
            "settings": settings,
            "hosts": None if self.is_by_dns else [self.newsroom.address, ports["http"], ports["https"]],
            "listed": self.listed | ({"press.test": (self.newsroom.address, ports["http"])} if self.is_by_dns else {}),
            "is_read": self.is_read,
            "now": self.now().isoformat(),
            "feeds": [asdict(feed) for feed in self.feeds],
            "hold": hold,
            "is_forced": is_forced,
            "limits": limits or {},
            "days": days,
        }

    def run(self, *, is_forced: bool = False, **changes: Any) -> RunReport:
        """Run the pipeline once in this process; *changes* are of its context."""
        context = context_of(self.job())
        for name, value in changes.items():
            object.__setattr__(context, name, value)
        report = run(context, self.feeds, is_forced=is_forced, is_read=self.is_read)
        self.acknowledged["polls"] |= {str(poll_id) for (poll_id,) in self.rows("SELECT poll_id FROM core.feed_poll")}
        self.acknowledged["articles"] |= {url for (url,) in self.rows("SELECT url FROM core.article")}
        self._n_polls = self._polls()
        return report

    def start(self, **how: Any) -> Worker:
        environment = {name: how.pop(name) for name in list(how) if name.isupper()}
        before = how.pop("before", ())
        return Worker.start(self.job(**how), before=before, **environment)

    def settle(self, worker: Worker, since: int) -> None:
        """Take down what a dead *worker* acknowledged, and which requests after *since* its death made nothing of."""
        for one in worker.events:
            if one["event"] == "committed":
                for kind, known in self.acknowledged.items():
                    known.update(one[kind])
        before, self._n_polls = self._n_polls, self._polls()
        sql = "SELECT origin FROM core.robots WHERE fetched_at >= $now"  # an older row is not of this run
        robots = {origin for (origin,) in self.rows(sql, now=self.now())}
        for one in self.newsroom.ledger(since=since):
            url = f"http://{one.host}{one.target}"
            is_kept = self._n_polls[url] > before[url]
            if one.path == "/robots.txt":
                is_kept = f"http://{one.host}" in robots
            if not is_kept:
                self.lost.add(one.n)

    def n_requests(self) -> int:
        return self.newsroom.stats()["n_requests"]

    def ledger(self) -> list[Request]:
        """Return the requests whose answers reached the warehouse, or were to."""
        return [one for one in self.newsroom.ledger() if one.n not in self.lost]

    def _polls(self) -> Counter[str]:
        joined = "core.feed_poll AS p JOIN core.feed AS f ON f.feed_id = p.feed_id"
        return Counter(dict(self.rows("SELECT " + PLAIN + ", count(*) FROM " + joined + " GROUP BY f.url")))
