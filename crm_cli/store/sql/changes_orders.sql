-- Orders of deals of these :users (all where NULL), or written by one of :writers, since :low and before :high, but by no import, and none whose date is long over: it is no news.
SELECT o.ref, o.name, c.name, c.ref, u.id, u.name, r.number, r.created, w.name, w.id, r.total, coalesce(r.currency, :currency)
FROM visible_orders r
CROSS JOIN visible_opportunities o ON o.id = r.opportunity
LEFT JOIN visible_clients c ON c.id = o.client
LEFT JOIN visible_users u ON u.id = o.owner
LEFT JOIN visible_users w ON w.id = r.author
WHERE r.opportunity IS NOT NULL AND r.created >= :low AND r.created < :high AND r.cancelled IS NULL
  AND (r.date IS NULL OR r.date >= substr(:low, 1, 10))
  AND (:users IS NULL OR o.owner IN (SELECT value FROM json_each(:users)) OR r.author IN (SELECT value FROM json_each(:writers)))
  AND NOT EXISTS (SELECT 1 FROM op p JOIN step s ON s.step = p.step WHERE p.noun = 'R' AND p.n = r.n AND p.kind = 'I' AND s.kind = 'import')
ORDER BY r.n
