-- The open deals of one stage as board_cards gives them, a page of them: those with an amount come from the index opportunities_lanes in its order, the few others are sorted in between.
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
LEFT JOIN visible_stage_history h ON h.opportunity = t.id AND h.effective <= :now AND h.until > :now
WHERE t.n IN (
  SELECT n FROM (
    SELECT * FROM (
      SELECT t.n AS n, t.amount AS value FROM {source}
      WHERE t.status = 'open' AND t.amount IS NOT NULL AND ({filter})
      ORDER BY t.amount DESC, t.n LIMIT :start + :count)
    UNION ALL
    SELECT t.n, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product) FROM {source}
    WHERE t.status = 'open' AND t.amount IS NULL AND ({filter}))
  ORDER BY value DESC NULLS LAST, n LIMIT :count OFFSET :start)
ORDER BY 4 DESC NULLS LAST, t.n
