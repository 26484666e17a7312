"""A lake: the same warehouse outside one file. Its catalog is a Postgres database, its data Parquet in S3 or a folder.

DuckLake (https://ducklake.select) takes the schema, the views and the queries of the file as they are; `dialect` holds
the two things it does not. Everything is committed in the catalog at once, so readers attach the lake itself: nothing
is published, and writers and readers may be on different machines.
"""

import importlib.util
import re
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import duckdb

from warehouse.errors import WarehouseError

PREFIX = "ducklake:"
POSTGRES = "ducklake:postgres:"
SQLITE = "ducklake:sqlite:"
UNFINISHED = "unfinished_move"  # a schema that stands in a lake while a warehouse is copied into it
HAS_PASSWORD = re.compile(r"\bpassword\b|://[^/@\s]*:[^/@\s]*@", re.IGNORECASE)
POLL_S = 0.05
READ_WAIT_S = 10.0  # for a catalog that is a file: a transaction holds it, as it would the warehouse's own


@dataclass(frozen=True, slots=True)
class S3Access:
    """How to reach an S3-compatible store. An empty endpoint is Amazon's."""

    key_id: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)
    region: str = "us-east-1"
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Lake:
    """Where a lake is: the address of its catalog, and where its data lie (empty: as the catalog says).

    Raises:
        WarehouseError: the address is none, or holds a password.
    """

    address: str
    data: str = ""
    s3: S3Access | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse what can be no lake, without repeating a password."""
        if HAS_PASSWORD.search(self.address):
            raise WarehouseError(
                "the address of a lake holds a password, and would show it in messages and process lists;"
                " put it into PGPASSWORD or a PGPASSFILE"
            )
        if not self.address.startswith(PREFIX) or self.address == PREFIX:
            raise WarehouseError(
                f"{self.address}: is no lake; write ducklake:postgres:dbname=… host=…, or ducklake:FILE"
            )

    def __str__(self) -> str:
        return self.address

    @property
    def catalog(self) -> str:
        """Return what comes after `ducklake:`, a file by its full path."""
        if self.catalog_file is None:
            return self.address.removeprefix(PREFIX)
        return ("sqlite:" if self.address.startswith(SQLITE) else "") + str(self.catalog_file)

    @property
    def catalog_file(self) -> Path | None:
        """Return the file of the catalog; None when it is a database server."""
        if self.address.startswith(POSTGRES):
            return None
        return Path(self.address.removeprefix(SQLITE).removeprefix(PREFIX)).absolute()

    @property
    def lock_folder(self) -> Path | None:
        """Return where writers of a catalog that is a file take their turn; None when it is a database server."""
        return self.catalog_file and self.catalog_file.with_name(f"{self.catalog_file.name}.writer")

    @property
    def data_path(self) -> str:
        """Return where the data lie, a folder by its full path; empty: as the catalog says."""
        return self.data if not self.data or "://" in self.data else str(Path(self.data).absolute())

    @property
    def connection_string(self) -> str | None:
        """Return how libpq reaches the catalog; None when it is a file."""
        return self.address.removeprefix(POSTGRES) if self.catalog_file is None else None

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Give *connection* the extensions this lake needs, and the credentials of its data.

        Raises:
            WarehouseError: an extension is not installed.
        """
        # Extensions come with the wheels: nothing is fetched on the way to an answer.
        connection.execute("SET autoinstall_known_extensions = false")
        for name in self._extensions():
            _load(connection, name)
        if self.s3 is not None:
            self._add_secret(connection, self.s3)

    def attach(
        self, connection: duckdb.DuckDBPyConnection, *, read_only: bool, name: str = "media", wait_s: float = 0.0
    ) -> None:
        """Attach the lake to a prepared *connection* as *name*, waiting *wait_s* for a catalog file another holds.

        Raises:
            WarehouseError: catalog or data cannot be reached.
        """
        self._refuse_without_access(self.data)
        options = ["READ_ONLY"] if read_only else []
        if self.data_path and not read_only:
            options.append(f"DATA_PATH {quoted(self.data_path)}")
        with_options = f" ({', '.join(options)})" if options else ""
        deadline = time.monotonic() + wait_s
        while True:
            try:
                connection.execute(f"ATTACH {quoted(PREFIX + self.catalog)} AS {name}{with_options}")
            except duckdb.Error as error:
                if _is_held(error) and time.monotonic() < deadline:
                    time.sleep(POLL_S)
                    continue
                raise WarehouseError(
                    f"{self}: cannot be opened as a warehouse: {self.without_secrets(error)}"
                ) from None
            break
        self._refuse_without_access(data_path_of(connection, name))

    def without_secrets(self, error: Exception) -> str:
        """Return the first line of *error*, less any credential in it."""
        line = str(error).strip().splitlines()[0]
        for secret in (self.s3.secret, self.s3.token, self.s3.key_id) if self.s3 else ():
            line = line.replace(secret, "…") if secret else line
        return line

    def _refuse_without_access(self, data_path: str) -> None:
        if self.s3 is None and data_path.startswith("s3:"):
            raise WarehouseError(
                f"{self}: its data lie in {data_path}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to reach them"
            )

    def _extensions(self) -> list[str]:
        names = ["ducklake"]
        if self.address.startswith(POSTGRES):
            names.append("postgres_scanner")
        if self.address.startswith(SQLITE):
            names.append("sqlite_scanner")
        if self.s3 is not None or self.data.startswith("s3:"):
            names.append("httpfs")
        return names

    def _add_secret(self, connection: duckdb.DuckDBPyConnection, s3: S3Access) -> None:
        url = urlsplit(s3.endpoint)
        # Path style is what every S3-compatible store understands; Amazon's own names buckets in the host.
        place = "ENDPOINT $endpoint, USE_SSL $is_ssl, URL_STYLE 'path', " if s3.endpoint else ""
        values = {"key": s3.key_id, "secret": s3.secret, "token": s3.token, "region": s3.region}
        if s3.endpoint:
            values |= {"endpoint": url.netloc + url.path.rstrip("/"), "is_ssl": str(url.scheme != "http").lower()}
        text = f"(TYPE s3, {place}KEY_ID $key, SECRET $secret, SESSION_TOKEN $token, REGION $region)"
        connection.execute(f"CREATE OR REPLACE SECRET newsecho_s3 {text}", values)


Place = Path | Lake  # where a question is answered: a published file (or its folder), or a lake


@contextmanager
def open_for_reading(lake: Lake, *, wait_s: float = READ_WAIT_S) -> Generator[duckdb.DuckDBPyConnection]:
    """Open *lake* as the current database of a connection that can write nothing, in UTC; closed afterwards.

    Raises:
        WarehouseError: it cannot be reached, or holds half of a warehouse.
    """
    with connected(lake) as connection:
        lake.attach(connection, read_only=True, wait_s=wait_s)
        connection.execute("USE media")
        refuse_half_copied(connection, lake)
        yield connection


@contextmanager
def connected(lake: Lake) -> Generator[duckdb.DuckDBPyConnection]:
    """Return a connection prepared for *lake*, in UTC, with nothing attached yet; closed afterwards."""
    with (
        TemporaryDirectory(prefix="newsecho-") as spill,
        duckdb.connect(config={"temp_directory": spill}) as connection,
    ):
        connection.execute("SET TimeZone = 'UTC'")
        lake.prepare(connection)
        yield connection


def close_to_outside(connection: duckdb.DuckDBPyConnection, *, but: Path | None = None) -> None:
    """Let *connection* read the data of its lake, and no other file or address *but* one folder, from now on."""
    folders = [data_path_of(connection, "media"), *([str(but)] if but else [])]
    connection.execute("SET allowed_directories = $folders", {"folders": folders})
    connection.execute("SET enable_external_access = false; SET lock_configuration = true")


def data_path_of(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Return where the data of the lake attached as *name* lie, as its catalog says."""
    ask = "SELECT value FROM ducklake_options($name) WHERE option_name = 'data_path'"
    row = connection.execute(ask, {"name": name}).fetchone()
    return str(row[0]) if row else ""


def is_half_copied(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether the current lake is being copied into, or was when its copy was killed."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_schemas() WHERE database_name = current_database() AND schema_name = $schema",
        {"schema": UNFINISHED},
    ).fetchall()
    return bool(found)


def refuse_half_copied(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """Raise if the current lake holds half of a warehouse: its answers would be wrong, what is written be lost."""
    if is_half_copied(connection):
        raise WarehouseError(f'{lake}: holds half of a warehouse; finish it with: newsecho migrate --to "{lake}"')


def quoted(text: str) -> str:
    """Return *text* as a literal of SQL, for ATTACH and its like, which take no parameters."""
    return "'" + text.replace("'", "''") + "'"


def _load(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load the extension *name* from its wheel, which is a folder of files and no code."""
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    folder = next(iter(found.submodule_search_locations or ()), None) if found else None
    path = Path(folder or "", "extensions", f"v{duckdb.__version__}", f"{name}.duckdb_extension")
    if folder is None or not path.is_file():
        way_out = "uv pip install -c constraints.txt -e '.[lake]'"
        if name == "sqlite_scanner":  # not in the extra: a file serves as well as SQLite
            way_out = f"uv pip install 'duckdb-extension-sqlite-scanner=={duckdb.__version__}'"
        raise WarehouseError(
            f"a lake needs DuckDB's extension {name} for exactly {duckdb.__version__}; get it with: {way_out}"
        )
    connection.execute(f"LOAD {quoted(str(path))}")


def _is_held(error: duckdb.Error) -> bool:
    return any(words in str(error) for words in ("Could not set lock", "Unique file handle conflict"))
