"""The sites of a simulated day: how often they publish, what they are like, and what is wrong with some of them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tasks.core.identity import content_id
from tests.newsroom.client import Hosts, Newsroom
from warehouse.records import Feed

HOUR_S = 3_600
FORMATS = {"rss2": 62, "atom": 28, "rss1": 5, "rdf": 3, "atom03": 2}  # of 100 feeds
VALIDATORS = {
    "both": 50,
    "etag": 15,
    "weak-etag": 10,
    "lm": 10,
    "none": 5,
    "etag-changes-on-304": 4,
    "etag-changes-every-time": 3,
    "lm-only-on-200": 3,
}
TTLS = {0: 50, 30: 40, 60: 10}  # minutes
CACHE = {"max-age=900": 60, "max-age=1800": 20, "": 20}
# How often: of 100 sites so many publish between so and so many articles a day, and list that many.
RATES = {(2, 4, 10): 60, (8, 16, 15): 30, (30, 50, 20): 8, (100, 160, 30): 2}
# The load mix of the newsroom's specification, what is wrong with a site being wrong now and then: paths that its feed
# is answered like. What is not named here is well, and whether it changed since the last poll follows from its rate.
TROUBLES: dict[str, dict[str, Any]] = {
    "busy": {"troubles": ["/503?ra=1800", "/429?ra=3600", "/status/500"]},
    "slow": {"latency_ms": [150, 400]},
    "reset": {"troubles": ["/rst-mid-body", "/fin-before-headers"]},
    "malformed": {"troubles": ["/truncgz", "/200-login-html", "/garbage"]},
    "outrun": {
        "items": 4,
        "rate_per_day": 480,
        "ttl": 0,
    },  # ten articles and more between two polls, four of them listed
}
KINDS = {"well": 898, "busy": 40, "dead": 20, "slow": 20, "reset": 10, "malformed": 10, "outrun": 2}  # of 1,000 sites
TWINS_EVERY, TWINS = 100, 4  # every so manieth site has so many feeds more, with the same articles


@dataclass(frozen=True)
class SitePlan:
    """A site before it opens."""

    host: str
    kind: str  # of KINDS
    profile: dict[str, Any] = field(default_factory=dict)
    n_feeds: int = 1

    def feeds(self) -> Iterator[Feed]:
        for number in range(self.n_feeds):
            url = f"http://{self.host}/feed.xml" + (f"?edition={number}" if number else "")
            name = f"{self.host.partition('.')[0]}-{number}"
            yield Feed(content_id("feed", url), url, name, self.host, self.host, None, HOUR_S)


def plan_sites(n_feeds: int, seed: int, *, kinds: dict[str, int] | None = None, items: int = 0) -> list[SitePlan]:
    """Return sites with *n_feeds* feeds in all; the same for the same *seed*.

    Args:
        n_feeds: how many.
        seed: what chance goes by.
        kinds: of how many sites of a thousand what is wrong; None: as KINDS.
        items: what each feed lists at most; 0: as RATES.
    """
    chance, found, left = random.Random(seed), [], n_feeds
    while left > 0:
        kind = _one_of(chance, kinds or KINDS)
        n_here = min(left, 1 + TWINS if len(found) % TWINS_EVERY == 1 and kind == "well" else 1)
        low, high, listed = _one_of(chance, RATES)
        profile = {
            "feed": _one_of(chance, FORMATS),
            "validators": _one_of(chance, VALIDATORS),
            "ttl": _one_of(chance, TTLS),
            "cache_control": _one_of(chance, CACHE),
            "rate_per_day": round(chance.uniform(low, high), 3),
            "items": min(items, listed) if items else listed,
        }
        name = f"{'dead' if kind == 'dead' else 'h'}{len(found):04}"
        found.append(SitePlan(f"{name}.news.test", kind, profile | TROUBLES.get(kind, {}), n_here))
        left -= n_here
    return found


def open_sites(newsroom: Newsroom, sites: list[SitePlan]) -> None:
    for site in sites:
        if site.kind != "dead":
            newsroom.profile(site.host, **site.profile)


def _one_of(chance: random.Random, weights: dict) -> Any:
    return chance.choices(list(weights), weights.values())[0]


class Names(Hosts):
    """Where the names of many sites lead; a dead one fails to be looked up, at once and without a DNS."""

    def __init__(self, address: str, http_port: int, n_names: int) -> None:
        super().__init__(address, http_port, http_port)
        self._n_names = n_names

    def __getitem__(self, name: str) -> tuple[str, int]:
        if name.startswith("dead"):
            raise OSError(f"no such name: {name}")
        return super().__getitem__(name)

    def __len__(self) -> int:
        """Return how many names there are, though but two are listed."""
        return self._n_names
