-- Forget what articles of long ago are found by: it is made again when something of those days is grouped.
-- In: before (a day).
DELETE FROM core.fingerprint WHERE published_on < $before::DATE;
