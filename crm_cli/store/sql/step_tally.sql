-- How many rows of each noun (by its code) a step added, changed and removed, in the order of the first of each; one that was changed
-- twice counts once. M: those (clients, contacts, leads) that were merged into others. For a step that took in what another copy of the base did, what that came to here.
SELECT noun, kind, CASE kind WHEN 'U' THEN count(DISTINCT iif(kind = 'U', n, NULL)) ELSE count(*) END
FROM (
  SELECT noun, iif(
    kind = 'U' AND noun IN ('C', 'P', 'L') AND EXISTS (SELECT 1 FROM body WHERE body.seq = op.seq AND body ->> '$.merged_into[1]' IS NOT NULL), 'M', kind
  ) AS kind, n, seq
  FROM op
  WHERE seq >= (SELECT first FROM step WHERE step = :step)
    AND seq < coalesce((SELECT first FROM step WHERE step > :step AND first > 0 ORDER BY step LIMIT 1), 9223372036854775807)
    AND NOT EXISTS (SELECT 1 FROM merged WHERE step = :step)
  UNION ALL
  SELECT noun, kind, n, seq FROM merged WHERE step = :step
)
GROUP BY noun, kind
ORDER BY min(seq)
