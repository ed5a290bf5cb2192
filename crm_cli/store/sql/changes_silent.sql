-- Open deals with which nobody really spoke for longer than their stage bears, or :bears days, and of which that was not so at :low.
WITH spoken AS MATERIALIZED (
  SELECT DISTINCT a.opportunity
  FROM (SELECT DISTINCT coalesce(rot_days, :bears) AS days FROM visible_stages WHERE type = 'open') s
  JOIN visible_activities a ON a.at >= strftime('%Y-%m-%dT%H:%M:%SZ', :low, '-' || s.days || ' days')
    AND a.at < strftime('%Y-%m-%dT%H:%M:%SZ', :now, '-' || s.days || ' days')
  WHERE a.opportunity IS NOT NULL AND {activity.real of a}
), d AS MATERIALIZED (
  SELECT o.*, coalesce(s.rot_days, :bears) AS bears,
    (SELECT max(a.at) FROM visible_activities a WHERE a.opportunity = o.id AND {activity.real of a}) AS last
  FROM spoken p CROSS JOIN visible_opportunities o ON o.id = p.opportunity
  LEFT JOIN visible_stages s ON s.id = o.stage
  WHERE o.status = 'open' AND (:users IS NULL OR o.owner IN (SELECT value FROM json_each(:users)))
)
SELECT d.ref, d.name, c.name, c.ref, u.id, u.name, d.last, CAST(julianday(:now) - julianday(d.last) AS INTEGER),
  coalesce(d.amount, (SELECT r.price * d.quantity FROM visible_products r WHERE r.id = d.product)), coalesce(d.currency, :currency)
FROM d
LEFT JOIN visible_clients c ON c.id = d.client
LEFT JOIN visible_users u ON u.id = d.owner
WHERE julianday(:now) - julianday(d.last) > d.bears AND julianday(:low) - julianday(d.last) <= d.bears
ORDER BY d.last, d.n
