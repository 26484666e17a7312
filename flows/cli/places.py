"""Where the files of a warehouse are, for the commands that only read: no model, no fetcher is loaded."""

import os
from pathlib import Path

from config.settings import Settings, load_settings
from flows.lakes import lake_of
from warehouse.lake import Lake, Place
from warehouse.publish import SNAPSHOT_NAME


def settings_of(config: Path | None) -> Settings:
    """Return the settings of *config* over the repository's, under this environment."""
    return load_settings(config, os.environ)


def folder_of(warehouse: Path | None, config: Path | None) -> Path:
    """Return the warehouse folder a command was told, or that of the settings."""
    return warehouse or settings_of(config).warehouse.folder


def lake_for(warehouse: Path | None, config: Path | None) -> Lake | None:
    """Return the lake that a command works with; None where the warehouse is a file."""
    return lake_of(settings_of(config).warehouse, folder_of(warehouse, config), os.environ)


def snapshot_of(warehouse: Path | None, config: Path | None) -> Place:
    """Return what a command reads: the lake of the settings, or the published file of the folder it was told."""
    return lake_for(warehouse, config) or folder_of(warehouse, config) / SNAPSHOT_NAME
