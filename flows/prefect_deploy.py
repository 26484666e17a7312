"""Deployments on a Prefect server: registered from the plan, each with its limit, the healing measures first."""

from collections.abc import Sequence
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron
from prefect.states import Cancelled, Crashed
from prefect.types import DateTime
from prefect.types.entrypoint import EntrypointType

from config.errors import ConfigError
from flows import prefect_flows
from flows.prefect_healing import ensure_healing
from flows.prefect_plan import DEPLOYED, SERVED, TAG, Healing, Planned

GRACE_S = 120  # for a run to start, before the place it took is given back


def flow_of(planned: Planned) -> Flow[..., object]:
    """Return the flow of a planned deployment."""
    return getattr(prefect_flows, f"{planned.flow}_flow")


async def deployment_of(planned: Planned, *, work_pool: str | None = None) -> RunnerDeployment:
    """Return the deployment as Prefect knows it: found by module, so the folder it is started in does not matter."""
    return await flow_of(planned).ato_deployment(
        name=planned.name,
        schedule=Cron(planned.cron, timezone="UTC") if planned.cron else None,
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW, grace_period_seconds=GRACE_S
        ),
        parameters=planned.parameters,
        description=planned.description,
        tags=[TAG],
        work_pool_name=work_pool,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


async def refuse_both(plan: Sequence[Planned]) -> None:
    """Check that none of *plan* is registered the other way too: each tick would start two runs.

    Raises:
        ConfigError: one is.
    """
    for one in plan:
        other = SERVED if one.name == DEPLOYED else DEPLOYED
        async with get_client() as client:
            try:
                found = await client.read_deployment_by_name(f"{one.flow}/{other}")
            except ObjectNotFound:
                continue
            is_active = any(schedule.active for schedule in found.schedules) and not found.paused
            if is_active and found.parameters.get("warehouse") == one.parameters["warehouse"]:
                raise ConfigError(
                    f"{one.flow}/{other} is on this Prefect server, for the same warehouse: delete it first, with"
                    f" prefect deployment delete {one.flow}/{other}"
                )


async def deploy(plan: Sequence[Planned], healing: Healing, work_pool: str) -> list[str]:
    """Register *plan* for workers of *work_pool*; return what was done, a sentence each.

    Raises:
        ConfigError: there is no such pool, or one of them is served for the same warehouse.
    """
    async with get_client() as client:
        try:
            await client.read_work_pool(work_pool)
        except ObjectNotFound as error:
            raise ConfigError(
                f"work pool {work_pool!r}: the Prefect server has none of that name; make it with"
                f" prefect work-pool create --type process {work_pool}"
            ) from error
    await refuse_both(plan)
    said = [f"automation {name!r}" for name in await ensure_healing(healing)]
    for one in plan:
        await (await deployment_of(one, work_pool=work_pool)).aapply()
        said.append(one.sentence())
    return said


async def end_orphans(deployment_ids: Sequence[UUID]) -> int:
    """Mark as crashed the runs of a runner that was killed: each holds the place of the next one. Return how many.

    Call it where no other runner can have any, and before one of its own starts.
    """
    going = FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
    filters = FlowRunFilter(state=FlowRunFilterState(type=going))
    ours = DeploymentFilter(id=DeploymentFilterId(any_=list(deployment_ids)))
    async with get_client() as client:
        orphans = await client.read_flow_runs(flow_run_filter=filters, deployment_filter=ours)
        for run in orphans:
            why = Crashed(message="serve was killed while it went on; the next run makes it up")
            await client.set_flow_run_state(run.id, why)
    return len(orphans)


async def cancel_late(deployment_ids: Sequence[UUID], now: DateTime) -> int:
    """Cancel what fell due while nobody was there to run it: the next run makes it up. Return how many."""
    filters = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime(before_=now),
    )
    n_cancelled = 0
    async with get_client() as client:
        ours = DeploymentFilter(id=DeploymentFilterId(any_=list(deployment_ids)))
        while late := await client.read_flow_runs(flow_run_filter=filters, deployment_filter=ours):
            for run in late:
                why = Cancelled(name="Missed", message="it fell due while serve was down; the next run makes it up")
                await client.set_flow_run_state(run.id, why, force=True)
            n_cancelled += len(late)
    return n_cancelled
