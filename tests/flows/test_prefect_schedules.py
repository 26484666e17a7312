"""Prefect's scheduler, in this process on a temporary SQLite file: proof that the pinned set of packages schedules.

With SQLAlchemy 2.1 a server starts, deployments say active, and no run is ever created, silently.
"""

import asyncio
import uuid

import pytest
from prefect.server import models, schemas
from prefect.server.database import provide_database_interface
from prefect.server.database.dependencies import temporary_database_interface
from prefect.server.schemas.schedules import CronSchedule
from prefect.server.services.scheduler import schedule_deployments
from prefect.settings import PREFECT_SERVER_DATABASE_CONNECTION_URL, temporary_settings


async def scheduled_runs(cron: str) -> int:
    db = provide_database_interface()
    await db.create_db()
    async with db.session_context(begin_transaction=True) as session:
        flow = await models.flows.create_flow(session=session, flow=schemas.core.Flow(name=f"monitor-{uuid.uuid4()}"))
        deployment = await models.deployments.create_deployment(
            session=session,
            deployment=schemas.core.Deployment(
                name="every-quarter",
                flow_id=flow.id,
                schedules=[
                    schemas.core.DeploymentSchedule(schedule=CronSchedule(cron=cron, timezone="UTC"), active=True)
                ],
            ),
        )
    await schedule_deployments()
    async with db.session_context() as session:
        return await models.flow_runs.count_flow_runs(
            session=session,
            deployment_filter=schemas.filters.DeploymentFilter(id={"any_": [deployment.id]}),
        )


@pytest.fixture
def database(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/prefect.db"
    with temporary_database_interface(), temporary_settings({PREFECT_SERVER_DATABASE_CONNECTION_URL: url}):
        yield


def test_prefects_scheduler_creates_runs_with_the_pinned_set(database):
    assert asyncio.run(scheduled_runs("*/15 * * * *")) >= 3
