-- How many rows of each noun (by its code) a step added, changed and removed, in the order of the first of each.
SELECT noun, kind, count(*)
FROM op
WHERE seq >= (SELECT first FROM step WHERE step = :step)
  AND seq < coalesce((SELECT first FROM step WHERE step > :step AND first > 0 ORDER BY step LIMIT 1), 9223372036854775807)
GROUP BY noun, kind
ORDER BY min(seq)
