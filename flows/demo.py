"""The demo: the embedded newsroom, served on loopback, taken through the pipeline as any other press would be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from config.errors import ConfigError
from config.feeds import FeedConfig
from flows.context import RunContext
from flows.feeds import as_feed as feed_record
from flows.monitor import monitor
from flows.report import RunReport
from tasks.models import ModelStore
from tasks.press import MODELS_FOLDER, PressFeed, serve_press
from warehouse.inspection import has_articles, has_runs_besides
from warehouse.records import Feed

# What each edition of the press brings, and when in the morning that is played.
SCENES = {
    "dawn": "06:00  first look: each outlet's news of the night, a story about licences in English among them",
    "breakfast": "08:00  a French outlet has adapted the story about licences",
    "morning": "10:00  another has translated that back into English by machine; others have copied and abridged",
    "noon": "12:00  an article has been corrected at its own address, and follow-ups have appeared",
    "afternoon": "13:00  a feed has died",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """An edition of the press, and what the run that read it had to say."""

    words: str
    report: RunReport


def play(context: RunContext) -> Iterator[Scene]:
    """Monitor the embedded newsroom through its morning; return each edition as soon as it is read.

    A new warehouse sees one edition after the other. A warehouse that has seen them sees the last one again, so a
    second demo finds nothing new.

    Raises:
        ConfigError: the warehouse holds real data; nothing is mixed with it.
    """
    # Its folder holds all of it, and nobody is told of invented news, whatever the settings say.
    notify, metrics = replace(context.settings.notify, urls=()), replace(context.settings.metrics, textfile="")
    context = replace(context, lake=None, settings=replace(context.settings, notify=notify, metrics=metrics))
    _refuse_real_data(context.folder)
    editions = list(SCENES)[-1:] if has_articles(context.folder) else list(SCENES)
    for edition in editions:
        yield Scene(SCENES[edition], monitor_edition(context, edition))


def run_demo(context: RunContext) -> list[RunReport]:
    """Play the whole morning and return the report of each edition."""
    return [scene.report for scene in play(context)]


def _refuse_real_data(folder: Path) -> None:
    if has_runs_besides(folder, trigger="demo"):
        raise ConfigError(f"{folder} holds real data; give the demo a folder of its own: --warehouse warehouse/demo")


def monitor_edition(context: RunContext, edition: str) -> RunReport:
    """Serve one *edition* of the press and monitor it; loopback is open to this context alone."""
    with serve_press(edition) as press:
        own = replace(context, hosts=press.hosts, trigger="demo", models_folder=demo_models(context.folder))
        return monitor(own, [as_feed(feed) for feed in press.feeds], is_forced=True)


def demo_models(folder: Path) -> Path:
    """Return the demo's own model folder, with the tiny French-English package that comes with the press.

    It knows an invented grammar and nothing else, so it stays out of the folder real runs use. There is none for the
    press's other language: those articles wait, as they would anywhere.
    """
    models = folder / "models"
    if ModelStore(models).find("fr", "en") is None:
        ModelStore(models).install(MODELS_FOLDER / "fixture_fr_en.argosmodel")
    return models


def as_feed(feed: PressFeed) -> Feed:
    """Return the record of a feed of the embedded press, as if a person had configured it."""
    return feed_record(FeedConfig(feed.name, feed.url, feed.publisher, feed.owner_group, feed.language, tier=feed.tier))
