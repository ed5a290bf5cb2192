-- Open deals past their close date, or where nothing moved for longer than their stage bears.
SELECT o.ref, o.name, c.name, c.ref, s.name, o.close, s.rot_days, u.name,
       CAST(julianday(:now) - julianday(max(coalesce(h.entered, o.created),
         coalesce((SELECT max(a.at) FROM visible_activities a WHERE a.opportunity = o.id), ''))) AS INTEGER) AS still
FROM visible_opportunities o
LEFT JOIN visible_stages s ON s.id = o.stage
LEFT JOIN visible_stage_history h ON h.opportunity = o.id AND h.until = '9999-12-31T23:59:59Z'
LEFT JOIN visible_clients c ON c.id = o.client
LEFT JOIN visible_users u ON u.id = o.owner
WHERE o.status = 'open' AND (:owner IS NULL OR o.owner = :owner) AND (o.close < :today OR still > s.rot_days)
ORDER BY o.close IS NULL, o.close, still DESC
