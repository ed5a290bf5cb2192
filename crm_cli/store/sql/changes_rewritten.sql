-- Rows of the history of deals that were there and were written over since :low (what holds from a day of the past on changes those after it): the last first.
SELECT p.n, s.at, b.body
FROM op p JOIN body b ON b.seq = p.seq JOIN step s ON s.step = p.step
WHERE p.seq >= (SELECT y.first FROM step y WHERE y.first > 0 AND y.step > coalesce((SELECT x.step FROM step x WHERE x.at < :low ORDER BY x.step DESC LIMIT 1), 0)
    ORDER BY y.step LIMIT 1)
  AND +p.noun = 'SH' AND p.kind = 'U'
ORDER BY p.seq DESC
