"""What people decide: checked, stored in one transaction, and carried out at once when nobody else is at work.

A decision is in the warehouse before anything follows from it, and what it concerns waits for the stages: killed
anywhere, the next run carries it out.
"""

import getpass
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flows import leases
from flows.context import RunContext
from flows.grouping import GROUPING
from flows.monitor import recorded
from flows.report import RunReport
from tasks.core.clean_text import strip_harmful
from warehouse.decisions import Named
from warehouse.errors import WarehouseError
from warehouse.queue import GROUP, do_wait
from warehouse.records import Override, TranslationDecision
from warehouse.store import Transaction

KIND = "group"  # of the run that carries a decision out
ALREADY = "that is decided already"
MAX_NAME, MAX_NOTE = 80, 500  # characters


class DecisionError(WarehouseError):
    """What a person decided cannot be; the sentence says why, and what can."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who decides, and why."""

    name: str
    note: str = ""

    def __str__(self) -> str:
        """Return both, as a story's reasons do."""
        return f"decided by {self.name}" + (f": {self.note}" if self.note else "")


@dataclass(slots=True)
class Outcome:
    """What became of a decision."""

    sentences: list[str]
    concerns: list[str] = field(default_factory=list[str])  # articles, by id; their stories are worth a look
    is_new: bool = True
    waits_for: str | None = None  # why it is not carried out yet; None: it is, or there is nothing to carry out
    report: RunReport | None = None  # of the run that carried it out


def speaker(name: str | None, note: str = "") -> Speaker:
    """Return who decides: *name*, or the user of this machine.

    Raises:
        DecisionError: nobody knows who that is, or a name or note cannot be shown in a line.
    """
    if name is None:
        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):  # by version of Python and system
            name = ""
    said = Speaker(_line(name), _line(note))
    if not said.name:
        raise DecisionError("nobody knows who decides; say it with --by NAME")
    if len(said.name) > MAX_NAME or ";" in said.name:
        raise DecisionError(f"--by: a name has at most {MAX_NAME} characters and no semicolon; shorten it")
    if len(said.note) > MAX_NOTE:
        raise DecisionError(f"--note: {len(said.note)} characters; a reason has at most {MAX_NOTE}")
    return said


def _line(text: str) -> str:
    return " ".join(strip_harmful(text).split())


Work = Callable[[Transaction, datetime], Outcome]
Follow = Callable[[RunContext, RunReport], None]


def words(named: Named) -> str:
    """Return an article as a sentence names it."""
    return f"“{named.title}” ({named.publisher})"


def carry_out(context: RunContext, what: str, work: Work, follow: Follow) -> Outcome:
    """Do *work* in one transaction; then carry out what follows, unless another run is at work.

    What was decided before and still waits, since whoever decided it was killed, is carried out too.
    """
    now = context.clock()
    with context.warehouse.transaction(f"decide: {what}") as tx:
        outcome = work(tx, now)
        if not outcome.is_new and not do_wait(tx, outcome.concerns, GROUP):
            return outcome
        outcome.waits_for = _at_work(context, tx, now)
    if outcome.waits_for is None:
        try:
            with recorded(context, KIND, {"decision": what}, is_exclusive=True) as report:
                outcome.report = report
                follow(context, report)
        except (leases.AtWorkError, WarehouseError) as error:  # the decision is stored, whatever this is
            outcome.waits_for, outcome.report = str(error), None
    return outcome


def _at_work(context: RunContext, tx: Transaction, now: datetime) -> str | None:
    """Return who polls or groups now, in a sentence: a person is not to wait for that to be done."""
    own = (leases.own_lease(name, context.new_id(now), now) for name in ("monitor", GROUPING))
    return next(filter(None, (leases.taken_by_another(context, tx, one) for one in own)), None)


def outcome_of(said: str, speaker: Speaker, concerns: Sequence[str], *, is_new: bool) -> Outcome:
    """Return what is said of a decision: that it was made, or that it had been."""
    return Outcome([f"{said}, {speaker}" if is_new else f"{said}: {ALREADY}"], list(concerns), is_new=is_new)


def when(decision: Override | TranslationDecision) -> str:
    """Return who decided, when and why."""
    on = f"{decision.decided_at:%Y-%m-%d %H:%M}"
    return f"decided by {decision.decided_by} on {on}" + (f": {decision.note}" if decision.note else "")
