"""`newsecho serve`: one command that has a Prefect server, registers the schedule, runs it, and keeps all of it alive.

This process knows no Prefect: it starts two children (the server, where none is configured, and what runs the
schedule), watches them, keeps the ledger of the schedule, and ends them when it ends. Killed, they end by themselves.
"""

import json
import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import FrameType

from flows.child import Child
from flows.context import RunContext
from flows.ledger import Ledger, served
from flows.own_server import OwnServer, own_server
from flows.prefect_plan import SERVED, Planned, healing, planned
from warehouse.trouble import TROUBLE

LOOK_S = 1.0
ASK_EVERY = 30  # looks; whether the server still answers
MOST_SILENT = 3  # questions in a row it may leave open before it is started anew
SERVER_STOP_S = 15.0

Say = Callable[[str], None]


@dataclass(slots=True)
class Watch:
    """What is watched, and what was seen of it."""

    context: RunContext
    runner: Child
    server: OwnServer | None
    say: Say
    n_silent: int = 0
    is_up: bool = False

    def look(self, n_th: int) -> None:
        """Look after the children once; *n_th* counts the looks."""
        if self.server is not None:
            self._look_at_server(self.server, n_th)
        if self.server is None or self.is_up:
            self._tell(self.runner.keep())

    def _look_at_server(self, server: OwnServer, n_th: int) -> None:
        said = server.child.keep()
        self._tell(said)
        if said is not None:
            self.is_up, server.inode, self.n_silent = False, None, 0
        elif not self.is_up:
            self._wait_for(server)
        elif server.lost_its_database():
            self._start_anew(server, f"its database {server.database} is gone; a new one is made")
        elif n_th % ASK_EVERY == 0:
            self.n_silent = 0 if server.answers() else self.n_silent + 1
            if self.n_silent == MOST_SILENT:
                self._start_anew(server, "it does not answer")

    def _wait_for(self, server: OwnServer) -> None:
        if server.child.process is None:
            return
        if server.answers():
            self.is_up, self.n_silent = True, 0
            server.lost_its_database()  # notes which file it is
            self.say(f"Prefect's pages: {server.pages}")
        elif server.child.age_s() > self.context.settings.serve.start_s:
            self._start_anew(server, f"it did not answer within {self.context.settings.serve.start_s:.0f} s")

    def _start_anew(self, server: OwnServer, why: str) -> None:
        self.say(f"the Prefect server is started anew: {why}; what runs did is in core.run, and stays")
        # A run that goes on writes what it has to the warehouse; the next one goes on from there.
        self.runner.stop(self.context.settings.serve.stop_s)
        server.child.stop(SERVER_STOP_S)
        self.is_up, server.inode, self.n_silent = False, None, 0

    def _tell(self, said: str | None) -> None:
        if said is not None:
            self.say(said)

    def stop(self) -> None:
        """End the children, what runs first."""
        is_clean = self.runner.stop(self.context.settings.serve.stop_s)
        if self.server is not None:
            self.server.child.stop(SERVER_STOP_S)
        self.say("stopped" if is_clean else "stopped; a run was killed in the middle: the next one makes it up")


def serve_on_prefect(context: RunContext, *, feeds: Path | None, config: Path | None, say: Say) -> None:
    """Serve the schedule until SIGTERM or SIGINT.

    Raises:
        AtWorkError: this warehouse is served already.
        WarehouseError: the folder is none.
    """
    plan = planned(context, SERVED, feeds=feeds, config=config)
    crons = {one.flow: one.cron for one in plan if one.cron}
    with _asked_to_stop() as stop, served(replace(context, trigger="schedule"), crons, is_sequential=False) as ledger:
        watch = _watch(context, plan, say)
        for one in plan:
            say(one.sentence())
        try:
            _look_on(watch, ledger, stop)
        finally:
            watch.stop()


def _look_on(watch: Watch, ledger: Ledger, stop: threading.Event) -> None:
    account_every = max(1, round(ledger.context.settings.serve.beat_s / LOOK_S))
    n_th = 0
    while not stop.wait(LOOK_S):
        n_th += 1
        watch.look(n_th)
        if n_th % account_every == 0:
            try:
                for slot in ledger.account():
                    watch.say(f"{slot.job} of {slot.slot_at:%Y-%m-%d %H:%M} UTC: {slot.ruling}, {slot.reason}")
            except TROUBLE as error:  # a full disk, a long writer: put down next time
                watch.say(f"! the schedule cannot be accounted for now: {error}")


def _watch(context: RunContext, plan: Sequence[Planned], say: Say) -> Watch:
    environ = dict(os.environ)
    server = None if environ.get("PREFECT_API_URL") else own_server(context.folder, context.settings, environ)
    if server is not None:
        environ |= {"PREFECT_API_URL": server.api, "PREFECT_HOME": server.child.environ["PREFECT_HOME"]}
    settings = context.settings.serve
    given = {
        "plan": [asdict(one) for one in plan],
        "healing": asdict(healing(context)),
        "stop_s": settings.stop_s,
        "is_alone": server is not None,
    }
    runner = Child("what runs the schedule", ("flows.prefect_serve", json.dumps(given)), environ)
    return Watch(context, runner, server, say)


@contextmanager
def _asked_to_stop() -> Generator[threading.Event]:
    """Hand out what is set by SIGTERM and SIGINT, which end nothing by themselves meanwhile."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {one: signal.signal(one, ask) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
