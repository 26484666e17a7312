"""What DuckLake does not take of the schema, the views and the queries, and what is said in its place.

There is one set of files. Of all of it three things differ (measured on DuckLake 1.0 in DuckDB 1.5.5): a column's
compression, which Parquet chooses itself; comments on macros and on the columns of views; and a MERGE whose source
keeps a common table, which fails with "Out of buffer" once there are rows to update. RETURNING is refused as well, and
no query uses it.
"""

import re
from collections.abc import Sequence

import duckdb

from warehouse.statements import statement

COMPRESSION = re.compile(r"\s+USING\s+COMPRESSION\s+\w+", re.IGNORECASE)
MATERIALIZED = re.compile(r"\bAS MATERIALIZED\b")
# In a view's file a comment on a column is one on a view's.
REFUSED = re.compile(
    r"^COMMENT ON (?:COLUMN (?P<view>\w+)\.(?P<column>\w+)|MACRO (?:TABLE )?(?P<macro>\w+))"
    r" IS '(?P<comment>(?:[^']|'')*)';$",
    re.MULTILINE,
)


def is_lake(connection: duckdb.DuckDBPyConnection) -> bool:
    """Say whether the current database of *connection* is a lake."""
    found = connection.execute(
        "SELECT type FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchone()
    return found is not None and found[0] == "ducklake"


def schema_for_lake(text: str) -> str:
    """Return the statements of a schema file as a lake takes them.

    >>> schema_for_lake("CREATE TABLE t (body VARCHAR NOT NULL USING COMPRESSION zstd, n INTEGER)")
    'CREATE TABLE t (body VARCHAR NOT NULL, n INTEGER)'
    """
    return COMPRESSION.sub("", text)


def query_for_lake(text: str) -> str:
    """Return the statement of a query file as a lake takes it.

    >>> query_for_lake("MERGE INTO t USING (WITH s AS MATERIALIZED (FROM a) FROM s) AS s ON t.x = s.x")
    'MERGE INTO t USING (WITH s AS NOT MATERIALIZED (FROM a) FROM s) AS s ON t.x = s.x'
    """
    return MATERIALIZED.sub("AS NOT MATERIALIZED", text) if "MERGE INTO" in text else text


def make_views_in_lake(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """Make the views of *text* in the current lake; what it refuses to be told goes into the data dictionary."""
    connection.execute(REFUSED.sub("", text))
    comments = [(one["view"] or one["macro"], one["column"], one["comment"]) for one in REFUSED.finditer(text)]
    row = connection.execute(
        "SELECT sql FROM duckdb_views() WHERE database_name = current_database() AND view_name = 'data_dictionary'"
    ).fetchone()
    if row is not None and comments:
        body = re.sub(r"^CREATE (OR REPLACE )?VIEW .*? AS\s+", "", str(row[0]).rstrip().rstrip(";"), count=1)
        connection.execute(_with_comments(body, comments))


def _with_comments(body: str, comments: Sequence[tuple[str, str | None, str]]) -> str:
    """Return the data dictionary with *comments*, their quotes still doubled; a view takes no parameters."""
    # What a macro has no column for is an empty text here.
    values = ",\n".join(f"('{name}', nullif('{column or ''}', ''), '{comment}')" for name, column, comment in comments)
    return statement("dictionary_in_lake").replace("/*dictionary*/", body).replace("/*comments*/", values)
