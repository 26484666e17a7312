-- What fingerprints are there?
-- Out: digest.
SELECT digest FROM core.fingerprint;
