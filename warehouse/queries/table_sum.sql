-- How many rows does a table hold, and which, in whatever order?
-- The sum of the hashes, not their xor: two equal rows would cancel each other out.
-- In: table (database, schema and name). Out: rows, checksum.
SELECT count(*), coalesce(sum(hash(t)), 0)::HUGEINT
FROM query_table($table) AS t;
