"""The polling benchmark in small, so that it does not rot: all ask for the same, and what came is told apart."""

from tests.bench.fetch import figures, hosts_of, measure, measure_bombs

N_HOSTS = 30
SLOW_S = (0.05, 0.1)


def test_each_contender_polls_the_same_feeds_and_its_cost_is_told(newsroom):
    names = ("newsecho", "httpx", "aiohttp")
    costs = {name: measure(newsroom, name, N_HOSTS, SLOW_S) for name in names}
    n_dead = len(hosts_of(N_HOSTS)["dead"])
    for rounds in costs.values():
        assert rounds["all new"]["outcomes"] == {"ok": N_HOSTS - n_dead, "failed": n_dead}
        assert rounds["30 % changed"]["outcomes"]["ok"] == 8
        assert all(one["own_cpu_s"] > 0 for one in rounds.values())
    assert costs["newsecho"]["all new"]["helpers_cpu_s"] > 0
    assert len(figures(costs).splitlines()) == 1 + 4 * len(names)


def test_the_mix_is_of_every_kind_by_its_share():
    kinds = hosts_of(3_000)
    counted = {kind: len(hosts) for kind, hosts in kinds.items()}
    assert counted == {"well": 2_700, "busy": 120, "dead": 60, "slow": 60, "reset": 30, "malformed": 30}


def test_bombs_fail_alone_and_do_not_fill_the_memory(newsroom):
    cost = measure_bombs(newsroom, n_healthy=20, n_bombs=8)
    assert cost["outcomes"] == {"ok": 20, "failed": 8}
    assert cost["peak_mb"] < 300
