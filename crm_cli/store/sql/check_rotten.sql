-- Open deals where nothing moved, and nobody was really spoken to, for longer than their stage bears; and for how many days.
WITH d AS MATERIALIZED (
  SELECT t.n, t.ref, s.rot_days, CAST(julianday(:now) - julianday(max(coalesce(h.entered, t.created),
    coalesce((SELECT max(a.at) FROM visible_activities a WHERE a.opportunity = t.id
      AND {activity.real of a}), ''))) AS INTEGER) AS still
  FROM {source}
  JOIN visible_stages s ON s.id = t.stage
  LEFT JOIN visible_stage_history h ON h.opportunity = t.id AND h.until = '9999-12-31T23:59:59Z'
  WHERE t.status = 'open' AND s.rot_days IS NOT NULL AND ({filter})
)
SELECT d.ref, d.still FROM d WHERE d.still > d.rot_days ORDER BY d.still DESC, d.n
