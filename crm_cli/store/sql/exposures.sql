-- The same of every client that owes something, or has a limit, in the currency of its limit.
WITH owed AS (
  SELECT i.client, coalesce(i.currency, :currency) AS currency, {invoice.left of i} AS invoices, 0 AS orders, 0 AS ahead FROM visible_invoices i
  UNION ALL
  SELECT o.client, coalesce(o.currency, :currency), 0, max(0, coalesce(o.total, 0) - coalesce((SELECT sum(b.total) FROM visible_invoices b WHERE b."order" = o.id), 0)), 0
  FROM visible_orders o WHERE o.cancelled IS NULL
  UNION ALL
  SELECT p.client, coalesce(p.currency, :currency), 0, 0, {payment.spare of p} FROM visible_payments p
  WHERE p.method <> 'writeoff' AND (p.method <> 'draft' OR coalesce(p.matures, p.date) <= :today)
), of_client AS (
  SELECT w.client, w.currency, sum(w.invoices) AS invoices, sum(w.orders) AS orders, sum(w.ahead) AS ahead FROM owed w GROUP BY 1, 2
)
SELECT c.ref, c.name, coalesce(c.currency, :currency), coalesce(w.invoices, 0), coalesce(w.orders, 0), coalesce(w.ahead, 0), c.credit_limit
FROM visible_clients c LEFT JOIN of_client w ON w.client = c.id AND w.currency = coalesce(c.currency, :currency)
WHERE c.credit_limit IS NOT NULL OR w.invoices + w.orders <> 0
ORDER BY c.n
