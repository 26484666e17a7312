-- The days, languages (as numbers) and numbers of marks of these fingerprints.
-- In: digests. Out: digest, day (since 1970), lang, n_marks; by digest.
SELECT digest, (published_on - DATE '1970-01-01')::INTEGER AS day, md5_number_lower(lang) AS lang,
  coalesce(len(marks), 0)::INTEGER AS n_marks
FROM core.fingerprint
WHERE rowid IN (SELECT rowid FROM core.fingerprint WHERE digest IN (SELECT unnest(from_json_strict($digests, '["UBIGINT"]'))))
ORDER BY digest;
