"""Nouns that compute: no prefect, duckdb, sockets, clock, random or logging. The same input gives the same answer."""
