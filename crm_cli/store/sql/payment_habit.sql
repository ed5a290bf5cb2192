-- How late clients pay, each payment weighted by its amount; an acceptance draft is cash when it matures, what was reversed cancels out.
SELECT i.client, c.ref, c.name, coalesce(i.currency, :currency), count(DISTINCT i.id), sum(a.amount),
  sum(a.amount * (julianday(CASE WHEN p.method = 'draft' THEN coalesce(p.matures, p.date) ELSE p.date END) - julianday(i.due))) / sum(a.amount),
  sum(CASE WHEN CASE WHEN p.method = 'draft' THEN coalesce(p.matures, p.date) ELSE p.date END <= i.due THEN a.amount ELSE 0 END) * 10000 / sum(a.amount),
  max(p.date)
FROM visible_allocations a JOIN visible_invoices i ON i.id = a.invoice JOIN visible_payments p ON p.id = a.payment
JOIN visible_clients c ON c.id = i.client
WHERE i.due IS NOT NULL AND (:client IS NULL OR i.client = :client)
GROUP BY i.client, 4 HAVING sum(a.amount) > 0
ORDER BY 7 DESC, c.n
