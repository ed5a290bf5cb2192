-- Documents that were linked to deals of these :users (all where NULL), or by one of :writers, since :low and before :high, but by no import.
SELECT o.ref, o.name, c.name, c.ref, u.id, u.name, f.name, f.created, w.name, w.id,
  coalesce(o.amount, (SELECT r.price * o.quantity FROM visible_products r WHERE r.id = o.product)), coalesce(o.currency, :currency)
FROM visible_files f
CROSS JOIN visible_opportunities o ON o.id = f.opportunity
LEFT JOIN visible_clients c ON c.id = o.client
LEFT JOIN visible_users u ON u.id = o.owner
LEFT JOIN visible_users w ON w.id = f.author
WHERE f.opportunity IS NOT NULL AND f.created >= :low AND f.created < :high
  AND (:users IS NULL OR o.owner IN (SELECT value FROM json_each(:users)) OR f.author IN (SELECT value FROM json_each(:writers)))
  AND NOT EXISTS (SELECT 1 FROM op p JOIN step s ON s.step = p.step WHERE p.noun = 'FL' AND p.n = f.n AND p.kind = 'I' AND s.kind = 'import')
ORDER BY f.n
