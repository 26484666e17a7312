-- Of which day is the newest article up to a day?
-- In: until. Out: newest_on; NULL: there is none.
SELECT max(published_on) AS newest_on FROM core.article WHERE published_on <= $until;
