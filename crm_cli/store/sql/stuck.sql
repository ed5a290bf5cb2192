-- Open deals past their close date, or where nothing moved and nobody was really spoken to for longer than their stage bears. How long is worked out once for each.
WITH d AS MATERIALIZED (
  SELECT o.n, o.ref, o.name, o.client, o.owner, o.close, s.name AS stage, s.rot_days,
    CAST(julianday(:now) - julianday(max(coalesce(h.entered, o.created),
      coalesce((SELECT max(a.at) FROM visible_activities a WHERE a.opportunity = o.id
               AND {activity.real of a}), ''))) AS INTEGER) AS still
  FROM visible_opportunities o
  LEFT JOIN visible_stages s ON s.id = o.stage
  LEFT JOIN visible_stage_history h ON h.opportunity = o.id AND h.until = '9999-12-31T23:59:59Z'
  WHERE o.status = 'open' AND (:owner IS NULL OR o.owner = :owner)
)
SELECT d.ref, d.name, c.name, c.ref, d.stage, d.close, d.rot_days, u.name, d.still
FROM d
LEFT JOIN visible_clients c ON c.id = d.client
LEFT JOIN visible_users u ON u.id = d.owner
WHERE d.close < :today OR d.still > d.rot_days
ORDER BY d.close IS NULL, d.close, d.still DESC, d.n
