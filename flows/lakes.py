"""From a setting to a lake: the address comes from the settings, the credentials of its data from the environment."""

from collections.abc import Mapping
from pathlib import Path

from config.settings import WarehouseSettings
from warehouse.lake import Lake, S3Access


def lake_of(settings: WarehouseSettings, folder: Path, environ: Mapping[str, str]) -> Lake | None:
    """Return the lake that stands for the file of *folder*, or None where the warehouse is that file.

    The lake of the settings stands for the folder of the settings: another one, named for a command, is what it is.

    Raises:
        WarehouseError: the address is that of no lake, or holds a password.
    """
    if not settings.lake or folder.absolute() != settings.folder.absolute():
        return None
    return lake_at(settings.lake, settings.lake_data, environ)


def lake_at(address: str, data: str, environ: Mapping[str, str]) -> Lake:
    """Return the lake at *address* with its *data* (empty: as its catalog says), by the names of AWS.

    A password for Postgres is libpq's own affair: PGPASSWORD, or a file that PGPASSFILE names.

    Raises:
        WarehouseError: the address is that of no lake, or holds a password.
    """
    return Lake(address, data, None if data and not data.startswith("s3:") else _s3(environ))


def _s3(environ: Mapping[str, str]) -> S3Access | None:
    if not environ.get("AWS_ACCESS_KEY_ID"):
        return None
    return S3Access(
        key_id=environ["AWS_ACCESS_KEY_ID"],
        secret=environ.get("AWS_SECRET_ACCESS_KEY", ""),
        token=environ.get("AWS_SESSION_TOKEN", ""),
        region=environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        endpoint=environ.get("AWS_ENDPOINT_URL", ""),
    )
