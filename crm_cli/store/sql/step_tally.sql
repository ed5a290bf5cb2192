-- How many rows of each noun (by its code) a step added, changed and removed, in the order of the first of each; one that was changed
-- twice counts once. For a step that took in what another copy of the base did, what that came to here.
SELECT noun, kind, CASE kind WHEN 'U' THEN count(DISTINCT iif(kind = 'U', n, NULL)) ELSE count(*) END
FROM (
  SELECT noun, kind, n, seq
  FROM op
  WHERE seq >= (SELECT first FROM step WHERE step = :step)
    AND seq < coalesce((SELECT first FROM step WHERE step > :step AND first > 0 ORDER BY step LIMIT 1), 9223372036854775807)
    AND NOT EXISTS (SELECT 1 FROM merged WHERE step = :step)
  UNION ALL
  SELECT noun, kind, n, seq FROM merged WHERE step = :step
)
GROUP BY noun, kind
ORDER BY min(seq)
