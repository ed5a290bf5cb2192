-- How late clients pay, each payment weighted by its amount; an acceptance draft is cash when it matures and is not counted before,
-- what was reversed cancels out, and what of a retention is paid after the rest is late only after its own day.
WITH v AS (
  SELECT a.invoice, a.amount, i.client, coalesce(i.currency, :currency) AS currency, {invoice.due of i} AS due, {invoice.kept of i} AS kept,
    {invoice.held_until of i} AS until, CASE p.method WHEN 'draft' THEN coalesce(p.matures, p.date) ELSE p.date END AS day
  FROM visible_allocations a JOIN visible_invoices i ON i.id = a.invoice JOIN visible_payments p ON p.id = a.payment
  WHERE p.method <> 'writeoff' AND (:client IS NULL OR i.client = :client)
), w AS (
  SELECT v.*, julianday(v.day) - julianday(CASE WHEN v.day > v.due AND abs(v.amount) <= v.kept THEN min(v.day, coalesce(v.until, v.day)) ELSE v.due END) AS late
  FROM v WHERE v.due IS NOT NULL
)
SELECT w.client, c.ref, c.name, w.currency, count(DISTINCT w.invoice), sum(w.amount), sum(w.amount * w.late) / sum(w.amount),
  sum(CASE WHEN w.late <= 0 THEN w.amount ELSE 0 END) * 10000 / sum(w.amount), max(w.day)
FROM w JOIN visible_clients c ON c.id = w.client
WHERE w.day <= :today
GROUP BY w.client, w.currency HAVING sum(w.amount) > 0
ORDER BY 7 DESC, c.n
