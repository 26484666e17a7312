-- Which hosts are asked more slowly than others?
SELECT host, answer_s, gap_s, reason, asked_at
FROM core.host_pace
WHERE reason <> ''
ORDER BY host;
