"""The statements that lie in files: `queries/<name>.sql`, each with a header that says its question."""

from functools import cache
from pathlib import Path

QUERIES = Path(__file__).parent / "queries"


@cache
def statement(name: str) -> str:
    """Return the text of `queries/<name>.sql`.

    >>> statement("due_feeds").lstrip().startswith("--")
    True
    """
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
