-- The same for each currency, over the deals of a filter.
SELECT t.stage, coalesce(t.currency, :currency), count(*), sum(t.amount), sum(t.amount * t.probability)
FROM {source}
WHERE {filter}
GROUP BY t.stage, coalesce(t.currency, :currency)
