"""A Postgres and an S3 of one's own on this machine, for lakes; and the reason where one of them cannot be."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb

from warehouse.lake import S3Access

STARTS_WITHIN_S = 30
BUCKET = "newsecho"
POSTGRES_BIN = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))


def why_no_lake() -> str | None:
    """Return why there can be no lake here; None where there can."""
    wanted = Path("extensions", f"v{duckdb.__version__}", "ducklake.duckdb_extension")
    found = find_spec("duckdb_extension_ducklake")
    if found is None or not any(Path(folder, wanted).is_file() for folder in found.submodule_search_locations or ()):
        return f"no DuckLake extension for DuckDB {duckdb.__version__}: install -e '.[lake]'"
    return None


def why_no_servers() -> str | None:
    """Return why there can be no lake on Postgres and S3 here; None where there can."""
    if POSTGRES_BIN is None:
        return "no Postgres in /usr/lib/postgresql: apt-get install postgresql"
    if find_spec("moto") is None:
        return "no moto, which stands in for S3: install -e '.[lake-test]'"
    return why_no_lake()


@dataclass(frozen=True)
class Postgres:
    """A server that listens on a socket in a folder, and nowhere else."""

    folder: Path

    def new_database(self, name: str) -> str:
        """Make a database and return how libpq reaches it."""
        subprocess.run([POSTGRES_BIN / "createdb", "-h", self.folder, "-U", "newsecho", name], check=True)
        return f"dbname={name} host={self.folder} user=newsecho"


@contextmanager
def postgres() -> Generator[Postgres]:
    """Run a new Postgres server; as nobody where we are root, whom it refuses."""
    folder = Path(tempfile.mkdtemp(prefix="newsecho-postgres-"))
    data, who = folder / "data", {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    make = [POSTGRES_BIN / "initdb", "-D", data, "-U", "newsecho", "-A", "trust", "--no-sync"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, **who)
    serve = [POSTGRES_BIN / "postgres", "-D", data, "-k", folder, "-h", "", "-c", "fsync=off"]
    with (folder / "log").open("w") as log, subprocess.Popen(serve, stderr=log, cwd=folder, **who) as server:
        try:
            ready = [POSTGRES_BIN / "pg_isready", "-q", "-h", folder]
            deadline = time.monotonic() + STARTS_WITHIN_S
            while subprocess.run(ready, check=False).returncode != 0:
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.05)
            yield Postgres(folder)
        finally:
            server.terminate()
    shutil.rmtree(folder)


@contextmanager
def s3() -> Generator[S3Access]:
    """Run a stand-in for S3 on loopback, with an empty bucket."""
    import boto3  # noqa: PLC0415  of an extra that most do without
    from moto.server import ThreadedMotoServer  # noqa: PLC0415  same

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        access = S3Access("some-key", "a-secret", endpoint=f"http://{host}:{port}")
        client = boto3.client(
            "s3",
            endpoint_url=access.endpoint,
            aws_access_key_id=access.key_id,
            aws_secret_access_key=access.secret,
            region_name=access.region,
        )
        client.create_bucket(Bucket=BUCKET)
        yield access
    finally:
        server.stop()
