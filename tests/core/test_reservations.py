"""What pages ask of those who keep or mine them, by header or by meta element."""

import time

import pytest

from tasks.core.reservations import reservations

META = '<html><head><meta charset="utf-8"><meta name="{}" content="{}"></head><body>'


@pytest.mark.parametrize(
    ("tag", "asked"),
    [
        ("noindex", ("noindex",)),
        ("NoArchive, nofollow", ("noarchive",)),
        ("none", ("noindex",)),
        ("otherbot: noindex, noarchive", ()),
        ("newsecho: noarchive", ("noarchive",)),
        ("noindex, otherbot: noarchive", ("noindex",)),
        ("otherbot: noindex, newsecho: noarchive", ("noarchive",)),
        ("unavailable_after: 25 Jun 2026 15:00:00 PST, noarchive", ("noarchive",)),
        ("max-snippet:20, noindex", ("noindex",)),
        ("all", ()),
        ("", ()),
    ],
)
def test_a_header_asks_it_of_everyone_or_of_the_agent_it_names(tag, asked):
    assert reservations({"x-robots-tag": tag}, b"") == asked


@pytest.mark.parametrize(
    ("name", "content", "asked"),
    [
        ("robots", "noindex, noarchive", ("noindex", "noarchive")),
        ("ROBOTS", "NOARCHIVE", ("noarchive",)),
        ("newsecho", "noindex", ("noindex",)),
        ("googlebot", "noindex", ()),
        ("robots", "index, follow, max-image-preview:large", ()),
        ("tdm-reservation", "1", ("tdm-reservation",)),
        ("tdm-reservation", "0", ()),
        ("description", "noindex", ()),
    ],
)
def test_a_meta_element_asks_the_same(name, content, asked):
    assert reservations({}, META.format(name, content).encode()) == asked


def test_attributes_come_in_any_order_and_quotes():
    assert reservations({}, b"<META content='noarchive'\n name=robots />") == ("noarchive",)


def test_what_is_commented_out_is_not_asked():
    assert reservations({}, b'<!-- <meta name="robots" content="noindex"> -->') == ()


def test_a_page_that_sells_no_mining_rights_says_1():
    assert reservations({"tdm-reservation": "1"}, b"") == ("tdm-reservation",)
    assert reservations({"tdm-reservation": "0"}, b"") == ()


@pytest.mark.parametrize("piece", [b"<meta ", b"<!--", b"<meta name=", b"<meta name='"])
def test_a_hostile_head_costs_little(piece):
    started = time.process_time()
    assert reservations({}, piece * 50_000) == ()
    assert time.process_time() - started < 1
