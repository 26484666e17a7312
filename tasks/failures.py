"""What servers answer and connections raise, in our words: a sentence of what happened and where."""

import re
from collections.abc import Mapping

import aiohttp

from tasks.core.canonical_url import host_of
from tasks.core.server_wishes import retry_after_s
from tasks.errors import BlockedAddressError, HttpStatusError, SourceError, TransientSourceError
from warehouse.records import ErrorClass

TRANSIENT = {408, 425, 429, 500, 502, 503, 504}
_BROKEN = (
    (aiohttp.ClientPayloadError, "it stops before its end"),
    (aiohttp.ServerDisconnectedError, "the server hung up"),
    (aiohttp.ClientResponseError, "it is not HTTP as it should be, or its headers are too large"),
    (OSError, "the line was cut"),
)
_REFUSED = re.compile(r"[0-9a-f.:]+ is no public address")  # as the address guard says it


def status_error(status: int, headers: Mapping[str, str], url: str) -> SourceError:
    """Return the error for an answer with *status*; *headers* by lower-case name, for what they ask of us."""
    if status in TRANSIENT:
        wait_s = retry_after_s(headers.get("retry-after", ""), server_date=headers.get("date", ""))
        return TransientSourceError(f"HTTP {status} at {url}", status=status, retry_after_s=wait_s)
    return HttpStatusError(f"HTTP {status} at {url}", status=status)


def network_error(error: aiohttp.ClientError | OSError, url: str) -> SourceError:
    """Return the error for what the connection to *url* raised; refused addresses are told from broken lines."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        sentence = f"the name {host_of(url)} cannot be resolved at {url}"
        return TransientSourceError(sentence, error_class=ErrorClass.TEMP)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        why = getattr(error.certificate_error, "verify_message", None) or "refused"
        return TransientSourceError(f"no trusted certificate ({why}) at {url}", error_class=ErrorClass.HARD)
    if isinstance(error, aiohttp.ClientConnectorError):
        # Where several addresses were tried, their errors come as one text. Only here: a server can write the others.
        refused = _REFUSED.search(str(error.os_error))
        if refused:
            return BlockedAddressError(f"{host_of(url)} is refused ({refused.group()}) at {url}")
        sentence = f"no connection ({error.os_error.strerror or 'refused'}) at {url}"
        return TransientSourceError(sentence, error_class=ErrorClass.TEMP)
    how = next((words for kind, words in _BROKEN if isinstance(error, kind)), type(error).__name__)
    return TransientSourceError(f"broken answer ({how}) at {url}")
