"""The process of `newsecho serve` that registers the schedule with Prefect and runs what falls due.

    python -m flows.prefect_serve PLAN

PLAN is JSON: the deployments, the healing measures, how long a run may take to end, and whether nobody else runs them.
It ends with the process that started it.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Any

from prefect.client.orchestration import get_client
from prefect.runner import Runner
from prefect.types import DateTime

from config.errors import ConfigError
from flows.parent import end_with_parent
from flows.prefect_deploy import cancel_late, deployment_of, end_orphans, refuse_both
from flows.prefect_healing import ensure_healing
from flows.prefect_plan import TAG, Healing, Planned
from tasks.core.briefs.telling import counted


class OwnRunner(Runner):
    """A runner that ends its runs when it is told to stop.

    Prefect's own (3.8.8) calls a coroutine there that nobody waits for: its runs stay Running for ever.
    """

    def handle_sigterm(self, *_args: Any, **_kwargs: Any) -> None:
        """Stop from within the loop: runs that go on are ended, and marked so."""
        asyncio.get_running_loop().call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        if not self.stopping:
            self._ending = asyncio.create_task(self.astop())


async def serve(plan: Sequence[Planned], healing: Healing, *, is_alone: bool) -> None:
    """Register *plan* and run what falls due, until told to stop.

    `limit` is always set (without it there is no cap), and stopping does not pause the schedule. *is_alone*: the server
    is ours, so nobody else runs these deployments.
    """
    await refuse_both(plan)
    await ensure_healing(healing)
    runner = OwnRunner(name="newsecho", pause_on_shutdown=False, limit=len(plan), heartbeat_seconds=healing.heartbeat_s)
    deployment_ids = [await runner.aadd_deployment(await deployment_of(one)) for one in plan]
    n_orphans = await end_orphans(deployment_ids) if is_alone else 0
    n_late = await cancel_late(deployment_ids, DateTime.now("UTC"))
    ended = f"; {counted(n_orphans, 'run')} of before never ended, now crashed" if n_orphans else ""
    print(f"serving {counted(len(plan), 'deployment')}; {counted(n_late, 'late run')} cancelled{ended}", flush=True)
    async with get_client() as client:  # a newcomer waits for no tick; what is due is decided by the warehouse
        await client.create_flow_run_from_deployment(deployment_ids[0], tags=[TAG], name=f"{plan[0].flow} at the start")
    await runner.start()


def main() -> None:
    """Serve the plan of the command line."""
    given = json.loads(sys.argv[1])
    plan = [Planned(**one) for one in given["plan"]]
    end_with_parent(grace_s=given["stop_s"])
    try:
        asyncio.run(serve(plan, Healing(**given["healing"]), is_alone=given["is_alone"]))
    except ConfigError as error:
        sys.exit(f"newsecho: {error}")


if __name__ == "__main__":
    main()
