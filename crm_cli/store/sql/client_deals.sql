-- The open deals of a client: where each stands and since when, what it is worth, what comes next, and when somebody was last spoken to about it.
SELECT o.ref, o.name, s.name, coalesce(o.amount, (SELECT x.price * o.quantity FROM visible_products x WHERE x.id = o.product)), o.currency,
  coalesce(o.probability, s.probability), o.close, k.due, k.timed, k.text,
  CAST(julianday(:now) - julianday(h.entered) AS INTEGER), s.rot_days,
  CAST(julianday(:now) - julianday(max(coalesce(h.entered, o.created), coalesce(
    (SELECT max(a.at) FROM visible_activities a WHERE a.opportunity = o.id AND a.at <= :now AND {activity.real of a}), ''))) AS INTEGER),
  u.name, o.competitor
FROM visible_opportunities o
LEFT JOIN visible_stages s ON s.id = o.stage
LEFT JOIN visible_stage_history h ON h.opportunity = o.id AND h.until = '9999-12-31T23:59:59Z'
LEFT JOIN visible_tasks k ON k.n = (SELECT n FROM visible_tasks WHERE opportunity = o.id AND status = 'open' ORDER BY due IS NULL, due, n LIMIT 1)
LEFT JOIN visible_users u ON u.id = o.owner
WHERE o.client = :client AND o.status = 'open'
ORDER BY o.close IS NULL, o.close, o.n
