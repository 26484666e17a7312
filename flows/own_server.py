"""The Prefect server of `newsecho serve`, where none is configured: its database in the warehouse folder."""

import socket
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from flows.child import Child
from warehouse.prefect_file import DATABASE_NAME, PREFECT_FOLDER

HOST = "127.0.0.1"  # this machine alone: the pages can start runs
PORTS = 20  # tried one after the other
ANSWER_S = 10.0
DAY_S = 86_400
# As in [tool.prefect] of pyproject.toml, which Prefect finds in the checkout alone: serve may be started anywhere.
QUICK = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
}


@dataclass(slots=True)
class OwnServer:
    """The server, its address, and the file it keeps what it knows in."""

    child: Child
    port: int
    database: Path
    inode: int | None = None  # of the database, once it is there

    @property
    def pages(self) -> str:
        """Return the address of its pages."""
        return f"http://{HOST}:{self.port}"

    @property
    def api(self) -> str:
        """Return the address that flows talk to."""
        return f"{self.pages}/api"

    def answers(self) -> bool:
        """Say whether it answers, its database included."""
        try:
            with urllib.request.urlopen(f"{self.api}/ready", timeout=ANSWER_S) as answer:  # noqa: S310  our own http
                return answer.status == 200  # noqa: PLR2004  HTTP OK
        except (OSError, ValueError):
            return False

    def lost_its_database(self) -> bool:
        """Say whether the file was removed or replaced under it: it would go on in one that nobody sees."""
        try:
            inode = self.database.stat().st_ino
        except FileNotFoundError:
            inode = None
        if self.inode is None:
            self.inode = inode
        return inode != self.inode


def own_server(folder: Path, settings: Settings, environ: Mapping[str, str]) -> OwnServer:
    """Return the server for the warehouse at *folder*, not started yet."""
    home = (folder / PREFECT_FOLDER).absolute()
    home.mkdir(parents=True, exist_ok=True)
    port = free_port(settings.serve.port)
    database = home / DATABASE_NAME
    own = {
        **environ,
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": "",
        "PREFECT_UI_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database}",
        **QUICK,
        # A place taken by a run that was killed is known after a restart too, and expires.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(settings.maintain.prefect_keep_days * DAY_S),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{settings.maintain.prefect_keep_days}D",
    }
    return OwnServer(Child("the Prefect server", ("flows.prefect_server", HOST, str(port)), own), port, database)


def free_port(first: int) -> int:
    """Return the first port from *first* on that nobody listens on; any free one when a score of them is taken."""
    for port in (*range(first, min(first + PORTS, 65_536)), 0):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return int(listener.getsockname()[1])
    raise OSError("no port is free on this machine")
