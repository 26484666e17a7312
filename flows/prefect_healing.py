"""What frees the place of a run that died without a word: two automations, there before the events they watch.

kill -9 of a run is seen by its runner, and marked Crashed within a second. When runner and run die together (power, or
the runner itself), nothing tells the server: the run is Running for ever, and with one run at a time no other starts.
"""

from datetime import timedelta

from prefect.automations import Automation
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

from flows.prefect_plan import TAG, Healing

ENDED = {
    f"prefect.flow-run.{state}" for state in ("Completed", "Degraded", "Skipped", "Failed", "Crashed", "Cancelled")
}
HEARTBEAT, PENDING, RUNNING = (f"prefect.flow-run.{state}" for state in ("heartbeat", "Pending", "Running"))


def automations(healing: Healing) -> list[Automation]:
    """Return the automations: on a run's silence, and on one that never starts. They watch our runs only."""
    return [
        _watch(
            "newsecho: a run fell silent",
            after={HEARTBEAT},
            expect={HEARTBEAT} | ENDED,
            within_s=healing.silence_s,
            message=f"no sign of life for {healing.silence_s} s: killed, or no power; the next run heals it",
        ),
        _watch(
            "newsecho: a run did not start",
            after={PENDING},
            expect={RUNNING} | ENDED,
            within_s=healing.pending_s,
            message=f"pending for {healing.pending_s} s: whoever was to start it is gone; the next run heals it",
        ),
    ]


def _watch(name: str, *, after: set[str], expect: set[str], within_s: int, message: str) -> Automation:
    return Automation(
        name=name,
        description="Made by newsecho; it is made anew at each start.",
        trigger=EventTrigger(
            after=after,
            expect=expect,
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            match_related=ResourceSpecification(
                {"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}
            ),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=within_s),
        ),
        actions=[ChangeFlowRunState(name=None, state=StateType.CRASHED, message=message, force=False)],
    )


async def ensure_healing(healing: Healing) -> list[str]:
    """Make the automations as the settings are today, in place of those of an earlier start; return their names."""
    wanted = automations(healing)
    async with get_client() as client:
        for automation in wanted:
            for old in await client.read_automations_by_name(automation.name):
                await client.delete_automation(old.id)
    return [(await automation.acreate()).name for automation in wanted]
