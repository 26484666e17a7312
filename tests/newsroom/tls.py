"""Certificates, made at each start: a root, an intermediate, a good leaf, and leaves that are bad in one way each."""

import ssl
from datetime import UTC, datetime

import trustme

BAD = ("expired", "wronghost", "selfsigned", "untrusted", "noint")
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC), datetime(2001, 12, 31, tzinfo=UTC)


class Certificates:
    """A context for every name of TLS; `root_pem` is what a client has to trust."""

    def __init__(self) -> None:
        root = trustme.CA()
        issuer = root.create_child_ca()
        stranger = trustme.CA()
        self.root_pem = root.cert_pem.bytes().decode()
        good = issuer.issue_cert("*.news.test", "news.test", "xn--mnchen-3ya.test")
        expired = issuer.issue_cert("expired.news.test", not_before=LONG_AGO[0], not_after=LONG_AGO[1])
        self.default = _context(good)
        self._bad = {
            "expired": _context(expired),
            "wronghost": _context(issuer.issue_cert("other.example")),
            "untrusted": _context(stranger.issue_cert("untrusted.news.test")),
            "noint": _context(issuer.issue_cert("noint.news.test"), is_whole=False),
            "selfsigned": _self_signed(),
        }
        self.default.sni_callback = self._choose

    def _choose(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = self._bad.get((name or "").split(".")[0], self.default)


def _context(leaf: trustme.LeafCert, *, is_whole: bool = True) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if is_whole:
        leaf.configure_cert(context)
    else:
        with leaf.private_key_pem.tempfile() as key, leaf.cert_chain_pems[0].tempfile() as certificate:
            context.load_cert_chain(certificate, key)
    return context


def _self_signed() -> ssl.SSLContext:
    """Return the context of a server that is its own authority."""
    own = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with own.private_key_pem.tempfile() as key, own.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context
