"""The watch stage: what is new is held against the watchlists, and what is stored against those that changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from config.errors import ConfigError
from config.watchlists import DEFAULT_PATH, Term, Watchlist
from flows.alerts import check_addresses
from flows.context import RunContext
from flows.report import RunReport
from flows.stages import batches, publish_when_due
from warehouse import watchlists
from warehouse.records import Feed, Translation, TranslationStatus, WatchPiece, WatchTerm
from warehouse.store import Transaction


def watch(context: RunContext, report: RunReport) -> None:
    """Store what the watchlists hit in new texts and translations, and in those of a window where one changed.

    A watchlist counts as looked for when the last batch is stored: killed before, its window is looked at again.
    """
    definitions = {one.name: one.sha256 for one in context.watchlists}
    terms = [term for one in context.watchlists for term in watch_terms(one)]
    since = report.started_at.date() - timedelta(days=context.settings.watch.window_days)
    with context.warehouse.transaction("read articles to watch") as tx:
        changed = watchlists.changed_watchlists(tx, definitions)
        works = watchlists.articles_to_watch(tx, since=since, has_changed=bool(changed))
    for batch in batches(works, context.settings.watch.batch_size):
        now = context.clock()
        with context.warehouse.transaction("save watch hits") as tx:
            report.n_watch_hits += watchlists.save_hits(
                tx, batch, terms, changed=changed, now=now, run_id=report.run_id
            )
        publish_when_due(context, report)
    with context.warehouse.transaction("note watchlists") as tx:
        watchlists.note_watchlists(tx, definitions, context.clock())


def only_watched_whole(
    tx: Transaction, context: RunContext, made: Sequence[Translation], wholes: Mapping[str, tuple[str, str, str]]
) -> list[Translation]:
    """Return translations *made*, of those that have only their lead so far none wanted whole that no watchlist hits.

    Looked at are the whole source and what is translated of it: a word of the target language may stand there alone.

    Args:
        tx: the transaction.
        context: with the watchlists.
        made: translations.
        wholes: language, title and body of the sources, by article.
    """
    begun = [one for one in made if one.status is TranslationStatus.LEAD]
    rows: list[dict[str, str]] = []
    for one in begun:
        lang, title, body = wholes[one.article_id]
        article = {"article_id": one.article_id, "lang": lang}
        rows.append(article | {"rendition": "original", "text_lang": lang, "title": title, "body": body})
        told = {"rendition": "translation", "text_lang": one.target_lang, "title": one.title, "body": one.body}
        rows.append(article | told)
    terms = [term for one in context.watchlists for term in watch_terms(one)]
    left = {one.article_id for one in begun} - watchlists.watched_among(tx, rows, terms)
    return [replace(one, status=TranslationStatus.LEAD_ONLY) if one.article_id in left else one for one in made]


def watch_terms(watchlist: Watchlist) -> list[WatchTerm]:
    """Return what *watchlist* looks for, and what forbids a hit, as the warehouse takes it."""
    terms = enumerate(watchlist.terms)
    return [_term(watchlist, place, term) for place, term in terms] + [
        _term(watchlist, place, term, is_exclusion=True) for place, term in enumerate(watchlist.exclude)
    ]


def _term(watchlist: Watchlist, place: int, term: Term, *, is_exclusion: bool = False) -> WatchTerm:
    pieces = tuple(WatchPiece(one.words, one.is_start) for one in term.pieces)
    return WatchTerm(
        watchlist.name, place, term.text, term.lang, is_exclusion, pieces, watchlist.feeds, watchlist.languages
    )


def check_watching(context: RunContext, known_feeds: Sequence[Feed]) -> None:
    """Check, before anything is done, that every feed a watchlist names is configured and every address is usable.

    A watchlist of a feed that is not there would hit nothing, silently.

    Raises:
        ConfigError: one is not.
    """
    known = {feed.name for feed in known_feeds}
    file = context.settings.watch.file or DEFAULT_PATH
    for one in context.watchlists:
        for name in one.feeds:
            if name not in known:
                raise ConfigError(
                    f"{file}: watchlist {one.name}: feeds: no feed is called {name!r}; newsecho feeds list names them"
                )
    check_addresses(context.settings.notify)
