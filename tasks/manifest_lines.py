"""The lines of a manifest: JSON objects that somebody wrote, each with its place for the error sentence."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tasks.errors import ManifestError


def read_lines(manifest: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each object of *manifest* and where it stands, as the start of a sentence; blank lines are skipped.

    Raises:
        ManifestError: a line is not UTF-8, not JSON, or no object.
        OSError: the manifest cannot be read.
    """
    with manifest.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                where = f"{manifest}, line {number}"
                yield _object(line, where), where


def needed_text(row: Mapping[str, Any], key: str, where: str) -> str:
    """Return the text at *key* of *row*.

    Raises:
        ManifestError: it is missing, empty, or no text.
    """
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ManifestError(f"{where}: {key!r} is missing or empty; it is needed")
    return value


def _object(line: bytes, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ManifestError(f"{where}: is no text in UTF-8 ({error.reason}); write it as JSON in UTF-8") from error
    except ValueError as error:
        raise ManifestError(f"{where}: not JSON ({error}); write one object a line") from error
    except RecursionError as error:
        raise ManifestError(f"{where}: nested too deeply; write one flat object a line") from error
    if not isinstance(row, dict):
        raise ManifestError(f"{where}: not a JSON object; write one object a line")
    return row
