"""The posts of a WordPress site, over its REST API."""

from tasks.archives.source import Asker, Question
from tasks.core.archives.window import Found, oldest
from tasks.core.archives.wordpress import (
    SECOND,
    Place,
    first_place,
    next_place,
    part_of_a_site,
    posts_url,
    read_posts,
    root_of,
)
from tasks.core.canonical_url import host_of
from tasks.errors import HttpStatusError
from warehouse.records import BackfillState, Rejection

ACCEPT = "application/json"
NO_SUCH_PAGE = 400  # rest_post_invalid_page_number: posts were deleted since the page before


class WordPress:
    """Reads posts backwards in time, a hundred a request."""

    async def read(self, ask: Asker, question: Question) -> Found:
        """Return the next posts of the window."""
        part = part_of_a_site(question.url)
        if part:
            said = f"its feed lists one {part} of the site, and the posts are those of all"
            return Found(BackfillState.NOT_OFFERED, said=said)
        root = root_of(question.url, question.site)
        place = Place.parse(question.cursor) if question.cursor else first_place(root, question.span)
        url = posts_url(place, question.span)
        try:
            response = await ask.get(url, accept=ACCEPT)
        except HttpStatusError as error:
            return _refused(question, place, error)
        posts = read_posts(response.body, feed_id=question.feed.feed_id, url=root, now=ask.now)
        if isinstance(posts, Rejection):
            return Found(BackfillState.NOT_OFFERED, said=f"{host_of(root)} {posts.detail}")
        # The window is the server's; a post without a date is in it because the server says so.
        entries = tuple(
            post.entry
            for post in posts
            if post.post_id not in place.edge
            and (post.entry.published_at is None or post.entry.published_at in question.span)
        )
        if not posts and question.cursor is None:  # some sites keep their articles as posts of a type of their own
            return Found(BackfillState.SHORT, said=f"{host_of(root)} has no post of the window")
        further = next_place(place, posts, _number(response.headers.get("x-wp-totalpages")))
        return Found(
            BackfillState.RUNNING if further else BackfillState.DONE,
            entries,
            str(further) if further else None,
            n_expected=None if question.cursor else _number(response.headers.get("x-wp-total")),
            reached_at=oldest(entries),
        )


def _refused(question: Question, place: Place, error: HttpStatusError) -> Found:
    if question.cursor is None:
        host = host_of(place.root)
        return Found(
            BackfillState.NOT_OFFERED, said=f"{host} offers no posts over WordPress REST (HTTP {error.status})"
        )
    if error.status != NO_SUCH_PAGE or place.page == 1:
        raise error
    return Found(BackfillState.RUNNING, cursor=str(Place(place.root, place.before - SECOND)))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
