-- The open deals by stage, currency and the probability set by hand; all from the index opportunities_open.
SELECT t.stage, coalesce(t.currency, :currency), t.probability, count(*),
  sum(coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)))
FROM {source}
WHERE t.status = 'open' AND ({filter})
GROUP BY t.stage, t.currency, t.probability
