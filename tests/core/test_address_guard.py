import pytest

from tasks.core.address_guard import refusal

INSIDE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused_by_name(address):
    assert refusal(address).endswith("is no public address")


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::6810:84e5", "::ffff:93.184.215.14"])
def test_a_public_address_is_not(address):
    assert refusal(address) == ""


def test_the_switch_opens_loopback_and_nothing_else():
    opened = [address for address in INSIDE if not refusal(address, is_loopback_allowed=True)]
    assert opened == ["127.0.0.1", "::1", "::ffff:127.0.0.1"]


def test_a_name_is_no_address():
    assert refusal("localhost") == "'localhost' is no IP address"
