"""What can go wrong between us and a source, and the one thing that can be wrong with a list of pages or articles.

SourceError                 the world failed; the sentence names thing, fact and way out
├── TransientSourceError    it may work later: time-outs, 429, 5xx, DNS; the only kind worth a retry
│   ├── LostConnectionError     closed or reset before the answer's headers were in: asked once more in the same run
│   └── RobotsUnreachableError  what robots.txt allows cannot be known now
├── DisallowedError         robots.txt says no; nothing was asked for
├── HttpStatusError         the server answered, and not with the page
├── BadAddressError         what is configured is no web address
├── BusyHostError           its host asked for patience: no request was made
├── BlockedAddressError     the address guard refused where the name leads
├── TooLargeError           more bytes than the cap
├── BadBodyError            the body cannot be decoded: cut gzip, unknown coding
└── EngineError             a translation engine cannot translate what it was given (tasks/translate/engine.py)
ManifestError               a line of a manifest cannot be used; a person wrote it

Each SourceError says in which class of failure it is (`ErrorClass`): what follows for the feed hangs on it.
"""

from warehouse.records import ErrorClass

HTTP_GONE = 410


class SourceError(Exception):
    """A source failed us; whoever asked settles what waited for it."""

    error_class = ErrorClass.SOFT


class TransientSourceError(SourceError):
    """It may work later."""

    def __init__(
        self,
        sentence: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        error_class: ErrorClass = ErrorClass.SOFT,
    ) -> None:
        super().__init__(sentence)
        self.error_class = error_class
        self.status = status  # None when no answer came at all
        self.retry_after_s = retry_after_s  # what the server asked for


class LostConnectionError(TransientSourceError):
    """The connection was closed or reset before the answer's headers were in."""


class RobotsUnreachableError(TransientSourceError):
    """What robots.txt allows cannot be known now, so nothing is asked for."""


class DisallowedError(SourceError):
    """The robots.txt of the host disallows the address; it was not asked for."""


class HttpStatusError(SourceError):
    """The server answered with a status that is no page and will not be one soon."""

    def __init__(self, sentence: str, *, status: int) -> None:
        super().__init__(sentence)
        self.status = status
        self.error_class = ErrorClass.GONE if status == HTTP_GONE else ErrorClass.SOFT


class BadAddressError(SourceError):
    """What is configured is no web address."""

    error_class = ErrorClass.HARD


class BusyHostError(SourceError):
    """The host asked for patience, so it was not asked."""


class BlockedAddressError(SourceError):
    """The name leads to an address that is nobody's public server."""

    error_class = ErrorClass.HARD


class TooLargeError(SourceError):
    """More bytes than we take."""


class BadBodyError(SourceError):
    """The body cannot be decoded; taking what could be read would lose the rest in silence."""


class ManifestError(ValueError):
    """A line of a manifest cannot be used; the sentence names file, line and key. Nothing was written."""
