"""The sitemaps of a site, read as they come: one a request."""

from dataclasses import replace
from datetime import datetime

from tasks.archives.source import Asker, Question
from tasks.core.archives.sitemaps import AT_ONCE, Place, as_entry, first_place, following, of_window, unread
from tasks.core.archives.window import Found
from tasks.core.canonical_url import host_of
from tasks.core.sitemap import SitemapEntry, SitemapError, SitemapReader
from tasks.errors import BusyHostError, DisallowedError, SourceError, TransientSourceError
from warehouse.records import BackfillState, Entry

ACCEPT = "application/xml, text/xml;q=0.9, text/plain;q=0.8, */*;q=0.1"


class Sitemaps:
    """Reads the sitemaps that robots.txt names, else those of the usual names, and those that they lead to."""

    async def read(self, ask: Asker, question: Question) -> Found:
        """Return the addresses of the window in the next sitemap, a thousand at once."""
        if question.cursor:
            place = Place.parse(question.cursor)
        else:
            robots = await ask.gate.file(f"{question.site}/")
            place = first_place(question.site, robots.body or "", question.span)
        listed, why = await _listed(ask, place.waiting[0].url)
        if why and not listed:
            return _found(question, unread(place, why))
        place = place.reaching(listed)
        marked = [(mark, one) for mark, one in of_window(listed, question.site, question.span) if mark > place.after]
        taken = marked[:AT_ONCE]
        entries = tuple(as_entry(one, question.feed.feed_id, ask.now, number) for number, (_, one) in enumerate(taken))
        if len(marked) > AT_ONCE:
            return Found(BackfillState.RUNNING, entries, str(replace(place, after=taken[-1][0])))
        further = following(place, listed, question.span)
        return _found(question, replace(further, trouble=further.trouble or why), entries)


async def _listed(ask: Asker, url: str) -> tuple[list[SitemapEntry], str]:
    """Return what the sitemap at *url* lists, and why that is not all, empty when it is."""
    reader, listed = SitemapReader(url), list[SitemapEntry]()
    try:
        await ask.stream(url, lambda piece: listed.extend(reader.feed(piece)), accept=ACCEPT)
        listed.extend(reader.close())
    except SitemapError as error:
        return listed, f"{error} at {url}"
    except (BusyHostError, DisallowedError, TransientSourceError):
        raise  # says nothing of this sitemap, or will say another thing later
    except SourceError as error:
        return listed, str(error)
    return listed, "" if reader.is_whole else f"it stops before its end at {url}"


def _found(question: Question, place: Place, entries: tuple[Entry, ...] = ()) -> Found:
    reached_at = datetime.fromisoformat(place.reached) if place.reached else None
    if place.waiting:
        return Found(BackfillState.RUNNING, entries, str(place), reached_at=reached_at)
    if not place.n_read:
        said = f"{host_of(question.site)} offers no sitemap{f' ({place.trouble})' if place.trouble else ''}"
        return Found(BackfillState.NOT_OFFERED, said=said)
    if place.trouble:
        return Found(BackfillState.SHORT, entries, reached_at=reached_at, said=place.trouble)
    is_past = reached_at is not None and reached_at <= question.span.since
    return Found(BackfillState.DONE if is_past else BackfillState.SHORT, entries, reached_at=reached_at)
