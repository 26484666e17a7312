"""What a request carries from hop to hop, and where an answer leads it."""

from collections.abc import Mapping
from urllib.parse import quote

from tasks.core.canonical_url import BadUrlError, host_of, resolve_url
from tasks.core.robots import origin_of
from tasks.errors import BadAddressError, SourceError

CONDITIONS = {"if-none-match", "if-modified-since"}
TAKES_DELTA = "a-im"  # RFC 3229: an answer 226 with what is new since the version that the conditions name will do
CREDENTIALS = {"authorization", "cookie", "proxy-authorization"}
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


def first_address(url: str) -> str:
    """Return the address to ask for *url*.

    Raises:
        BadAddressError: it is none of the web.
    """
    try:
        return resolve_url(url)
    except BadUrlError as error:
        raise BadAddressError(f"no web address to ask ({error})") from error


def headers_for(here: str, headers: Mapping[str, str], cookie: str, *, first: str) -> dict[str, str]:
    """Return those of *headers*, and the *cookie* if there is one, that are sent to *here*.

    Args:
        here: the address of this hop.
        headers: what was to be sent to *first*.
        cookie: what *here* itself asked for in this request.
        first: the address of the first hop. Its conditions mean nothing to another host, and credentials are nobody's
            business but its origin's.
    """
    left_out: set[str] = set() if host_of(here) == host_of(first) else {*CONDITIONS, TAKES_DELTA}
    if origin_of(here) != origin_of(first):
        left_out |= CREDENTIALS
    sent = {name: value for name, value in headers.items() if name.lower() not in left_out}
    return sent | ({"Cookie": cookie} if cookie else {})


def has_conditions(headers: Mapping[str, str]) -> bool:
    """Say whether a request with *headers* may be answered 304."""
    return any(name.lower() in CONDITIONS for name in headers)


def takes_delta(headers: Mapping[str, str]) -> bool:
    """Say whether a request with *headers* may be answered 226."""
    return any(name.lower() == TAKES_DELTA for name in headers)


def next_hop(target: str, here: str) -> str:
    """Return the address that the Location *target* of an answer from *here* leads to.

    Raises:
        SourceError: it leads nowhere.
    """
    if not target:
        raise SourceError(f"redirects without saying where at {here}")
    try:
        return resolve_url(target, here)
    except BadUrlError as error:
        raise SourceError(f"redirects to no web address ({target[:80]}) at {here}") from error


def readable_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return *headers* by lower-case name; what is no UTF-8 is left out, but in a Location percent-encoded.

    aiohttp hands over such bytes as lone surrogates: no store takes them, and they could not be sent back as they came.
    """
    readable: dict[str, str] = {}
    for name, value in headers.items():
        raw = value.encode("utf-8", "surrogateescape")
        try:
            said = raw.decode()
        except UnicodeDecodeError:
            if name.lower() == "location":
                readable["location"] = quote(raw, safe=PRINTABLE)
            continue
        before = readable.get("link") if name.lower() == "link" else None  # the one header read here that comes often
        readable[name.lower()] = f"{before}, {said}" if before else said
    return readable
