-- Open deals that had a next step at :low and have none now: the last that was closed or removed since, and who owns the deal.
WITH gone AS MATERIALIZED (
  SELECT k.opportunity, k.ref, k.text, k.done AS at, w.name AS by
  FROM visible_tasks k LEFT JOIN visible_users w ON w.id = k.owner
  WHERE k.done >= :low AND k.created < :low AND k.status <> 'open' AND k.opportunity IS NOT NULL
  UNION ALL
  SELECT b.body ->> '$.opportunity[0]', b.body ->> '$.ref[0]', b.body ->> '$.text[0]', s.at, w.name
  FROM op p JOIN body b ON b.seq = p.seq JOIN step s ON s.step = p.step LEFT JOIN visible_users w ON w.id = s.actor
  WHERE p.seq >= (SELECT y.first FROM step y WHERE y.first > 0 AND y.step > coalesce((SELECT x.step FROM step x WHERE x.at < :low ORDER BY x.step DESC LIMIT 1), 0)
      ORDER BY y.step LIMIT 1)
    AND +p.noun = 'T' AND p.kind = 'D' AND s.at >= :low AND b.body ->> '$.status[0]' = 'open' AND b.body ->> '$.created[0]' < :low
), last AS MATERIALIZED (
  SELECT g.opportunity, g.text, max(g.at) AS at, g.by FROM gone g GROUP BY g.opportunity
)
SELECT o.ref, o.name, c.name, c.ref, u.id, u.name, g.text, g.at, g.by,
  coalesce(o.amount, (SELECT r.price * o.quantity FROM visible_products r WHERE r.id = o.product)), coalesce(o.currency, :currency)
FROM last g
CROSS JOIN visible_opportunities o ON o.id = g.opportunity
LEFT JOIN visible_clients c ON c.id = o.client
LEFT JOIN visible_users u ON u.id = o.owner
WHERE o.status = 'open' AND (:users IS NULL OR o.owner IN (SELECT value FROM json_each(:users)))
  AND NOT EXISTS (SELECT 1 FROM visible_tasks k WHERE k.opportunity = o.id AND k.status = 'open')
ORDER BY o.n
