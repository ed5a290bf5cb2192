-- The orders of a :client, the latest first: how each stands, what it comes to, and what of its invoices is still to be paid.
SELECT o.ref, o.number, o.name, {order.status of o}, o.date, o.due, o.total,
  (SELECT sum({invoice.left of v}) FROM visible_invoices v WHERE v."order" = o.id), coalesce(o.currency, :currency), u.name
FROM visible_orders o LEFT JOIN visible_users u ON u.id = o.owner
WHERE o.client = :client ORDER BY o.cancelled IS NOT NULL, o.date DESC, o.n DESC LIMIT :limit
