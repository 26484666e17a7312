"""Who counts as one host, how long it is left alone after an answer, and in which order many hosts are served."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeVar

from tld import get_fld

from tasks.core.server_wishes import Wish

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What hosts and addresses are spared; the defaults are those of `config/newsecho.toml`."""

    shared_names: int = 4  # an address of more names than these is one that many sites share
    shared_parallel: int = 4  # requests under way to such an address
    shared_gap_s: float = 0.25  # between the starts of two of them
    slow_weight: float = 0.25  # of the newest answer in the mean time a host takes to answer
    slow_factor: float = 1.0  # the gap is this times that mean, where that is longer
    slow_cap_s: float = 30


def registrable_name(host: str) -> str:
    """Return the name that somebody registered, of which *host* is a part: its public suffix and one label more.

    A name under no public suffix (an address, a reserved or internal name) stands for itself.

    >>> registrable_name("feeds.bbc.co.uk"), registrable_name("a.b.github.io"), registrable_name("192.0.2.7")
    ('bbc.co.uk', 'b.github.io', '192.0.2.7')
    """
    found = get_fld(f"//{host}", fail_silently=True)
    return found if isinstance(found, str) else host


def mean_answer_s(before_s: float | None, took_s: float, weight: float) -> float:
    """Return the exponentially weighted mean of a host's answers, the newest of *took_s* with *weight* (0 to 1).

    As the fetcher of Media Cloud's story-indexer keeps it.

    >>> mean_answer_s(None, 8, 0.25), mean_answer_s(8, 4, 0.25)
    (8, 7.0)
    """
    return took_s if before_s is None else before_s + weight * (took_s - before_s)


def gap_after(courtesy: Courtesy, gap_s: float, mean_s: float) -> Wish:
    """Return how long a host is left alone: *gap_s*, or longer when its answers take *mean_s* seconds and that is more.

    A server that needs eight seconds for an answer is busy; with eight seconds between, we are half its work at most.

    >>> gap_after(Courtesy(), 2, 0.3)
    Wish(wait_s=2, reason='')
    >>> gap_after(Courtesy(), 2, 8.25).reason
    'its answers take 8.2 s on average: 8.2 s between two requests'
    """
    own_s = min(courtesy.slow_factor * mean_s, courtesy.slow_cap_s)
    if own_s <= gap_s:
        return Wish(gap_s, "")
    return Wish(own_s, f"its answers take {mean_s:.1f} s on average: {own_s:.1f} s between two requests")


def in_turns(items: Iterable[T], host_of: Callable[[T], str]) -> list[T]:
    """Return *items* so that each host has its first before any has its second: no long queue is ahead of a short one.

    Hosts, and the items of each, keep their order.

    >>> in_turns(["a1", "a2", "a3", "b1", "c1", "c2"], host_of=lambda item: item[0])
    ['a1', 'b1', 'c1', 'a2', 'c2', 'a3']
    """
    served = Counter[str]()
    ranked: list[tuple[int, T]] = []
    for item in items:
        host = registrable_name(host_of(item))
        ranked.append((served[host], item))
        served[host] += 1
    return [item for _, item in sorted(ranked, key=itemgetter(0))]
