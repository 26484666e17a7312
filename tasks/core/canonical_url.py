"""The one address of an article: what two links to the same text have in common, and two texts never share.

Parsed as browsers do (WHATWG URL). Only what is known to count visitors is dropped: the rest of a query can be
the article itself (`spip.php?article8532`), so libraries that drop or sort it merge different pages.
"""

import re
from urllib.parse import urljoin

import can_ada

MAX_CHARS = 2_048
TRACKERS = re.compile(
    r"""(?:amp;)?  # an ampersand escaped once too often
    (?:utm_[^=]* | mtm_[^=]* | pk_(?:campaign|kwd|source|medium) | wt_mc | trk_[^=]*  # Google, Matomo, Webtrekk
    | at_[^=]* | xtor | xtref | ns_[^=]*                                              # AT Internet, comScore
    | fbclid | [gdy]clid | gclsrc | [gw]braid | srsltid | msclkid | twclid | ttclid   # added to a click on an ad
    | igshid | igsh | mibextid | li_fat_id | __twitter_impression | ref_src           # added to a share
    | mc_[ce]id | mkt_tok | _hsenc | _hsmi | vero_(?:id|conv) | oly_(?:anon|enc)_id   # added by newsletters
    | _ga | _gl | cmpid | cmp | ocid | smid | s_cid | icid | partner_src | guccounter | guce_referrer(?:_sig)?
    )(?:=.*)?""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_C0_AND_SPACE = "".join(map(chr, range(0x21)))  # what the standard strips around an address
_INSIDE = str.maketrans("", "", "\t\n\r")  # and what it drops within one


class BadUrlError(ValueError):
    """An address that names no page on the web."""


def canonical_url(url: str, base: str | None = None) -> str:
    """Return the canonical form of *url*, resolved against *base*.

    That of `resolve_url`, without the parameters that count visitors; the rest of the query is kept in its order. The
    canonical form of a canonical form is itself.

    >>> canonical_url("HTTP://www.Gazette.example:80/a?utm_source=x&id=7#top")
    'http://www.gazette.example/a?id=7'
    >>> canonical_url("spip.php?article8532", "https://revue.example/")
    'https://revue.example/spip.php?article8532'

    Raises:
        BadUrlError: it is no http or https address, or longer than 2,048 characters.
    """
    page, _, query = resolve_url(url, base).partition("?")
    kept = [part for part in query.split("&") if part and not TRACKERS.fullmatch(part)]
    return f"{page}?{'&'.join(kept)}" if kept else page


def resolve_url(url: str, base: str | None = None) -> str:
    """Return *url* as the absolute address to ask for, every parameter kept.

    Host in lower case and punycode, path and query percent-encoded, dot segments resolved; default port, credentials
    and fragment dropped.

    >>> resolve_url("../été?utm_source=x#top", "https://me:secret@revue.example:443/a/b")
    'https://revue.example/%C3%A9t%C3%A9?utm_source=x'

    Raises:
        BadUrlError: it is no http or https address, or longer than 2,048 characters, as written or percent-encoded.
    """
    written = url.strip(_C0_AND_SPACE).translate(_INSIDE)
    _check_length(written)
    try:
        absolute = written if _SCHEME.match(written) or not base else urljoin(base, _with_slashes(written))
        absolute.encode()  # a lone surrogate is no text; the parser would refuse it as a programming error
        parsed = can_ada.parse(absolute)
    except ValueError as error:
        raise BadUrlError(f"{written[:200]!r} is no address") from error
    if parsed.protocol not in {"http:", "https:"}:
        raise BadUrlError(f"{written[:200]!r} is no http or https address")
    resolved = f"{parsed.protocol}//{parsed.host}{parsed.pathname}{parsed.search}"
    _check_length(resolved)
    return resolved


def host_of(url: str) -> str:
    """Return the host of *url*, without port; empty when it is no http or https address.

    >>> host_of("https://www.gazette.example:8443/a")
    'www.gazette.example'
    """
    try:
        return str(can_ada.parse(resolve_url(url)).hostname)
    except BadUrlError:
        return ""


def _with_slashes(relative: str) -> str:
    path, mark, query = relative.partition("?")
    return path.replace("\\", "/") + mark + query


def _check_length(url: str) -> None:
    if len(url) > MAX_CHARS:
        raise BadUrlError(f"{url[:60]}…: an address of {len(url)} characters; {MAX_CHARS} are allowed")
