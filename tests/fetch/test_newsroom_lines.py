"""What lies below HTTP in the newsroom: names, certificates, and the toxic proxy."""

import ipaddress
import socket
import ssl
import struct
import time

import pytest

from tests.newsroom.names import AAAA, CNAME, METADATA, NXDOMAIN, PUBLIC, SERVFAIL, A, encode_name
from tests.newsroom.raw import HOST, ask, connect, parts, request, status


def resolve(newsroom, name, kind=A, timeout_s=1.0):
    """Return the code of the reply and its records, as (type, address or raw data, TTL)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(timeout_s)
        question = encode_name(name) + struct.pack(">HH", kind, 1)
        line.sendto(
            struct.pack(">HHHHHH", 4242, 0x0100, 1, 0, 0, 0) + question, (newsroom.address, newsroom.ports["dns"])
        )
        data = line.recv(512)
    number, flags, _, n_records = struct.unpack(">HHHH", data[:8])
    assert number == 4242
    at, found = 12 + len(question), []
    for _ in range(n_records):
        at += 2 if data[at] & 0xC0 else data.index(b"\0", at) + 1 - at
        record, _, ttl, size = struct.unpack(">HHIH", data[at : at + 10])
        raw = data[at + 10 : at + 10 + size]
        found.append((record, raw if record == CNAME else str(ipaddress.ip_address(raw)), ttl))
        at += 10 + size
    assert at == len(data), "nothing is left over"
    return flags & 15, found


def addresses(newsroom, name, kind=A):
    return [address for record, address, _ in resolve(newsroom, name, kind)[1] if record == kind]


def test_a_good_name_leads_to_the_newsroom_and_has_no_ipv6(newsroom):
    assert resolve(newsroom, HOST) == (0, [(A, newsroom.address, 60)])
    assert resolve(newsroom, HOST, AAAA) == (0, [])
    assert addresses(newsroom, "xn--mnchen-3ya.test") == [newsroom.address]


@pytest.mark.parametrize("name", ["nx.news.test", "nx12.news.test", "elsewhere.example"])
def test_a_name_that_is_not_there_is_said_not_to_be(newsroom, name):
    assert resolve(newsroom, name) == (NXDOMAIN, [])


def test_a_dead_name_never_answers(newsroom):
    with pytest.raises(TimeoutError):
        resolve(newsroom, "dead3.news.test", timeout_s=0.3)


def test_a_failing_name_fails_always_and_a_flapping_one_every_second_time(newsroom):
    assert [resolve(newsroom, "servfail.news.test")[0] for _ in range(2)] == [SERVFAIL] * 2
    codes = [resolve(newsroom, "flap5.news.test")[0] for _ in range(4)]
    assert codes == [0, SERVFAIL, 0, SERVFAIL]


def test_a_slow_name_answers_after_four_seconds(newsroom):
    started = time.monotonic()
    assert resolve(newsroom, "slowdns.news.test", timeout_s=6)[1] == [(A, newsroom.address, 60)]
    assert 3.9 < time.monotonic() - started < 5.5


@pytest.mark.parametrize(
    ("label", "kind", "address"),
    [
        ("priv10", A, "10.0.0.1"),
        ("priv192", A, "192.168.1.1"),
        ("priv169", A, METADATA),
        ("priv100", A, "100.64.0.1"),
        ("priv127", A, "127.0.0.66"),
        ("multicast", A, "224.0.0.1"),
        ("v6loop", AAAA, "::1"),
        ("v4mapped", AAAA, "::ffff:10.0.0.1"),
        ("nat64", AAAA, "64:ff9b::a00:1"),
        ("sixtofour", AAAA, "2002:a00:1::1"),
    ],
)
def test_private_names_lead_to_their_class(newsroom, label, kind, address):
    found = addresses(newsroom, f"{label}.news.test", kind)
    assert list(map(ipaddress.ip_address, found)) == [ipaddress.ip_address(address)]
    assert addresses(newsroom, f"{label}.news.test", A if kind == AAAA else AAAA) == []


def test_a_mixed_name_has_a_public_and_a_private_address(newsroom):
    assert addresses(newsroom, "mixed.news.test") == [PUBLIC, "10.0.0.1"]


def test_a_rebinding_name_changes_sides_at_each_question_and_may_not_be_kept(newsroom):
    replies = [resolve(newsroom, "rebind.news.test")[1] for _ in range(3)]
    assert replies == [[(A, PUBLIC, 0)], [(A, METADATA, 0)], [(A, PUBLIC, 0)]]


def test_an_alias_leads_inside(newsroom):
    alias, address = resolve(newsroom, "cname-priv.news.test")[1]
    assert (alias[0], alias[1]) == (CNAME, encode_name("inside.news.test"))
    assert address[:2] == (A, "10.0.0.2")


def shake_hands(newsroom, name, *, is_trusting=True):
    context = ssl.create_default_context(cadata=newsroom.ports["ca_pem"] if is_trusting else None)
    with connect(newsroom, "https") as line, context.wrap_socket(line, server_hostname=name) as safe:
        safe.sendall(request("/feed.xml", name, Connection="close"))
        return b"".join(iter(lambda: safe.recv(65_536), b""))


def test_a_client_that_trusts_our_root_is_served_over_tls(newsroom):
    assert status(shake_hands(newsroom, HOST)) == 200
    assert [(one.listener, one.host) for one in newsroom.ledger()] == [("https", HOST)]


def test_a_client_that_does_not_trust_our_root_is_not(newsroom):
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(newsroom, HOST, is_trusting=False)


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("expired", "certificate has expired"),
        ("wronghost", "Hostname mismatch"),
        ("selfsigned", "self-signed certificate"),
        ("untrusted", "unable to get (local )?issuer certificate"),
        ("noint", "unable to get (local )?issuer certificate"),
    ],
)
def test_a_bad_certificate_is_bad_in_the_way_its_name_says(newsroom, label, why):
    with pytest.raises(ssl.SSLCertVerificationError, match=why):
        shake_hands(newsroom, f"{label}.news.test")
    assert newsroom.ledger() == []


def test_the_proxy_passes_all_on_without_a_toxic(newsroom):
    assert ask(newsroom, "/feed.xml", listener="proxy") == ask(newsroom, "/feed.xml")


def test_the_proxy_passes_tls_on(newsroom):
    context = ssl.create_default_context(cadata=newsroom.ports["ca_pem"])
    with connect(newsroom, "proxy") as line, context.wrap_socket(line, server_hostname=HOST) as safe:
        safe.sendall(request("/204", Connection="close"))
        assert status(safe.recv(1_000)) == 204


def test_latency_holds_the_first_byte_back(newsroom):
    newsroom.toxic("latency", ms=300)
    started = time.monotonic()
    ask(newsroom, "/feed.xml", listener="proxy")
    assert time.monotonic() - started >= 0.3


def test_a_narrow_line_takes_its_time(newsroom):
    size = len(ask(newsroom, "/feed.xml"))
    newsroom.toxic("bandwidth", kb_per_s=20)
    started = time.monotonic()
    assert len(ask(newsroom, "/feed.xml", listener="proxy")) == size
    assert time.monotonic() - started >= size / 20_000


def test_a_limit_cuts_the_answer_off(newsroom):
    newsroom.toxic("limit_data", bytes=1_000)
    assert len(ask(newsroom, "/feed.xml", listener="proxy")) == 1_000


def test_corruption_spoils_some_bytes_and_always_the_same(newsroom):
    newsroom.toxic("corrupt", rate=0.01, seed=5)
    good = ask(newsroom, "/doc/html5")
    bad = [ask(newsroom, "/doc/html5", listener="proxy") for _ in range(2)]
    assert bad[0] == bad[1]
    assert 0 < sum(a != b for a, b in zip(good, bad[0], strict=True)) < len(good) / 20


def test_a_slicer_sends_small_pieces(newsroom):
    newsroom.toxic("slicer", bytes=50, ms=20)
    with connect(newsroom, "proxy") as line:
        line.sendall(request("/204"))
        assert len(line.recv(1_000)) == 50


def test_a_reset_peer_resets_instead_of_answering(newsroom):
    newsroom.toxic("reset_peer", ms=0)
    with pytest.raises(ConnectionResetError):
        ask(newsroom, "/feed.xml", listener="proxy")
    assert len(newsroom.ledger()) == 1, "the request had arrived"


def test_a_slow_close_keeps_the_line_after_the_last_byte(newsroom):
    newsroom.toxic("slow_close", ms=300)
    started = time.monotonic()
    assert parts(ask(newsroom, "/doc/html5", listener="proxy"))[1].endswith(b"</html>\n")
    assert time.monotonic() - started >= 0.3


def test_a_black_hole_takes_the_request_and_says_nothing(newsroom):
    newsroom.toxic("timeout")
    with connect(newsroom, "proxy") as line:
        line.sendall(request("/feed.xml"))
        line.settimeout(0.3)
        with pytest.raises(TimeoutError):
            line.recv(1)
    assert newsroom.ledger() == []


def test_the_network_goes_down_for_all_and_comes_up_again(newsroom):
    newsroom.toxic("down")
    with pytest.raises(ConnectionError):
        ask(newsroom, "/feed.xml", listener="proxy")
    newsroom.toxic("up")
    assert status(ask(newsroom, "/feed.xml", listener="proxy")) == 200


def test_a_partition_cuts_off_the_hosts_it_names_alone(newsroom):
    newsroom.toxic("partition", host="h0001.*")
    assert status(ask(newsroom, "/feed.xml", "h0002.news.test", listener="proxy")) == 200
    with connect(newsroom, "proxy") as line:
        line.sendall(request("/feed.xml"))
        line.settimeout(0.3)
        with pytest.raises(TimeoutError):
            line.recv(1)


def test_the_canary_counts_connections_not_requests(newsroom):
    socket.create_connection(("127.0.0.66", newsroom.ports["canary"]), timeout=5).close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and not newsroom.stats()["n_canary_accepts"]:
        time.sleep(0.02)
    assert newsroom.stats()["n_canary_accepts"] == 1
