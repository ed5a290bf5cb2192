-- What a client owes or will in one currency: unpaid invoices, orders that hold and are not billed, and what was paid in advance. A draft is money when it matures.
SELECT
  coalesce((SELECT sum({invoice.left of i}) FROM visible_invoices i WHERE i.client = :client AND coalesce(i.currency, :currency) = :money), 0),
  coalesce((SELECT sum(max(0, coalesce(o.total, 0) - coalesce((SELECT sum(b.total) FROM visible_invoices b WHERE b."order" = o.id), 0)))
    FROM visible_orders o WHERE o.client = :client AND o.cancelled IS NULL AND o.id IS NOT :but AND coalesce(o.currency, :currency) = :money), 0),
  coalesce((SELECT sum({payment.spare of p}) FROM visible_payments p
    WHERE p.client = :client AND coalesce(p.currency, :currency) = :money AND p.method <> 'writeoff' AND (p.method <> 'draft' OR coalesce(p.matures, p.date) <= :today)), 0)
