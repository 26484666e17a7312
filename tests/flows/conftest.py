"""Warehouses to translate in and to decide on, and a Prefect server a session."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.watchlists import load_watchlists
from flows.context import RunContext, context_for
from flows.report import RunReport
from flows.translating import translate
from tasks.core.identity import content_hash
from tasks.models import ModelStore
from tasks.press import MODELS_FOLDER
from tests.flows.deciding import House, context_of
from tests.warehouse.conftest import NOW, Samples, start
from warehouse import entries, feeds, queue
from warehouse.sql import audit

SERVER_START_S = 300  # of Prefect, on a loaded machine


@dataclass
class Desk:
    """Articles go in, translations come out."""

    context: RunContext
    n_polls: int = 0

    def article(self, key: str, title: str, body: str, *, lang: str = "fr") -> str:
        """Store an article, or another content of it, and return its id."""
        make, self.n_polls = Samples(), self.n_polls + 1
        entry = make.entry(key, entry_hash=self.n_polls)
        page = make.page(entry, n=self.n_polls)
        article = make.article(
            page, title=title, body=body, body_as_found=body, lang=lang, credits=(), defects=(), links=(),
            content_sha256=content_hash(f"{title}\n{body}"),
        )  # fmt: skip
        with self.context.warehouse.transaction("test") as tx:
            feeds.save_poll(tx, make.poll(n=self.n_polls), [entry], NOW)
            entries.save_pages(tx, [page], [], NOW, None)
            entries.save_articles(tx, [article], [], NOW + timedelta(minutes=self.n_polls), make.run_id)
        return article.article_id

    def translate(self, *, is_renewing: bool = False, **changes: Any) -> RunReport:
        """Run the stage, with *changes* to the settings of translation."""
        settings = replace(self.context.settings.translate, **changes)
        context = replace(self.context, settings=replace(self.context.settings, translate=settings))
        now = context.clock()
        report = RunReport(context.new_id(now), "monitor", now)
        translate(context, report, is_renewing=is_renewing)
        with context.warehouse.transaction("test") as tx:
            assert audit(tx) == []
        return report

    def watchlists(self, lines: str) -> None:
        """Look for what *lines* of a watchlist say from here on."""
        file = self.context.folder / "watchlists.toml"
        file.write_text(f'[[watchlists]]\nname = "test"\n{lines}\n')
        self.context = replace(self.context, watchlists=load_watchlists(file))

    def queue(self) -> None:
        """Let every article wait for translation, as `reprocess` does."""
        with self.context.warehouse.transaction("test") as tx:
            queue.enqueue_window(tx, date.min, date.max, queue.TRANSLATE)

    def ask(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.context.warehouse.transaction("test looks") as tx:
            return tx.run(sql, **values)

    def status(self) -> Mapping[str, str]:
        return dict(self.ask("SELECT right(url, 1), status FROM translations ORDER BY 1"))

    def text(self, key: str) -> tuple[str, str]:
        """Return title and body of the translation."""
        ((title, body),) = self.ask(
            "SELECT translated_title, translated_body FROM translations WHERE url LIKE '%/' || $key", key=key
        )
        return title, body


@pytest.fixture(scope="session")
def fixture_models(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    for package in sorted(MODELS_FOLDER.glob("*.argosmodel")):
        ModelStore(folder).install(package)
    return folder


@pytest.fixture
def new_desk(fixture_models: Path) -> Callable[[Path], Desk]:
    def made(folder: Path) -> Desk:
        context = replace(context_for(folder), models_folder=fixture_models)
        start(context.warehouse)
        return Desk(context)

    return made


@pytest.fixture
def desk(tmp_path: Path, new_desk: Callable[[Path], Desk]) -> Desk:
    return new_desk(tmp_path)


@pytest.fixture
def house(demo, tmp_path):
    shutil.copytree(demo.folder, tmp_path / "w")
    return House(context_of(tmp_path / "w"))


@pytest.fixture(scope="session")
def prefect_server():
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415  who runs no flow does not wait for it

    with prefect_test_harness(server_startup_timeout=SERVER_START_S):
        yield
