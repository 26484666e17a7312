"""Articles and their versions: what a page told becomes a new article, a new version of one, or is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from warehouse.languages import as_decided
from warehouse.queue import GROUP, TRANSLATE, WATCH, enqueue
from warehouse.records import Article
from warehouse.repairs import differences
from warehouse.rows import Row, as_row, plain, without
from warehouse.search import index_texts
from warehouse.store import Transaction

# Fields that are no columns of core.article: they have tables of their own, or stand in those of the page.
ELSEWHERE = ("body", "body_as_found", "credits", "defects", "links", "quotes", "entry_key")

Judge = Callable[..., tuple[str, str]]  # old_title, old_body, title, body, by name → what changed, and what says so


class Content(StrEnum):
    """What the content of an article is, compared with its newest version."""

    NEW = "new"
    UPDATED = "updated"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Head:
    """The newest version of an article: what a reading of it is compared with."""

    version: int
    content_sha256: str
    extractor_version: str
    published_on: date | None  # None: of an article that is new in this batch
    lang: str


@dataclass(slots=True)
class ArticleChanges:
    """The rows that a batch of readings asks for, decided one by one against the newest versions so far."""

    heads: dict[str, Head]
    newest: dict[str, tuple[int, Article]] = field(default_factory=dict[str, tuple[int, Article]])
    versions: dict[tuple[str, int], Article] = field(default_factory=dict[tuple[str, int], Article])
    derived: dict[tuple[str, int], Article] = field(default_factory=dict[tuple[str, int], Article])

    def add(self, article: Article) -> Content:
        """Decide what *article* is, and note what is to be written for it.

        The same content read by another version of the extractor keeps its version and gets its metadata, credits,
        defects and links anew: they are what the rules say today.
        """
        head = self.heads.get(article.article_id)
        if head is not None and head.content_sha256 == article.content_sha256:
            if head.extractor_version != article.extractor_version:
                self._write(article, head.version)
            return Content.KNOWN
        version = 1 if head is None else head.version + 1
        self.versions[article.article_id, version] = article
        self._write(article, version)
        return Content.NEW if head is None else Content.UPDATED

    def _write(self, article: Article, version: int) -> None:
        day = self.heads[article.article_id].published_on if article.article_id in self.heads else None
        self.heads[article.article_id] = Head(
            version, article.content_sha256, article.extractor_version, day, article.lang
        )
        self.newest[article.article_id] = (version, article)
        self.derived[article.article_id, version] = article


def write_articles(
    tx: Transaction, articles: Sequence[Article], now: datetime, run_id: str, judge: Judge | None = None
) -> list[Content]:
    """Write what *articles* ask for and return what the content of each is, in their order.

    *judge* says of each content that another takes the place of how the new one differs; None: nothing is said.
    """
    articles = as_decided(tx, articles)
    ids = list({article.article_id for article in articles})
    rows = tx.run_file("article_heads", ids=ids) if ids else []
    heads = {article_id: Head(*values) for article_id, *values in rows}
    stored = set(heads)
    changes = ArticleChanges(dict(heads))
    contents = [changes.add(article) for article in articles]
    _keep_past_versions(tx, heads, changes, now, run_id)
    if judge is not None:
        _note_changes(tx, stored, changes, judge)
    _write_heads(tx, stored, changes, now, run_id)
    _write_derived(tx, changes, now)
    _forget_translations(tx, heads, changes)
    enqueue(tx, (article_id for article_id, _ in changes.derived), TRANSLATE, GROUP, WATCH)
    _index(tx, stored, changes, now)
    return contents


def _forget_translations(tx: Transaction, stored: dict[str, Head], changes: ArticleChanges) -> None:
    """Forget what was translated from another language than an article is found to be in now."""
    ids = sorted(
        article_id
        for article_id, (_, article) in changes.newest.items()
        if article_id in stored and _without_region(stored[article_id].lang) != _without_region(article.lang)
    )
    if ids:
        tx.run_file("forget_translations", ids=ids)
        tx.run_file("forget_lost_doubts", ids=ids)


def _without_region(lang: str) -> str:
    return lang.partition("-")[0]


def _index(tx: Transaction, stored: set[str], changes: ArticleChanges, now: datetime) -> None:
    """Make the newest texts searchable, in place of what could be searched of those articles, translations too."""
    renewed = sorted(article_id for article_id in changes.newest if article_id in stored)
    if renewed:
        tx.run_file("forget_articles", ids=renewed)
    texts = [
        _searchable((article_id, version), article, _day(changes, article, now))
        for article_id, (version, article) in changes.newest.items()
    ]
    index_texts(tx, texts)
    if renewed:
        # A text that came back, or was read anew, may have its translation already.
        index_texts(tx, tx.rows("translations_of_newest", ids=renewed))


def _day(changes: ArticleChanges, article: Article, now: datetime) -> date:
    """Return the day the article is filed under: that of its date, else the one it has, else today."""
    filed = changes.heads[article.article_id].published_on
    if filed is not None and (article.published_source == "first_seen" or article.published_at is None):
        return filed
    return (article.published_at or now).date()


def _keep_past_versions(
    tx: Transaction, stored: dict[str, Head], changes: ArticleChanges, now: datetime, run_id: str
) -> None:
    """Keep the contents that others take the place of: those stored, and those another page of the batch renews."""
    replaced = sorted({article_id for article_id, _ in changes.versions if article_id in stored})
    if replaced:
        tx.run_file("keep_past_versions", ids=replaced)
    rows = [
        {
            "article_id": article_id,
            "version": version,
            "content_sha256": article.content_sha256,
            "page_id": article.page_id,
            "observed_at": now,
            "observed_on": now.date(),
            "title": article.title,
            "status": article.status,
            "n_words": article.n_words,
            "extractor_version": article.extractor_version,
            "modified_at": article.modified_at,
            "run_id": run_id,
        }
        for (article_id, version), article in changes.versions.items()
        if version < changes.newest[article_id][0]
    ]
    tx.insert("INSERT INTO core.past_version", plain(rows))


def _note_changes(tx: Transaction, stored: set[str], changes: ArticleChanges, judge: Judge) -> None:
    """Say of each past version how the next one differs, and keep what stood in it."""
    replaced = sorted({article_id for article_id, _ in changes.versions if article_id in stored})
    before = {
        (article_id, version): (title, body)
        for article_id, version, title, body in (tx.run_file("texts_to_replace", ids=replaced) if replaced else ())
    }
    before |= {key: (article.title, article.body) for key, article in changes.versions.items()}
    rows: list[Row] = []
    for (article_id, version), article in changes.versions.items():
        if (article_id, version - 1) in before:
            title, body = before[article_id, version - 1]
            change, reason = judge(old_title=title, old_body=body, title=article.title, body=article.body)
            told = {"change": change, "change_reason": reason, "differences": differences(article.body, body) or None}
            rows.append(plain({"article_id": article_id, "version": version - 1} | told))
    if rows:
        tx.run_file("note_changes", rows=rows)


def _write_heads(tx: Transaction, stored: set[str], changes: ArticleChanges, now: datetime, run_id: str) -> None:
    rows = [
        without(as_row(article, version=version, updated_at=now, run_id=run_id), *ELSEWHERE)
        | {"alternates": plain(article.alternates) or None}
        for version, article in changes.newest.values()
    ]
    new = [row for row in rows if row["article_id"] not in stored]
    known = [row for row in rows if row["article_id"] in stored]
    if new:
        tx.run_file("insert_articles", rows=new)
    if known:
        tx.run_file("update_articles", rows=known)


def _write_derived(tx: Transaction, changes: ArticleChanges, now: datetime) -> None:
    """Write texts, credits, defects, links and quotations; of a content read anew, in place of the old ones."""
    read_anew = [key for key in changes.derived if key not in changes.versions]
    if read_anew:
        _remove_derived(tx, read_anew)
    texts: list[Row] = []
    credits_: list[Row] = []
    defects: list[Row] = []
    links: list[Row] = []
    quotes: list[Row] = []
    for (article_id, version), article in changes.derived.items():
        key = {"article_id": article_id, "version": version, "published_on": _day(changes, article, now)}
        text = as_row(article)
        repairs = differences(text["body"], text["body_as_found"])
        texts.append(key | {"body": text["body"], "repairs": repairs or None})
        credits_ += [as_row(one, position=place, **key) for place, one in enumerate(article.credits)]
        defects += [as_row(one, position=place, **key) for place, one in enumerate(article.defects)]
        links += [as_row(one, **key) | {"position": place} for place, one in enumerate(article.links)]
        quotes += [
            without(as_row(one, position=place, **key), "text", "told")
            for place, one in enumerate(article.quotes)
            if one.speaker
        ]
    tx.insert("INSERT INTO core.article_text", texts)
    if credits_:
        tx.run_file("insert_credits", rows=credits_)
    tx.insert("INSERT INTO core.defect", defects)
    tx.insert("INSERT INTO core.link", links)
    tx.insert("INSERT INTO core.quote", quotes)


def _searchable(key: tuple[str, int], article: Article, day: date) -> Row:
    shown = {"title": article.title, "body": article.body, "text_lang": article.lang}
    return plain({"article_id": key[0], "version": key[1], "published_on": day} | shown)


def _remove_derived(tx: Transaction, keys: Sequence[tuple[str, int]]) -> None:
    rows = [{"article_id": article_id, "version": version} for article_id, version in keys]
    for name in ("delete_texts", "delete_credits", "delete_defects", "delete_links", "delete_quotes"):
        tx.run_file(name, rows=rows)
