"""Deployments on an existing server: registered from the plan, with their limits and what heals them; never twice."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from prefect.artifacts import Artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, StateType
from prefect.exceptions import ObjectAlreadyExists
from prefect.states import Scheduled
from prefect.types import DateTime

from config.errors import ConfigError
from flows.context import context_for
from flows.prefect_deploy import cancel_late, deploy, deployment_of
from flows.prefect_flows import monitor_flow
from flows.prefect_plan import DEPLOYED, SERVED, healing, planned

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]

POOL = "newsecho-test"
FEEDS = """[[feeds]]
name = "nowhere"
url = "http://127.0.0.1:9/feed"
publisher = "Nowhere"
owner_group = "nowhere"
language = "en"
"""
PATIENCE_S = 120


def plan(folder, name=DEPLOYED):
    return planned(context_for(folder), name, feeds=None, config=None)


async def make_pool():
    async with get_client() as client:
        with suppress(ObjectAlreadyExists):
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))


def deployed(folder):
    async def do():
        await make_pool()
        said = await deploy(plan(folder), healing(context_for(folder)), POOL)
        async with get_client() as client:
            found = {one.flow: await client.read_deployment_by_name(f"{one.flow}/{DEPLOYED}") for one in plan(folder)}
            automations = await client.read_automations()
        return said, found, [one.name for one in automations]

    return asyncio.run(do())


def test_a_deployment_has_its_schedule_its_limit_and_its_healing_once(tmp_path):
    deployed(tmp_path)
    said, found, automations = deployed(tmp_path)
    assert sorted(automations) == ["newsecho: a run did not start", "newsecho: a run fell silent"]
    assert set(found) == {"monitor", "backfill", "maintain"}
    for one in found.values():
        assert one.work_pool_name == POOL
        assert one.global_concurrency_limit.limit == 1
        assert one.concurrency_options.collision_strategy is ConcurrencyLimitStrategy.CANCEL_NEW
    [schedule] = found["monitor"].schedules
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("5,35 * * * *", "UTC")
    assert found["backfill"].schedules == []
    assert len(said) == 5


def test_a_pool_that_is_not_there_is_said_with_the_way_out(tmp_path):
    with pytest.raises(ConfigError, match="prefect work-pool create --type process nowhere"):
        asyncio.run(deploy(plan(tmp_path), healing(context_for(tmp_path)), "nowhere"))


def test_what_is_served_is_not_deployed_too(tmp_path):
    async def serve_then_deploy():
        await make_pool()
        [monitor, *_] = plan(tmp_path, SERVED)
        deployment_id = await (await deployment_of(monitor)).aapply()
        try:
            await deploy(plan(tmp_path), healing(context_for(tmp_path)), POOL)
        finally:
            async with get_client() as client:
                await client.delete_deployment(deployment_id)

    with pytest.raises(ConfigError, match=f"monitor/{SERVED} is on this Prefect server"):
        asyncio.run(serve_then_deploy())


@pytest.mark.parametrize(
    "wrong", [{"max_requests": 0}, {"source": "rumours"}, {"since": "yesterday"}, {"feeds": "nowhere"}]
)
def test_a_parameter_out_of_bounds_is_refused_before_anything_is_queued(tmp_path, wrong):
    _, found, _ = deployed(tmp_path)
    right = {"since": "2026-11-01", "until": "2026-11-02"}

    async def start():
        async with get_client() as client:
            await client.create_flow_run_from_deployment(found["backfill"].id, parameters=right | wrong)

    with pytest.raises(Exception, match=r"(?i)validation|409|422"):
        asyncio.run(start())


def test_every_parameter_is_described_where_the_form_reads_it(tmp_path):
    _, found, _ = deployed(tmp_path)
    for one in found.values():
        assert all("description" in field for field in one.parameter_openapi_schema["properties"].values())


def test_what_fell_due_while_nobody_was_there_is_cancelled_and_not_run_later(tmp_path):
    _, found, _ = deployed(tmp_path)

    async def come_late():
        at = datetime.now(UTC) - timedelta(hours=3)
        async with get_client() as client:
            run = await client.create_flow_run_from_deployment(found["monitor"].id, state=Scheduled(scheduled_time=at))
            n_cancelled = await cancel_late([found["monitor"].id], DateTime.now("UTC"))
            return n_cancelled, (await client.read_flow_run(run.id)).state

    n_cancelled, state = asyncio.run(come_late())
    assert n_cancelled == 1
    assert (state.type, state.name) == (StateType.CANCELLED, "Missed")


def test_a_run_shows_its_sums_and_tells_automations_which_feed_fails(tmp_path):
    (tmp_path / "feeds.toml").write_text(FEEDS)
    state = monitor_flow(str(tmp_path / "w"), feeds_file=str(tmp_path / "feeds.toml"), return_state=True)
    assert state.name == "Degraded"
    artifact = Artifact.get("newsecho-monitor")
    assert "| feeds polled | 1 |" in artifact.data
    assert "| poll |" in artifact.data
    assert events("newsecho.feed.failing")[0]["resource"]["prefect.resource.id"] == "newsecho.feed.nowhere"


def events(name):
    async def ask():
        async with get_client() as client:
            answer = await client._client.post("/events/filter", json={"filter": {"event": {"name": [name]}}})
            return answer.json()["events"]

    deadline = time.monotonic() + PATIENCE_S
    while not (found := asyncio.run(ask())) and time.monotonic() < deadline:
        time.sleep(1)
    return found
