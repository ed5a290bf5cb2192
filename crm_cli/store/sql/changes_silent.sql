-- Open deals of which since :low nobody was really spoken to (in a way of :real), nor did they move, for longer than their stage bears, or :bears days.
WITH d AS MATERIALIZED (
  SELECT o.*, coalesce(s.rot_days, :bears) AS bears, max(coalesce(h.entered, o.created),
    coalesce((SELECT max(a.at) FROM visible_activities a WHERE a.opportunity = o.id AND a.kind IN (SELECT value FROM json_each(:real))), '')) AS last
  FROM visible_opportunities o
  LEFT JOIN visible_stages s ON s.id = o.stage
  LEFT JOIN visible_stage_history h ON h.opportunity = o.id AND h.until = '9999-12-31T23:59:59Z'
  WHERE o.status = 'open' AND (:users IS NULL OR o.owner IN (SELECT value FROM json_each(:users)))
)
SELECT d.ref, d.name, c.name, c.ref, u.id, u.name, d.last, CAST(julianday(:now) - julianday(d.last) AS INTEGER),
  coalesce(d.amount, (SELECT r.price * d.quantity FROM visible_products r WHERE r.id = d.product)), coalesce(d.currency, :currency)
FROM d
LEFT JOIN visible_clients c ON c.id = d.client
LEFT JOIN visible_users u ON u.id = d.owner
WHERE julianday(:now) - julianday(d.last) > d.bears AND julianday(:low) - julianday(d.last) <= d.bears
ORDER BY d.last, d.n
