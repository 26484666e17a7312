"""Whether our own network failed, rather than the feeds."""

from collections.abc import Iterable


def is_own_outage(polls: Iterable[tuple[str, bool]], *, min_hosts: int, share: float) -> bool:
    """Say whether more than *share* of the hosts could not be reached, of *min_hosts* at least.

    Args:
        polls: of each poll of a run the host, and whether no connection came about.
        min_hosts: of fewer, that many may well be down at once.
        share: 0 to 1.

    >>> is_own_outage([(f"host{n}", n > 2) for n in range(20)], min_hosts=20, share=0.8)
    True
    >>> is_own_outage([(f"host{n}", True) for n in range(19)], min_hosts=20, share=0.8)
    False
    """
    is_reached: dict[str, bool] = {}
    for host, is_lost in polls:
        is_reached[host] = is_reached.get(host, False) or not is_lost
    n_lost = sum(not reached for reached in is_reached.values())
    return len(is_reached) >= min_hosts and n_lost > share * len(is_reached)
