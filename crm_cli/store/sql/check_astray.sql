-- Open deals whose client is gone or was merged into another, and the one it was merged into.
SELECT t.ref, (
  WITH RECURSIVE way(id) AS (
    SELECT t.client UNION SELECT m.merged_into FROM way JOIN main.clients m ON m.id = way.id WHERE m.merged_into IS NOT NULL
  )
  SELECT c.id FROM way JOIN visible_clients c ON c.id = way.id
)
FROM {source}
WHERE t.status = 'open' AND t.client IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM main.clients m WHERE m.id = t.client AND m.merged_into IS NULL)
  AND ({filter})
ORDER BY t.n
