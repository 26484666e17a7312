"""From the feed to the text: what each stage of reading hands to the next."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from warehouse.records.polling import Course, ErrorClass


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as configured. `feed_id` hashes the URL, so renaming a feed keeps its history."""

    feed_id: str
    url: str
    name: str  # the slug a person types: "direction-informatique"
    publisher: str
    owner_group: str  # sister sites adapt each other's articles; one group counts as one independent source
    language: str | None
    poll_interval_s: int
    is_active: bool = True
    tier: str | None = None  # national | regional | local | trade | aggregator
    robots: str = "obey"  # obey | ignore: what robots.txt means for the pages it lists


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed and what its last polls left behind: all that a conditional GET and the pace need."""

    feed: Feed
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    next_poll_at: datetime | None = None
    n_failures: int = 0  # consecutive failed polls
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None  # when it last listed something new
    median_gap_s: float | None = None  # between its last new entries; None: too few to tell
    course: Course = field(default_factory=Course)

    @property
    def url(self) -> str:
        """Return the address to ask: the configured one, or where the feed has moved for good."""
        return self.course.poll_url or self.feed.url


class PollOutcome(StrEnum):
    """How a poll ended. Everything but OK, NOT_MODIFIED and UNCHANGED is a failure the run reports."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"  # HTTP 304
    UNCHANGED = "unchanged"  # 200 with the body we have: the hash saved the parse
    HTTP_ERROR = "http_error"
    NETWORK_ERROR = "network_error"
    PARSE_ERROR = "parse_error"
    BLOCKED = "blocked"  # the address guard refused the address


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll of one feed: history, health and the validators for the next conditional GET."""

    poll_id: str
    feed_id: str
    run_id: str
    polled_at: datetime
    outcome: PollOutcome
    next_poll_at: datetime
    http_status: int | None = None
    final_url: str | None = None
    moved_to: str | None = None  # where a permanent redirect (301, 308) says the feed lives now
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    n_listed: int = 0  # items of its document: entries, and those that are none for one of the reasons below
    n_beyond_cap: int = 0
    n_entries: int = 0
    n_bytes: int = 0
    elapsed_ms: int = 0
    error: str | None = None
    error_class: ErrorClass | None = None
    next_poll_reason: str | None = None  # what decided next_poll_at
    is_probe: bool = False  # asked without condition, as the feed had said for long that nothing changed


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says about an item, before any page is fetched. Key: (feed_id, entry_key)."""

    feed_id: str
    entry_key: str  # guid, else canonical URL, else hash of title and date
    entry_hash: int  # of what the feed wrote of it: a change asks for a re-read; 0: no feed has said anything yet
    url: str  # canonical
    link: str  # as written
    title: str
    summary: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_raw: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry that waits for its page, with the feed it came from and how often it was tried."""

    entry: Entry
    feed: Feed
    n_attempts: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes fetched at a URL for an entry. The body lies in the raw store: in its pack, under `body_sha256`."""

    page_id: str
    run_id: str
    feed_id: str
    entry_key: str
    url: str  # asked for (canonical)
    final_url: str  # after redirects
    fetched_at: datetime
    http_status: int
    content_type: str | None
    n_bytes: int
    body_sha256: str
    elapsed_ms: int = 0
    pack_id: str | None = None  # None: not stored yet, expired, or in a file of its own (before there were packs)
    reservations: tuple[str, ...] = ()  # what it asks for, of: noindex, noarchive, tdm-reservation
    charset: str | None = None  # it is read in; None: not looked at, as with what was fetched earlier
    charset_source: str | None = None  # what says so


@dataclass(frozen=True, slots=True)
class FeedBody:
    """The document that a poll brought. The body lies in the raw store: in its pack, under `body_sha256`."""

    poll_id: str
    feed_id: str
    url: str  # asked for
    final_url: str  # after redirects
    fetched_at: datetime
    http_status: int
    content_type: str | None
    n_bytes: int
    body_sha256: str
    pack_id: str | None = None  # None: not stored yet, or expired
    charset: str | None = None  # it was read in; None: it could not be read
    charset_source: str | None = None  # what says so


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """The robots.txt of an origin as it was asked for last, and the last one that said what is allowed."""

    origin: str  # scheme, host, and the port where it is another than the usual one
    fetched_at: datetime
    expires_at: datetime  # not to be asked for again before
    http_status: int | None = None  # None: no answer
    error: str | None = None  # why the last answer brought no rules
    good_at: datetime | None = None  # when it last said what is allowed, by a file or by having none; None: never
    body: str | None = None  # the file of that time; None: there was none, everything is allowed


@dataclass(frozen=True, slots=True)
class PageWork:
    """A fetched page that waits to be read, with the entry and the feed it came from."""

    page: Page
    entry: Entry
    feed: Feed
    n_attempts: int = 0  # of the entry, failed so far


@dataclass(frozen=True, slots=True)
class Rejection:
    """An expected failure, as a value: the reason is one of a closed set, the detail says the fact.

    Reasons: http_error, network_error, blocked, too_large, not_html, consent_wall, error_page, index_page, no_text,
    bad_url, busy_host (its host asked for patience: not asked for, so the entry waits and this is never stored),
    extractor_failed (the child that read the page died or ran out of time), unreadable (a saved page's file),
    robots_disallowed (robots.txt says no), robots_unreachable (it cannot be read now, so nothing is asked for).
    Of a whole feed document, which ends as a parse error of its poll: not_feed, web_page.
    """

    reason: str
    detail: str
    is_transient: bool = False  # worth another attempt in a later run


@dataclass(frozen=True, slots=True)
class Credit:
    """A claim in the text about where it comes from, quoted with its place in `Article.body_as_found`."""

    kind: str  # original_source | translated_by | adapted_by | agency | with_files_from | republished_from
    quote: str  # the sentence as it stands
    start: int  # offset of the quote in body_as_found; -1 when it stands outside (structured data)
    end: int
    name: str | None = None  # a person: "Renaud Larue-Langlois"
    organisation: str | None = None  # "IT World Canada"
    url: str | None = None  # the link on it, absolute
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Defect:
    """A scar found in a text, and what was done about it. Kept as evidence: it shows how the text was made."""

    code: str  # image_name_as_text | lost_link | stray_quote_mark | site_suffix_in_title | boilerplate | mojibake | …
    field: str  # title | body
    found: str
    start: int  # offset in the field as found
    end: int
    repaired: str | None = None  # None: left as it is
    rule_version: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An outbound link in the text, absolute, in reading order."""

    url: str
    anchor: str
    position: int


@dataclass(frozen=True, slots=True)
class Alternate:
    """The page that its publisher names as this one in another language."""

    lang: str  # BCP 47, as written
    url: str  # canonical


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words in the text, and who speaks them."""

    text: str  # between the marks
    start: int  # offset of the words in body_as_found
    end: int
    speaker: str | None = None  # as named in the text; None: it does not say
    told: str = ""  # the words that say who speaks: "said Odile Roy"


@dataclass(frozen=True, slots=True)
class Article:
    """One readable text at one canonical URL, as one page told it."""

    article_id: str  # content id of the canonical URL
    url: str
    host: str
    feed_id: str
    entry_key: str
    page_id: str
    publisher: str
    owner_group: str
    title: str
    title_as_found: str
    lead: str
    body: str  # repaired, what is read, translated and compared
    body_as_found: str  # before repair: what credits and defects point into
    content_sha256: str  # of title and body: a new one is a new version
    lang: str  # "und" when the text does not say
    lang_confidence: float
    lang_reason: str
    published_at: datetime | None
    published_source: str  # page | feed | first_seen
    status: str  # full | live_blog | teaser | paywall
    status_reason: str | None = None  # what says so; None: full
    modified_at: datetime | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    n_words: int = 0
    extractor_version: str = ""
    credits: tuple[Credit, ...] = ()
    defects: tuple[Defect, ...] = ()
    links: tuple[Link, ...] = ()
    quotes: tuple[Quote, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    page_lang: str | None = None  # what the page declares, without region
    feed_lang: str | None = None  # what the feed is configured with, without region


@dataclass(frozen=True, slots=True)
class Run:
    """One pipeline run, as it starts."""

    run_id: str
    kind: str  # monitor | backfill | reprocess | maintain | group | publish
    trigger: str  # manual | schedule | demo
    started_at: datetime
    params: dict[str, str] = field(default_factory=dict)
    orchestrator: str = "inline"  # inline | prefect
