"""The audit of `core.contract`: no physical index guards the keys, so they are counted."""

import duckdb

from warehouse.statements import statement


def violations(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return a sentence for each key that names two rows, each table without a key, each key without a table."""
    found = [sentence for (sentence,) in connection.execute(statement("audit_contract")).fetchall()]
    contract = connection.execute(statement("contracts")).fetchall()
    for table, keys in contract:
        values = {"table_name": table, "keys": keys}
        row = connection.execute(statement("audit_duplicates"), values).fetchone()
        if row and row[0]:
            found.append(f"{table}: {row[0]} keys ({', '.join(keys)}) name more than one row, {row[1]} rows too many")
    return found
