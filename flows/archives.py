"""Archives read into the warehouse: a request of each at a time, and what it brought stored before the next one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flows.context import RunContext
from flows.report import RunReport
from flows.stages import batches, publish_when_due
from flows.steps import archive_step
from tasks.archives.source import Question
from tasks.core.archives.telling import sentence_of
from tasks.core.archives.window import Found, Span
from tasks.core.robots import BELIEVED
from tasks.hosts import sentences
from warehouse import hosts, robots
from warehouse.backfills import backfills_of, save_backfill
from warehouse.records import Backfill, BackfillState, Feed, HostState, RobotsFile
from warehouse.store import Transaction

GOES_ON = (BackfillState.RUNNING, BackfillState.FAILED)
Key = tuple[str, str, datetime, datetime]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A window of a feed, to be filled from the first of *sources* that answers for all of it."""

    feed: Feed
    url: str  # where the feed is asked
    site: str  # scheme and host of its articles
    span: Span
    sources: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """How far a window has been filled; it fills up while archives are read."""

    wanted: Wanted
    left: list[str]  # sources that were not asked yet
    read: list[Backfill] = field(default_factory=list[Backfill])  # of each source, as it ended
    going: Backfill | None = None  # that is being read
    n_requests: int = 0  # of the source that is being read, in this run

    @property
    def is_over(self) -> bool:
        """Say whether there is nothing more to be asked now."""
        return self.going is None and not self.left

    @property
    def closing(self) -> Backfill | None:
        """Return the reading that answers for the whole window."""
        return next((one for one in self.read if one.state is BackfillState.DONE), None)

    @property
    def goes_on(self) -> bool:
        """Say whether the next run has something to read on."""
        return bool(self.read) and self.read[-1].state is BackfillState.RUNNING

    def sentence(self) -> str:
        """Return what came of each source that was asked."""
        return "; ".join(f"{one.source}: {sentence_of(one)}" for one in self.read)

    def end(self, backfill: Backfill) -> None:
        """Take in how the reading of a source ended; only where it brought not all is the next source asked."""
        self.read.append(backfill)
        self.going, self.n_requests = None, 0
        if backfill.state in {BackfillState.DONE, BackfillState.RUNNING}:
            self.left.clear()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is asked for in one run."""

    max_requests: int  # of one source for one window
    refused_since: datetime | None = None  # a site that refused since is not asked again; None: it is


class Filling:
    """Fills windows side by side, one of each feed at a time: a host answers one request at a time."""

    def __init__(self, context: RunContext, report: RunReport, limits: Limits) -> None:
        self.context, self.report, self.limits = context, report, limits
        self.known: dict[str, RobotsFile] = {}
        self.closed: dict[str, HostState] = {}
        self.stored: dict[Key, Backfill] = {}

    def fill(self, wanted: Sequence[Wanted]) -> list[Reading]:
        """Read archives until each window is filled, or nothing more is to be asked of them now."""
        readings = [Reading(one, list(one.sources)) for one in wanted]
        with self.context.warehouse.transaction("read what archives said") as tx:
            now = self.report.started_at
            self.known = robots.robots_in_use(tx, now, now - BELIEVED)
            self.closed = hosts.busy_hosts(tx, now, since=now)
            feed_ids = sorted({one.feed.feed_id for one in wanted})
            self.stored = {_key_of(one): one for one in backfills_of(tx, feed_ids)}
        with self.context.progress.stage("archives", len(readings)) as advance:
            while active := self._active(readings):
                for batch in batches(active, self.context.settings.poll.batch_size):
                    self._ask(batch)
                    publish_when_due(self.context, self.report)
                    over = [one for one in batch if one.is_over]
                    advance(len(over))
                    for one in over:
                        self.context.progress.say(f"feed {one.wanted.feed.name}: {one.sentence()}")
        return readings

    def _active(self, readings: Sequence[Reading]) -> list[Reading]:
        """Return the first reading of each feed that has something to ask."""
        active: dict[str, Reading] = {}
        for reading in readings:
            if reading.wanted.feed.feed_id in active:
                continue
            while reading.going is None and reading.left:
                self._begin(reading, reading.left.pop(0))
            if not reading.is_over:
                active[reading.wanted.feed.feed_id] = reading
        return list(active.values())

    def _begin(self, reading: Reading, source: str) -> None:
        """Go on where the source was left; what it refused, or answered for once and for all, is not asked again."""
        span, feed_id = reading.wanted.span, reading.wanted.feed.feed_id
        refusal = self._refusal(reading.wanted, source)
        last = self.stored.get((feed_id, source, span.since, span.until))
        if refusal:
            reading.end(refusal)
        elif last and last.state is BackfillState.DONE and last.until_at < last.started_at:
            reading.end(last)
        elif last and last.state in GOES_ON:
            reading.going = replace(last, run_id=self.report.run_id, state=BackfillState.RUNNING)
        else:
            now = self.context.clock()
            reading.going = Backfill(feed_id, source, span.since, span.until, self.report.run_id, now, now)

    def _refusal(self, wanted: Wanted, source: str) -> Backfill | None:
        """Return that the site refused the source for another window lately: for this one it is asked again."""
        since = self.limits.refused_since
        if since is None:
            return None
        key = (wanted.feed.feed_id, source, BackfillState.NOT_OFFERED)
        window = (wanted.span.since, wanted.span.until)
        return next(
            (
                one
                for one in self.stored.values()
                if (one.feed_id, one.source, one.state) == key
                and (one.from_at, one.until_at) != window
                and one.updated_at > since
            ),
            None,
        )

    def _ask(self, readings: Sequence[Reading]) -> None:
        """Make a request for each of *readings*, and store what they brought with where to go on."""
        asked = [(reading, reading.going) for reading in readings if reading.going]
        questions = [question_of(reading.wanted, going) for reading, going in asked]
        done = self.context.runner(archive_step, self.context, questions, self.known, sentences(self.closed.values()))
        self.closed |= {state.host: state for state in done.busy}
        self.known |= {file.origin: file for file in done.asked}
        with self.context.warehouse.transaction("save what archives list") as tx:
            hosts.save_hosts(tx, done.busy, self.context.memory.changed_paces(self.context.clock()))
            robots.save_robots(tx, done.asked)
            for (reading, going), found in zip(asked, done.found, strict=True):
                self._save(tx, reading, after(going, found, self.context.clock()), found)

    def _save(self, tx: Transaction, reading: Reading, backfill: Backfill, found: Found) -> None:
        stored, sums = save_backfill(tx, backfill, found.entries, backfill.updated_at)
        self.stored[_key_of(stored)] = stored
        self.report.n_entries += sums.n_entries
        self.report.n_known += sums.n_known
        reading.n_requests += 1
        is_enough = reading.n_requests >= self.limits.max_requests or not found.was_asked
        if stored.state is BackfillState.RUNNING and not is_enough:
            reading.going = stored
        else:
            reading.end(replace(stored, said=found.said) if not found.was_asked else stored)


def after(backfill: Backfill, found: Found, now: datetime) -> Backfill:
    """Return *backfill* with the answer *found* in it, less the sums, which the warehouse makes."""
    reached = [at for at in (backfill.reached_at, found.reached_at) if at]
    return replace(
        backfill,
        updated_at=now,
        state=found.state,
        cursor=found.cursor,
        n_requests=backfill.n_requests + found.was_asked,
        n_expected=backfill.n_expected if found.n_expected is None else found.n_expected,
        reached_at=min(reached, default=None),
        said=found.said,
    )


def question_of(wanted: Wanted, backfill: Backfill) -> Question:
    """Return what to ask next for a window."""
    return Question(wanted.feed, wanted.url, wanted.site, wanted.span, backfill.source, backfill.cursor)


def _key_of(backfill: Backfill) -> Key:
    return backfill.feed_id, backfill.source, backfill.from_at, backfill.until_at
