"""The schedule's ledger: each of its times that passed, put down with what became of it."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows import leases
from flows.context import RunContext
from flows.slots import Presence, ruling_of_start, ruling_without_start, unaccounted
from warehouse import slots
from warehouse.leases import lease_of, take_lease
from warehouse.records import Lease, Ruling, Run, Slot, Work
from warehouse.store import Transaction

LOOK_BACK = timedelta(days=2)  # a run that starts for a slot may be put down before an earlier slot is
SERVE = "serve"  # the name of the lease of who starts runs


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who starts runs on a schedule, since when, and who did before."""

    context: RunContext
    crons: Mapping[str, str]  # job → its line; an empty one never falls due
    lease: Lease
    before: Presence | None
    started_at: datetime
    is_sequential: bool  # whether one run keeps the others waiting, whatever their kind

    def account(self, *, until: datetime | None = None) -> list[Slot]:
        """Put down every time of the schedule up to *until* that started no run and is not put down yet.

        Args:
            until: None for all but those that a run may still be starting for.
        """
        now = self.context.clock()
        start_within = timedelta(seconds=0 if self.is_sequential else self.context.settings.serve.account_s)
        last = until or now - timedelta(seconds=self.context.settings.serve.account_s)
        presences = [Presence(self.started_at, now), *([self.before] if self.before else [])]
        found: list[Slot] = []
        with self.context.warehouse.transaction("account for slots") as tx:
            for job, cron in self.crons.items():
                floor = max(self.started_at, last - LOOK_BACK)
                since = min(floor, slots.accounted_until(tx, job) or floor)
                times = unaccounted(cron, since, last)
                if not times:
                    continue
                kinds = list(self.crons) if self.is_sequential else [job]
                works = [work for kind in kinds for work in self._works(tx, kind, times[0], now)]
                works.sort(key=lambda work: work.started_at)
                known = slots.slots_since(tx, job, times[0])
                found += [
                    ruling_without_start(job, at, now, works, presences, start_within=start_within)
                    for at in times
                    if at not in known
                ]
            slots.save_slots(tx, found)
        return found

    def _works(self, tx: Transaction, kind: str, since: datetime, now: datetime) -> list[Work]:
        """Return the runs of *kind* as of *now*; one that was killed at work ended with its last sign of life."""
        works = slots.work_since(tx, [kind], since)
        if all(work.ended_at is not None for work in works):
            return works
        lease, own = lease_of(tx, kind), leases.own_lease(kind, self.lease.run_id, now)
        beat_at = {lease.run_id: lease.beat_at} if lease else {}
        at_work = set(beat_at) if leases.taken_by_another(self.context, tx, own) is not None else set[str]()
        return [
            work
            if work.ended_at is not None or work.run_id in at_work
            else replace(work, ended_at=beat_at.get(work.run_id, work.started_at))
            for work in works
        ]


@contextmanager
def served(context: RunContext, crons: Mapping[str, str], *, is_sequential: bool) -> Generator[Ledger]:
    """Be the one who starts runs on the warehouse while the body runs; account for the time when nobody was.

    Raises:
        AtWorkError: somebody is already.
    """
    now = context.clock()
    lease = leases.own_lease(SERVE, context.new_id(now), now)
    with context.warehouse.transaction("serve") as tx:
        last = lease_of(tx, SERVE)
        other = leases.taken_by_another(context, tx, lease)
        if other is None:
            take_lease(tx, lease)
    if other is not None:
        raise leases.AtWorkError(other)
    before = Presence(last.taken_at, last.released_at or last.beat_at) if last else None
    ledger = Ledger(context, crons, lease, before, now, is_sequential)
    with leases.kept(context, lease):
        ledger.account(until=now)
        yield ledger


def begin_slot(tx: Transaction, run: Run, at: datetime | None, other: str | None) -> str | None:
    """Put down what becomes of the slot that *run* starts for, if it starts for one; return why it shall not go on.

    Args:
        tx: the transaction in which the run is recorded.
        run: the run.
        at: its slot; None: it starts for none.
        other: who is at work already, in a sentence; None: nobody.
    """
    if at is None:
        return other
    works = slots.work_since(tx, [run.kind], at)
    slot = ruling_of_start(run.kind, at, run.started_at, run.run_id, works)
    if other is not None:
        slot = replace(slot, ruling=Ruling.SKIPPED, run_id=works[-1].run_id if works else None, reason=other)
    slots.save_slots(tx, [slot])
    return slot.reason
