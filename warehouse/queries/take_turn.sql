-- Is it our turn to write to the lake? The number stands for "newsecho writes"; the lock ends with the transaction.
-- Out: whether the turn is ours now.
SELECT is_ours FROM postgres_query('turn', 'SELECT pg_try_advisory_xact_lock(1852142437) AS is_ours');
