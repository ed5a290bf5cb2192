-- Open deals whose probability, set by hand, is nearer to that of another open stage of their pipeline than to their own stage's.
SELECT t.ref FROM {source} JOIN visible_stages s ON s.id = t.stage
WHERE t.status = 'open' AND t.probability IS NOT NULL
  AND EXISTS (SELECT 1 FROM visible_stages e WHERE e.pipeline = s.pipeline AND e.type = 'open'
    AND abs(e.probability - t.probability) < abs(s.probability - t.probability))
  AND ({filter})
ORDER BY t.n
