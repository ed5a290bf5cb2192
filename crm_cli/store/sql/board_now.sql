-- The open deals by stage, currency and the probability set by hand. Those with neither of the two, mostly all of them, come from the index
-- opportunities_lanes stage by stage, so that nothing is sorted.
SELECT t.stage, :currency, NULL, count(*),
  sum(coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)))
FROM {source}
WHERE t.status = 'open' AND t.currency IS NULL AND t.probability IS NULL AND ({filter})
GROUP BY t.stage
UNION ALL
SELECT t.stage, coalesce(t.currency, :currency), t.probability, count(*),
  sum(coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)))
FROM {source}
WHERE t.status = 'open' AND (t.currency IS NOT NULL OR t.probability IS NOT NULL) AND ({filter})
GROUP BY t.stage, t.currency, t.probability
