"""What a simulated day is held to, by the newsroom's ledger and its truth: complete, nothing twice, polite, safe."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.bench.day_run import Day
from tests.newsroom.asserts import assert_complete, assert_polite, assert_safe
from tests.newsroom.clock import as_utc
from tests.newsroom.ledger import Request

CONDITIONS = ("if-none-match", "if-modified-since")
VALIDATORS = ("etag", "last-modified")
SHOWN = {200, 304}  # by these a site has shown its feed, as a document or as what it was before
LEAST_CONDITIONAL = 0.99

Article = Mapping[str, Any]  # a row of the truth


@dataclass(frozen=True)
class Verdict:
    """How the stored entries compare with the truth of the day."""

    due: Sequence[Article]  # what polls can have seen
    n_before: int  # articles that had left their feed before it was first shown to us
    n_later: int  # published after their feed was last shown to us
    n_outrun: int  # missing, and between two polls as the gaps say that the warehouse has noted
    n_lost: int  # missing, and noted nowhere
    n_doubled: int  # stored more than once

    @property
    def recall(self) -> float:
        return 1 - self.n_lost / max(1, len(self.due))


def verdict(day: Day) -> Verdict:
    """Hold the entries against the truth: what each site published up to the last time that it showed its feed."""
    shown, gaps, articles = _shown(day.ledger), defaultdict[str, list](list), defaultdict[str, list[Article]](list)
    for host, from_at, until_at in day.gaps:
        gaps[host].append((from_at, until_at))
    for one in day.truth:
        articles[one["host"]].append(one)
    stored = Counter(url for url, _ in day.entries)
    due: list[Article] = []
    n_before = n_later = n_outrun = 0
    for site in day.sites:
        listed = _listed(articles[site.host], shown[site.host], site.profile["items"])
        n_before += len(listed.before)
        n_later += len(listed.later)
        within = [
            one
            for one in listed.between
            if one["url"] in stored or not any(start <= _at(one) <= end for start, end in gaps[site.host])
        ]
        n_outrun += len(listed.between) - len(within)
        due += within
    n_lost = sum(one["url"] not in stored for one in due)
    return Verdict(due, n_before, n_later, n_outrun, n_lost, sum(n > 1 for n in stored.values()) + day.n_twice)


@dataclass(frozen=True)
class _Listed:
    """The articles of a site, by whether we can have seen them."""

    before: Sequence[Article]
    between: Sequence[Article]
    later: Sequence[Article]


def _listed(articles: Sequence[Article], shown: Sequence[datetime], n_window: int) -> _Listed:
    """Sort *articles*, oldest first, by the times at which their feed of *n_window* items was *shown*."""
    if not shown:
        return _Listed((), (), articles)
    n_first, n_last = (sum(_at(one) <= at for one in articles) for at in (shown[0], shown[-1]))
    n_gone = max(0, n_first - n_window)
    return _Listed(articles[:n_gone], articles[n_gone:n_last], articles[n_last:])


def _shown(ledger: Iterable[Request]) -> dict[str, list[datetime]]:
    found = defaultdict[str, list[datetime]](list)
    for one in ledger:
        if one.path == "/feed.xml" and one.status in SHOWN and not one.fault:
            found[one.host].append(as_utc(one.t))
    return found


def _at(article: Article) -> datetime:
    return datetime.fromisoformat(article["published_at"])


def complaints(day: Day) -> list[str]:
    """Return what of all that must be is not: complete, nothing twice or invented, polite, safe; a line each."""
    found = verdict(day)
    urls = {one["url"] for one in found.due} | {url for url, _ in day.entries} - {one["url"] for one in day.truth}
    checks = [
        lambda: assert_complete(found.due, [row for row in day.entries if row[0] in urls]),
        lambda: assert_polite(day.ledger, day.manners),
        lambda: assert_safe(day.ledger, n_canary_accepts=day.n_canary_accepts),
    ]
    said = [line for check in checks for line in _said(check)]
    ratio = conditional_ratio(day.ledger)
    said += [f"conditional: {ratio:.2%} of the requests that could be"] if ratio < LEAST_CONDITIONAL else []
    return said + ([f"{found.n_doubled} articles are stored twice"] if found.n_doubled else [])


def _said(check) -> list[str]:
    try:
        check()
    except AssertionError as error:
        return str(error).splitlines()
    return []


def conditional_ratio(ledger: Iterable[Request]) -> float:
    """Return the share of conditional ones among the requests for which a validator had been given."""
    known: dict[tuple[str, str], set[str]] = {}
    n_due = n_conditional = 0
    for one in ledger:
        if one.path != "/feed.xml":
            continue
        if known.get((one.host, one.target)):
            n_due += 1
            n_conditional += any(name in one.headers for name in CONDITIONS)
        if one.status == 200 and not one.fault:
            known[one.host, one.target] = {name for name in VALIDATORS if name in one.answered}
    return n_conditional / n_due if n_due else 1.0


def figures(day: Day, hours: float) -> str:
    """Return the day as a table."""
    found = verdict(day)
    n_polls, n_feeds = day.n_polls.total(), sum(site.n_feeds for site in day.sites)
    ours = day.own_cpu_s + day.helpers_cpu_s
    n_new = sum(_at(one) > day.began_at for one in day.truth)
    rows = [
        (f"{hours:g} simulated hours", f"{n_feeds} feeds at {len(day.sites)} sites, {day.n_runs} runs"),
        ("polls", f"{n_polls}: " + ", ".join(f"{n} {outcome}" for outcome, n in day.n_polls.most_common())),
        ("requests in the ledger", f"{len(day.ledger)}"),
        ("articles in the truth", f"{len(day.truth)}, {n_new} of them published in these hours"),
        ("published after the last look at their site", f"{found.n_later}"),
        ("left their feed before the first look", f"{found.n_before}"),
        ("only a backfill can bring", f"{found.n_outrun}, all within the {len(day.gaps)} gaps noted"),
        ("recall of all others", f"{found.recall:.4%} of {len(found.due)}"),
        ("duplicates", f"{found.n_doubled}"),
        ("politeness violations", f"{len(_said(lambda: assert_polite(day.ledger, day.manners))[1:])}"),
        ("canary connections", f"{day.n_canary_accepts}"),
        ("conditional, of requests with a validator", f"{conditional_ratio(day.ledger):.2%}"),
        ("wall", f"{day.wall_s / 60:.1f} min"),
        ("CPU, ours and our readers'", f"{ours:.0f} s ({ours / max(1, n_polls) * 1_000:.1f} ms a poll)"),
        ("CPU, the newsroom's", f"{day.newsroom_cpu_s:.0f} s"),
        ("peak RSS of the polling process", f"{day.peak_rss_mb:.0f} MB"),
    ]
    return "\n".join(f"{name:<44} {value}" for name, value in rows)
