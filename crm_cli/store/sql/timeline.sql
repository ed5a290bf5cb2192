-- Everything about a client, the latest first: when, what kind, which record, what, from what, with whom, by whom. Of activities, of which there may be very many, no more are
-- read than can be among the first. ``kinds`` are those that are wanted, as JSON; NULL for all.
SELECT f.at, f.kind, f.ref, f.text, f.outcome, f.who, f.by, u.name FROM (
  SELECT a.at, a.kind, a.ref, a.text, a.outcome, p.name who, a.owner by, 2 place, a.n
  FROM (SELECT * FROM visible_activities a WHERE a.client = :client AND (:kinds IS NULL OR a.kind IN (SELECT value FROM json_each(:kinds))) ORDER BY a.at DESC, a.n DESC LIMIT :limit) a
  LEFT JOIN visible_contacts p ON p.id = a.contact
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
  SELECT CASE WHEN v.date < substr(v.created, 1, 10) THEN v.date ELSE v.created END, iif(v.reverses IS NULL, 'invoiced', 'reversed'),
    v.ref, coalesce(v.official, v.number, v.ref), v.total || ' ' || coalesce(v.currency, :currency), NULL, v.owner, 2, v.n
  FROM visible_invoices v WHERE v.client = :client
  UNION ALL
  SELECT CASE WHEN m.date < substr(m.created, 1, 10) THEN m.date ELSE m.created END, iif(m.amount > 0, 'payment', 'refund'),
    m.ref, coalesce(m.reference, m.ref), m.amount || ' ' || coalesce(m.currency, :currency), NULL, m.author, 2, m.n
  FROM visible_payments m WHERE m.client = :client
  UNION ALL
  SELECT q.sent, 'quoted', q.ref, coalesce(q.name, q.number, q.ref), q.total || ' ' || coalesce(q.currency, :currency), NULL, q.owner, 2, q.n
  FROM visible_quotes q WHERE q.client = :client AND q.sent IS NOT NULL
  UNION ALL
  SELECT q.decided, 'agreed', q.ref, coalesce(q.name, q.number, q.ref), q.total || ' ' || coalesce(q.currency, :currency), NULL, q.owner, 2, q.n
  FROM visible_quotes q WHERE q.client = :client AND q.status = 'accepted'
  UNION ALL
  SELECT q.decided, 'declined', q.ref, coalesce(q.name, q.number, q.ref), q.reason, NULL, q.owner, 2, q.n
  FROM visible_quotes q WHERE q.client = :client AND q.status = 'rejected'
  UNION ALL
  SELECT CASE WHEN o.date < substr(o.created, 1, 10) THEN o.date ELSE o.created END, 'ordered',
    o.ref, coalesce(o.name, o.number, o.ref), o.total || ' ' || coalesce(o.currency, :currency), NULL, o.owner, 2, o.n
  FROM visible_orders o WHERE o.client = :client
  UNION ALL
  SELECT max(o.accepted, o.created), 'accepted', o.ref, coalesce(o.name, o.number, o.ref), NULL, NULL, o.owner, 2, o.n
  FROM visible_orders o WHERE o.client = :client AND o.accepted IS NOT NULL
  UNION ALL
  SELECT max(o.cancelled, o.created), 'cancelled', o.ref, coalesce(o.name, o.number, o.ref), o.reason, NULL, o.owner, 2, o.n
  FROM visible_orders o WHERE o.client = :client AND o.cancelled IS NOT NULL
  UNION ALL
  SELECT CASE WHEN d.date < substr(d.created, 1, 10) THEN d.date ELSE d.created END, iif(d.kind = 'return', 'returned', 'shipped'),
    d.ref, coalesce(d.number, d.ref), nullif(trim(coalesce(d.reason, '') || ' ' || coalesce(d.carrier, '') || ' ' || coalesce(d.tracking, '')), ''), NULL, d.author, 2, d.n
  FROM visible_deliveries d WHERE d.client = :client
  UNION ALL
  SELECT CASE WHEN k.signed < substr(k.created, 1, 10) THEN k.signed ELSE k.created END, 'contract',
    k.ref, k.name, k.value || ' ' || coalesce(k.currency, :currency), NULL, k.owner, 2, k.n
  FROM visible_contracts k WHERE k.client = :client AND k.signed IS NOT NULL
  UNION ALL
  SELECT max(k.terminated, k.created), 'terminated', k.ref, k.name, k.reason, NULL, k.owner, 2, k.n
  FROM visible_contracts k WHERE k.client = :client AND k.terminated <= :today
  UNION ALL
  SELECT CASE WHEN m.start < substr(m.created, 1, 10) THEN m.start ELSE m.created END, 'member', m.ref,
    m.number || coalesce(' ' || m.level, ''), NULL, p.name, m.owner, 2, m.n
  FROM visible_memberships m LEFT JOIN visible_contacts p ON p.id = m.contact WHERE m.client = :client
  UNION ALL
  SELECT c.created, 'created', c.ref, c.name, NULL, NULL, c.author, 0, c.n FROM visible_clients c WHERE c.id = :client
  UNION ALL
  SELECT p.created, 'created', p.ref, p.name, NULL, NULL, p.author, 1, p.n FROM visible_contacts p WHERE p.client = :client
) f
LEFT JOIN visible_users u ON u.id = f.by
WHERE f.at IS NOT NULL AND (:kinds IS NULL OR f.kind IN (SELECT value FROM json_each(:kinds)))
ORDER BY f.at DESC, f.place DESC, f.n DESC
LIMIT :limit
