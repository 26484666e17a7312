"""The Prefect server that `newsecho serve` starts: a process of its own, which ends with the one that started it.

    python -m flows.prefect_server HOST PORT

What it is set to, its environment says.
"""

import sys

import uvicorn
from prefect.server.api.server import create_app

from flows.parent import end_with_parent

GRACE_S = 20.0


def main() -> None:
    """Serve the API and the pages at the address of the command line."""
    host, port = sys.argv[1], int(sys.argv[2])
    end_with_parent(grace_s=GRACE_S)
    uvicorn.run(create_app(final=True), host=host, port=port, log_level="warning", timeout_graceful_shutdown=5)


if __name__ == "__main__":
    main()
