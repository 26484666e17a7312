import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.host_turns import Courtesy, gap_after, in_turns, mean_answer_s, registrable_name


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.lemonde.fr", "lemonde.fr"),
        ("ici.radio-canada.ca", "radio-canada.ca"),
        ("feeds.bbc.co.uk", "bbc.co.uk"),
        ("one.wordpress.com", "wordpress.com"),
        ("one.github.io", "one.github.io"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("co.uk", "co.uk"),
        ("h0001.news.test", "h0001.news.test"),
        ("localhost", "localhost"),
        ("192.0.2.7", "192.0.2.7"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("", ""),
    ],
)
def test_a_host_is_part_of_the_name_somebody_registered(host, name):
    assert registrable_name(host) == name


@given(st.text(max_size=60))
def test_no_host_breaks_the_list_of_suffixes(host):
    assert isinstance(registrable_name(host), str)


def test_the_mean_follows_answers_and_forgets():
    mean_s = None
    for took_s in (8, 8, 8):
        mean_s = mean_answer_s(mean_s, took_s, 0.25)
    assert mean_s == 8
    for _ in range(20):
        mean_s = mean_answer_s(mean_s, 0.2, 0.25)
    assert mean_s < 0.3


@pytest.mark.parametrize(
    ("gap_s", "mean_s", "wait_s"), [(2, 0.3, 2), (2, 2, 2), (2, 8, 8), (5, 8, 8), (2, 300, 30), (40, 300, 40)]
)
def test_a_slow_host_is_left_alone_for_longer_within_bounds(gap_s, mean_s, wait_s):
    gap = gap_after(Courtesy(), gap_s, mean_s)
    assert (gap.wait_s, bool(gap.reason)) == (wait_s, wait_s > gap_s)


@given(st.lists(st.sampled_from(["a.fr", "b.fr", "www.a.fr", "c.fr"]), max_size=30))
def test_turns_lose_nothing_and_keep_each_host_s_order(hosts):
    items = list(enumerate(hosts))
    ordered = in_turns(items, host_of=lambda item: item[1])
    assert sorted(ordered) == items
    for name in ("a.fr", "b.fr", "c.fr"):
        own = [number for number, host in ordered if registrable_name(host) == name]
        assert own == sorted(own)
