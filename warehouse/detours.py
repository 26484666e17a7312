"""What a question to a lake may not name: the functions that ask the catalog's server, or any other, past the lake.

With the catalog in Postgres its extension is loaded, and DuckDB's own switch against the outside does not hold it:
`postgres_scan` reaches any server, `postgres_query` runs what the catalog's role may, reading the server's files too.
"""

import re

import duckdb

from warehouse.errors import WarehouseError

# `query` takes its SQL as a text, in which a name may be put together.
DETOURS = re.compile(rb'"?(?P<name>(?:postgres|sqlite|mysql)_\w*|__ducklake_metadata\w*|query\b)', re.IGNORECASE)


def refuse_detours(sql: str) -> None:
    """Raise if the statement *sql* names a way around the lake; a text or a comment may say what it likes.

    Raises:
        WarehouseError: it does; names it.
    """
    text = sql.encode()
    for offset, kind in duckdb.tokenize(sql):
        found = DETOURS.match(text, offset) if kind is not duckdb.token_type.string_const else None
        if found:
            raise WarehouseError(
                f"{found['name'].decode()} reaches past the lake, which a question may not; ask its tables and views:"
                ' newsecho sql "FROM data_dictionary"'
            )
