-- Of which feeds may something of these days be missing?
-- In: since, until. Out: the fields of a brief's hole, by feed and day.
SELECT feed, hole_on, n_failed_polls, n_rejected, n_gaps, n_unread, reasons FROM holes
WHERE hole_on BETWEEN $since AND $until
ORDER BY feed, hole_on;
