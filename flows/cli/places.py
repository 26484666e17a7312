"""Where the files of a warehouse are, for the commands that only read: no model, no fetcher is loaded."""

import os
from pathlib import Path

from config.settings import Settings, load_settings
from warehouse.publish import SNAPSHOT_NAME


def settings_of(config: Path | None) -> Settings:
    """Return the settings of *config* over the repository's, under this environment."""
    return load_settings(config, os.environ)


def folder_of(warehouse: Path | None, config: Path | None) -> Path:
    """Return the warehouse folder a command was told, or that of the settings."""
    return warehouse or settings_of(config).warehouse.folder


def snapshot_of(warehouse: Path | None, config: Path | None) -> Path:
    """Return the published file of the warehouse folder a command was told."""
    return folder_of(warehouse, config) / SNAPSHOT_NAME
