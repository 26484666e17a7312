"""Posts as WordPress lists them over REST (developer.wordpress.org/rest-api/reference/posts), newest first.

A page number counts from the newest post, which is another one a minute later: posts would be read twice or never. So
the next request asks for what is before the last post read; pages are counted only within one second, where an import
may have put hundreds of posts.
"""

import html
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from tasks.core.archives.window import Span
from tasks.core.canonical_url import BadUrlError, canonical_url
from tasks.core.clean_text import MARKUP_PER_TEXT, plain_line
from tasks.core.feed_document import MAX_LINK, MAX_SUMMARY, MAX_TITLE, guid_key, plausible
from warehouse.records import Entry, Rejection

PER_PAGE = 100  # the most that WordPress gives at once
FIELDS = "id,date_gmt,guid,link,title,excerpt"
SECOND = timedelta(seconds=1)
PARTS_OF_A_SITE = ("category", "tag", "author")  # folders whose feed lists some of a site's posts


@dataclass(frozen=True, slots=True)
class Post:
    """A post, as the entry that the site's feed would list."""

    post_id: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading goes on."""

    root: str  # address under which the REST API is
    before: datetime  # posts before this are asked for
    page: int = 1
    edge: tuple[int, ...] = ()  # posts of the last second before it, read already

    def __str__(self) -> str:
        """Return the place as a cursor."""
        return json.dumps(asdict(self) | {"before": self.before.isoformat()})

    @classmethod
    def parse(cls, cursor: str) -> Self:
        """Return the place that *cursor* names."""
        read = json.loads(cursor)
        return cls(read["root"], datetime.fromisoformat(read["before"]), read["page"], tuple(read["edge"]))


def root_of(feed_url: str, site: str) -> str:
    """Return the address under which the posts of a feed would be: of a site in a folder, that folder's.

    >>> root_of("https://gazette.example/feed.xml", "https://gazette.example")
    'https://gazette.example'
    >>> root_of("https://union.example/journal/feed/", "https://union.example")
    'https://union.example/journal'
    """
    folder, mark, _ = f"{urlsplit(feed_url).path}/".rpartition("/feed/")
    is_there = bool(mark) and feed_url.startswith(f"{site}/")
    return f"{site}{folder}" if is_there else site


def part_of_a_site(feed_url: str) -> str | None:
    """Return the folder that says that a feed lists some of its site's posts, None when none does.

    >>> part_of_a_site("https://gazette.example/category/economy/feed/")
    'category'
    """
    folders = urlsplit(feed_url).path.split("/")
    return next((part for part in PARTS_OF_A_SITE if part in folders), None)


def posts_url(place: Place, span: Span) -> str:
    """Return the address of the posts of *span* from *place* on. WordPress excludes both times it is given."""
    query = {
        "after": _zulu(span.since.replace(microsecond=0) - SECOND),
        "before": _zulu(place.before),
        "per_page": PER_PAGE,
        "page": place.page,
        "orderby": "date",
        "order": "desc",
        "_fields": FIELDS,
    }
    return f"{place.root}/wp-json/wp/v2/posts?{urlencode(query)}"


def first_place(root: str, span: Span) -> Place:
    """Return where the reading of *span* begins."""
    return Place(root, span.until.replace(microsecond=0) + SECOND)


def next_place(place: Place, posts: Sequence[Post], n_pages: int | None) -> Place | None:
    """Return where the reading goes on after *posts*, None when they were the last ones.

    Args:
        place: where they were read.
        posts: all that was listed there, newest first.
        n_pages: how many pages WordPress says there are from *place* on; None: it does not say.
    """
    is_more = place.page < n_pages if n_pages is not None else len(posts) == PER_PAGE
    if not is_more:
        return None
    last = posts[-1].entry.published_at if posts else None
    if last is None or last + SECOND >= place.before:
        return replace(place, page=place.page + 1)
    edge = tuple(post.post_id for post in posts if post.entry.published_at == last)
    return Place(place.root, last + SECOND, edge=edge)


def read_posts(body: bytes, *, feed_id: str, url: str, now: datetime) -> list[Post] | Rejection:
    """Return the posts that *body*, the answer of *url*, lists, or why it is no list of posts."""
    try:
        listed = json.loads(body)
    except (ValueError, RecursionError):
        return Rejection("not_posts", "answers with something else than posts")
    if not isinstance(listed, list) or not all(_is_post(one) for one in listed):
        return Rejection("not_posts", "answers with JSON that lists no posts")
    return [Post(int(one["id"]), _entry(one, feed_id, url, now, position)) for position, one in enumerate(listed)]


def _is_post(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("id"), int) and isinstance(one.get("link"), str)


def _entry(post: dict[str, Any], feed_id: str, base: str, now: datetime, position: int) -> Entry:
    link = post["link"]
    try:
        url = canonical_url(link, base)
    except BadUrlError:
        url = ""
    return Entry(
        feed_id=feed_id,
        # As the feed of the site has it: there, too, an ampersand is no reference.
        entry_key=guid_key(html.unescape(_rendered(post, "guid"))) or url or f"{base} {post['id']}",
        entry_hash=0,
        url=url,
        link=link[:MAX_LINK],
        title=_line(post, "title", MAX_TITLE),
        summary=_line(post, "excerpt", MAX_SUMMARY),
        published_at=plausible(_time(post.get("date_gmt")), now),
        published_raw=str(post["date_gmt"])[:100] if post.get("date_gmt") else None,
        position=position,
    )


def _rendered(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    text = value.get("rendered") if isinstance(value, dict) else value
    return text if isinstance(text, str) else ""


def _line(post: dict[str, Any], name: str, max_chars: int) -> str:
    return plain_line(_rendered(post, name)[: max_chars * MARKUP_PER_TEXT], max_chars=max_chars)


def _time(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _zulu(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
