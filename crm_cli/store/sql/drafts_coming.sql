-- Acceptance drafts that are not cash yet, by the day they mature: what of them covers the invoices that were asked for.
SELECT a.cash, coalesce(t.currency, :currency), sum(a.amount)
FROM {source} JOIN visible_allocations a ON a.invoice = t.id
WHERE a.cash > :today AND a.date <= :today AND ({filter})
GROUP BY 1, 2 HAVING sum(a.amount) > 0
