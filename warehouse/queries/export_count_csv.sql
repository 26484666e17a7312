-- How many rows does an exported file hold? Texts have lines of their own, so one thread reads; they may be long.
-- In: file.
SELECT count(*)
FROM read_csv($file, all_varchar := true, header := true, delim := ',', quote := '"', escape := '"', parallel := false,
  max_line_size := 50_000_000);
