-- The open deals as cards, a page of them or (count -1) all: which they are is settled before anything else is looked up of them. lively is when something last happened: the deal changed, or somebody talked to the client about it.
SELECT t.ref, (SELECT c.name FROM visible_clients c WHERE c.id = t.client), t.name,
  coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)),
  coalesce(t.currency, :currency), t.stage,
  h.entered,
  max(coalesce(h.effective, t.created, ''),
    coalesce((SELECT max(a.at) FROM visible_activities a WHERE a.opportunity = t.id AND a.at <= :now), '')),
  (SELECT json_array(k.due, k.timed, k.text) FROM visible_tasks k WHERE k.opportunity = t.id AND k.status = 'open'
    ORDER BY k.due IS NULL, k.due LIMIT 1),
  (SELECT u.name FROM visible_users u WHERE u.id = t.owner),
  t.close
FROM {source}
LEFT JOIN visible_stages s ON s.id = t.stage
LEFT JOIN visible_stage_history h ON h.opportunity = t.id AND h.effective <= :now AND h.until > :now
WHERE t.n IN (
  SELECT t.n FROM {source} LEFT JOIN visible_stages s ON s.id = t.stage
  WHERE t.status = 'open' AND ({filter})
  ORDER BY s.position, coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)) DESC NULLS LAST, t.n
  LIMIT :count OFFSET :start)
ORDER BY s.position, 4 DESC NULLS LAST, t.n
