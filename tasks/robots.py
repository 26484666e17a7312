"""robots.txt before pages: asked for once an origin, kept for a day, obeyed at every hop of a redirect."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tasks.core.robots import Robots, Standing, file_after, is_believed, origin_of, robots_text, standing_of
from tasks.errors import (
    BadBodyError,
    BusyHostError,
    DisallowedError,
    HttpStatusError,
    RobotsUnreachableError,
    SourceError,
    TooLargeError,
    TransientSourceError,
)
from tasks.fetch import Fetcher
from warehouse.records import RobotsFile

ACCEPT = "text/plain, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class RobotsPolicy:
    """How far robots.txt is read and how long it is gone by; the defaults are those of `config/newsecho.toml`."""

    cache_s: float = 86_400
    cap_bytes: int = 512_000
    crawl_delay_cap_s: float = 30
    retry_s: float = 3_600  # an origin that cannot be reached is asked again after this, as its pages are


class RobotsGate:
    """Lets a batch of requests through as the robots.txt of each host says.

    Args:
        fetcher: asks for the files.
        known: the files of earlier runs and batches, by origin.
        policy: how far they are read.
        clock: says what has expired.
    """

    def __init__(
        self, fetcher: Fetcher, known: Mapping[str, RobotsFile], *, policy: RobotsPolicy, clock: Callable[[], datetime]
    ) -> None:
        self.asked: dict[str, RobotsFile] = {}  # by origin: the files asked for here, to be stored
        self._fetcher = fetcher
        self._known = known
        self._policy = policy
        self._clock = clock
        self._product = fetcher.policy.user_agent.partition("/")[0]
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._found: dict[str, tuple[RobotsFile, Robots | None]] = {}  # None: unreachable

    async def admit(self, url: str) -> float:
        """Return the seconds that the host of *url* wants between two requests, 0 when it does not say.

        Raises:
            DisallowedError: its robots.txt disallows *url*.
            RobotsUnreachableError: whether it does cannot be known now.
        """
        file, robots = await self._rules(url)
        origin = file.origin
        if robots is None:
            raise RobotsUnreachableError(
                f"{file.error}; no page of {origin} is asked for before {file.expires_at:%Y-%m-%d %H:%M} UTC"
            )
        if not robots.is_allowed(url):
            raise DisallowedError(f"{origin}/robots.txt disallows {url}")
        return robots.crawl_delay_s

    async def file(self, url: str) -> RobotsFile:
        """Return the robots.txt of the host of *url*, which may name its sitemaps."""
        file, _ = await self._rules(url)
        return file

    async def _rules(self, url: str) -> tuple[RobotsFile, Robots | None]:
        origin = origin_of(url)
        async with self._turns[origin]:
            if origin not in self._found:
                file = await self._file_of(origin)
                self._found[origin] = file, self._robots_of(file)
        return self._found[origin]

    async def _file_of(self, origin: str) -> RobotsFile:
        last = self._known.get(origin)
        if last is not None and self._clock() < last.expires_at:
            return last
        standing, answer = await self._ask(origin)
        kept = file_after(
            standing,
            answer,
            last,
            good_for=timedelta(seconds=self._policy.cache_s),
            retry_after=timedelta(seconds=self._policy.retry_s),
        )
        self.asked[origin] = kept
        return kept

    async def _ask(self, origin: str) -> tuple[Standing, RobotsFile]:
        """Ask for the file; it may be larger than what is read of it, and is cut."""
        policy = self._fetcher.policy
        try:
            response = await self._fetcher.get(
                f"{origin}/robots.txt",
                cap_bytes=policy.page_cap_bytes,
                gap_s=policy.page_gap_s,
                headers={"Accept": ACCEPT},
            )
        except BusyHostError:
            raise  # it was not asked, so nothing is known and nothing is kept
        except SourceError as error:
            now, status = self._clock(), getattr(error, "status", None)
            return _standing(error), RobotsFile(origin, now, now, status, str(error))
        now = self._clock()
        text = robots_text(response.body, cap_bytes=self._policy.cap_bytes)
        return standing_of(response.status), RobotsFile(origin, now, now, response.status, body=text)

    def _robots_of(self, file: RobotsFile) -> Robots | None:
        if not is_believed(file, self._clock()):
            return None
        return Robots.parse(
            (file.body or "").encode(),
            product=self._product,
            cap_bytes=self._policy.cap_bytes,
            crawl_delay_cap_s=self._policy.crawl_delay_cap_s,
        )


def _standing(error: SourceError) -> Standing:
    if isinstance(error, HttpStatusError | TransientSourceError):
        return standing_of(error.status)
    if isinstance(error, BadBodyError | TooLargeError):
        return Standing.UNREACHABLE
    # Redirects that lead nowhere, or to an address that is nobody's public server: there is none (RFC 9309, 2.3.1.2).
    return Standing.OPEN
