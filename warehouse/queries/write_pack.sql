-- Write pages with their bodies to a file, neighbours by address: pages of one site share most of their bytes.
-- In: rows (pages), bodies (in the order of rows), path.
COPY (
  WITH s AS (SELECT unnest(from_json_strict($rows, $shape), max_depth := 2), unnest($bodies) AS body)
  SELECT s.body_sha256, s.url, s.final_url, s.fetched_at, s.http_status::INTEGER AS http_status,
    s.content_type::VARCHAR AS content_type, s.body
  FROM s
  ORDER BY s.final_url
) TO $path (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false);
