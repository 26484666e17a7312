-- Forget sentences that were translated long ago: one that comes again is translated again.
-- In: before (a day). Out: how many there were.
DELETE FROM core.translation_memory WHERE made_on < $before::DATE;
