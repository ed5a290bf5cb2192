-- The open deals as cards. lively is when something last happened: the deal changed, or somebody talked to the client about it.
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
WHERE t.status = 'open' AND ({filter})
ORDER BY s.position, 4 DESC NULLS LAST, t.n
