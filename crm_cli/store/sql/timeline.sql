-- Everything about a client, the latest first: when, what kind, which record, what, from what, with whom, by whom.
SELECT f.at, f.kind, f.ref, f.text, f.outcome, f.who, f.by, u.name FROM (
  SELECT a.at, a.kind, a.ref, a.text, a.outcome, p.name who, a.owner by, 2 place, a.n
  FROM visible_activities a LEFT JOIN visible_contacts p ON p.id = a.contact WHERE a.client = :client
  UNION ALL
  SELECT a.at, a.kind, a.ref, a.text, a.outcome, p.name, a.owner, 2, a.n
  FROM visible_elements e JOIN visible_activities a ON a.id = e.record LEFT JOIN visible_contacts p ON p.id = a.contact
  WHERE e.value = :client AND e.field = 'about' AND a.client IS NOT :client
  UNION ALL
  SELECT k.done, 'done', k.ref, k.text, iif(k.activity IS NULL, k.result, NULL), p.name, k.owner, 3, k.n
  FROM visible_tasks k LEFT JOIN visible_contacts p ON p.id = k.contact WHERE k.client = :client AND k.status = 'done'
  UNION ALL
  SELECT h.entered, 'stage', h.ref, h.stage, w.name, h.deal, h.author, 3, h.n
  FROM (
    SELECT h.entered, o.ref, s.name stage, h.stage id, o.name deal, h.author, h.n,
      (SELECT b.stage FROM visible_stage_history b
       WHERE b.opportunity = o.id AND (b.effective < h.effective OR b.effective = h.effective AND b.n < h.n)
       ORDER BY b.effective DESC, b.n DESC LIMIT 1) before
    FROM visible_opportunities o JOIN visible_stage_history h ON h.opportunity = o.id AND h.entered = h.effective
    JOIN visible_stages s ON s.id = h.stage
    WHERE o.client = :client
  ) h LEFT JOIN visible_stages w ON w.id = h.before
  WHERE h.before IS NOT h.id
  UNION ALL
  SELECT l.converted, 'converted', l.ref, l.name, l.source, NULL, l.owner, 1, l.n FROM visible_leads l WHERE l.client = :client
  UNION ALL
  SELECT CASE WHEN o.date < substr(o.created, 1, 10) THEN o.date || 'T12:00:00Z' ELSE o.created END, 'ordered',
    o.ref, coalesce(o.name, o.number, o.ref), o.total || ' ' || coalesce(o.currency, :currency), NULL, o.owner, 2, o.n
  FROM visible_orders o WHERE o.client = :client
  UNION ALL
  SELECT max(o.accepted || 'T12:00:00Z', o.created), 'accepted', o.ref, coalesce(o.name, o.number, o.ref), NULL, NULL, o.owner, 2, o.n
  FROM visible_orders o WHERE o.client = :client AND o.accepted IS NOT NULL
  UNION ALL
  SELECT max(o.cancelled || 'T12:00:00Z', o.created), 'cancelled', o.ref, coalesce(o.name, o.number, o.ref), o.reason, NULL, o.owner, 2, o.n
  FROM visible_orders o WHERE o.client = :client AND o.cancelled IS NOT NULL
  UNION ALL
  SELECT CASE WHEN d.date < substr(d.created, 1, 10) THEN d.date || 'T12:00:00Z' ELSE d.created END, iif(d.kind = 'return', 'returned', 'shipped'),
    d.ref, coalesce(d.number, d.ref), nullif(trim(coalesce(d.reason, '') || ' ' || coalesce(d.carrier, '') || ' ' || coalesce(d.tracking, '')), ''), NULL, d.author, 2, d.n
  FROM visible_deliveries d WHERE d.client = :client
  UNION ALL
  SELECT c.created, 'created', c.ref, c.name, NULL, NULL, c.author, 0, c.n FROM visible_clients c WHERE c.id = :client
  UNION ALL
  SELECT p.created, 'created', p.ref, p.name, NULL, NULL, p.author, 1, p.n FROM visible_contacts p WHERE p.client = :client
) f
LEFT JOIN visible_users u ON u.id = f.by
WHERE f.at IS NOT NULL
ORDER BY f.at DESC, f.place DESC, f.n DESC
LIMIT :limit
