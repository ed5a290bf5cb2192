-- Deals of which it is not known where they stood at a moment: nothing says when they began.
SELECT coalesce(t.currency, :currency), t.stage, count(*),
  sum(coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)))
FROM {source}
WHERE t.began IS NULL AND ({filter}) AND NOT EXISTS
  (SELECT 1 FROM visible_stage_history h WHERE h.opportunity = t.id AND h.effective <= :moment AND h.until > :moment)
GROUP BY 1, 2
