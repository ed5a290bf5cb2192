-- Everything about a client, the latest first: when, what kind, which record, what, from what, with whom, by whom.
SELECT * FROM (
  SELECT a.at, a.kind, a.ref, a.text, a.outcome, p.name who, a.owner by
  FROM visible_activities a LEFT JOIN visible_contacts p ON p.id = a.contact WHERE a.client = :client
  UNION ALL
  SELECT k.done, 'done', k.ref, k.text, k.result, p.name, k.owner
  FROM visible_tasks k LEFT JOIN visible_contacts p ON p.id = k.contact WHERE k.client = :client AND k.status = 'done'
  UNION ALL
  SELECT h.entered, 'stage', o.ref, s.name, w.name, o.name, h.author
  FROM visible_opportunities o JOIN visible_stage_history h ON h.opportunity = o.id AND h.entered = h.effective
  JOIN visible_stages s ON s.id = h.stage
  LEFT JOIN visible_stage_history b ON b.opportunity = o.id AND b.until = h.effective AND b.stage <> h.stage
  LEFT JOIN visible_stages w ON w.id = b.stage
  WHERE o.client = :client
  UNION ALL
  SELECT c.created, 'created', c.ref, c.name, NULL, NULL, c.author FROM visible_clients c WHERE c.id = :client
  UNION ALL
  SELECT p.created, 'created', p.ref, p.name, NULL, NULL, p.author FROM visible_contacts p WHERE p.client = :client
)
LEFT JOIN (SELECT id, name FROM visible_users) u ON u.id = by
WHERE at IS NOT NULL
ORDER BY at DESC, ref DESC
LIMIT :limit
