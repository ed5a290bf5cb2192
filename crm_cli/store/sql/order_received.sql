-- What came for an order until today: allocated to its invoices, and of payments under its name what is not allocated. A draft is cash when it matures.
SELECT coalesce((
 SELECT sum(a.amount + a.skonto) FROM visible_invoices v JOIN visible_allocations a ON a.invoice = v.id JOIN visible_payments m ON m.id = a.payment
 WHERE v."order" = :order AND (m.method <> 'draft' OR coalesce(m.matures, m.date) <= :today)
), 0) + coalesce((
 SELECT sum({payment.spare of m}) FROM visible_payments m
 WHERE m."order" = :order AND (m.method <> 'draft' OR coalesce(m.matures, m.date) <= :today)
), 0)
