"""A desk that reads, translates, groups and watches as a run would, article by article, on a real warehouse."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from config.watchlists import Watchlist, load_watchlists
from flows.watching import watch_terms
from warehouse import grouping, stories, translations, watchlists
from warehouse.queue import GROUP, enqueue
from warehouse.records import Article, Relation, Translation, TranslationStatus
from warehouse.sql import audit

WINDOW_DAYS = 30


@dataclass
class Desk:
    house: object
    make: object
    read_articles: object
    folder: Path

    def rows(self, sql, **values):
        with self.house.transaction("test looks") as tx:
            return tx.run(sql, **values)

    def article(self, key, **more) -> Article:
        """Read an article, its lead the start of its body."""
        given = {"title": "T", "body": "B."} | more
        (article,) = self.read_articles(key, **({"lead": given["body"][:60]} | given))
        return article

    def translate(self, article, **more):
        made = Translation(article.article_id, article.content_sha256, article.lang, "en", TranslationStatus.OK,
                           "argos", "1.9", self.make.now, "T", "B.")  # fmt: skip
        with self.house.transaction("test") as tx:
            translations.save_translations(tx, [replace(made, **more)])

    def group(self, *, rule="r1", hours=0, **members):
        """Put articles into stories by name: of those named together the others are copies of the first."""
        found = [
            self.make.membership(
                name,
                one.article_id,
                Relation.ORIGINAL if n == 0 else Relation.EXACT_COPY,
                None if n == 0 else some[0].article_id,
            )
            for name, some in members.items()
            for n, one in enumerate(some)
        ]
        with self.house.transaction("test") as tx:
            enqueue(tx, (one.article_id for one in found), GROUP)
            window = grouping.tellings(tx, [one.article_id for one in found])
            now = self.make.now + timedelta(hours=hours)
            kept = {"grouped": window, "rule_version": rule, "now": now, "run_id": self.make.run_id}
            stories.save_grouping(tx, pairs=(), memberships=found, links=(), **kept)

    def lists(self, **texts) -> tuple[Watchlist, ...]:
        """Return watchlists from the keys of each name."""
        path = self.folder / "watchlists.toml"
        path.write_text("".join(f'[[watchlists]]\nname = "{name}"\n{text}\n' for name, text in texts.items()))
        return load_watchlists(path)

    def watch(self, *, hours=0, breaks_off=False, **texts):
        """Hold what is new against watchlists; return how many articles were looked at, how many hits are new."""
        found = self.lists(**texts)
        definitions = {one.name: one.sha256 for one in found}
        terms = [term for one in found for term in watch_terms(one)]
        now = self.make.now + timedelta(hours=hours)
        with self.house.transaction("test") as tx:
            changed = watchlists.changed_watchlists(tx, definitions)
            since = now.date() - timedelta(days=WINDOW_DAYS)
            works = watchlists.articles_to_watch(tx, since=since, has_changed=bool(changed))
            kept = {"changed": changed, "now": now, "run_id": self.make.run_id}
            n_new = watchlists.save_hits(tx, works, terms, **kept) if works else 0
        if not breaks_off:
            with self.house.transaction("test") as tx:
                watchlists.note_watchlists(tx, definitions, now)
                assert audit(tx) == []
        return len(works), n_new

    def hits(self, columns="right(url, 1)"):
        found = self.rows(f"SELECT {columns} FROM watch_hits ORDER BY watchlist, url")
        return [row[0] if len(row) == 1 else row for row in found]
