"""All that the newsroom's answers depend on, in one place, so that it can be started anew."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from tests.newsroom import archives, documents, pages, semantics
from tests.newsroom.barriers import Barriers
from tests.newsroom.clock import Clock
from tests.newsroom.exchange import Answer, Asked, html
from tests.newsroom.feeds import FORMATS
from tests.newsroom.ledger import Ledger
from tests.newsroom.sites import WEIGHTS, Profile, Site
from tests.newsroom.toxics import Toxics
from tests.newsroom.truth import truth_rows
from tests.newsroom.validators import KINDS


@dataclass
class World:
    """Seed, clock, sites, visits, ledger, barriers and toxics."""

    seed: int
    clock: Clock
    ledger: Ledger
    sites: dict[str, Site] = field(default_factory=dict)
    visits: Counter[tuple[str, str]] = field(default_factory=Counter)
    dns_asked: Counter[tuple[str, int]] = field(default_factory=Counter)  # by name and type of record
    barriers: Barriers = field(default_factory=Barriers)
    toxics: Toxics = field(default_factory=Toxics)
    connections: Iterator[int] = field(default_factory=lambda: count(1))
    n_canary_accepts: int = 0

    def __post_init__(self) -> None:
        self.opened_at = self.clock.now()

    def reset(self, seed: int) -> None:
        """Forget all that happened; the clock goes back to where it began."""
        self.seed = seed
        self.clock.set(self.opened_at)
        self.ledger.requests.clear()
        self.sites.clear()
        self.visits.clear()
        self.dns_asked.clear()
        self.barriers.release_all()
        self.toxics.active.clear()
        self.n_canary_accepts = 0

    def site(self, host: str) -> Site:
        """Return the site of *host*, opened at the first question; every name under .test is one."""
        if host not in self.sites:
            self.sites[host] = Site(self.seed, host, self.opened_at)
        self.sites[host].catch_up(self.clock.now())
        return self.sites[host]

    def set_profile(self, host: str, changes: dict) -> None:
        """Change the profile of *host*; a site that is not open yet opens with it, one that is keeps its articles.

        Raises:
            TypeError: a profile has no such field.
            ValueError: there is no such feed format, no such kind of validators, or no such weight.
        """
        for name, known in (("feed", FORMATS), ("validators", KINDS), ("weight", WEIGHTS)):
            if changes.get(name) not in {None, *known}:
                raise ValueError(f"no {name} {changes[name]!r}; there are {sorted(known)}")
        lists = {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}
        if host in self.sites:
            self.site(host).profile = replace(self.sites[host].profile, **lists)
        else:
            self.sites[host] = Site(self.seed, host, self.opened_at, Profile(**lists))

    def truth(self, since: str = "", until: str = "") -> list[dict[str, object]]:
        """Return what every site asked or set up so far has published."""
        return truth_rows([self.site(host) for host in sorted(self.sites)], since, until)

    def visit(self, host: str, path: str) -> int:
        self.visits[host, path] += 1
        return self.visits[host, path]

    def answer(self, asked: Asked) -> Answer:
        site = self.site(asked.host)
        if asked.path.split("/")[1] in site.profile.off:
            return html("<!doctype html><title>404</title><p>There is no such page.</p>", 404)
        special = semantics.play(asked, site) or documents.play(asked) or archives.play(asked, site)
        return special or pages.site_answer(asked, site)
