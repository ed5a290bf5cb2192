-- What a client was offered and paid: the deals with a product or an amount, the open ones first, then the latest closed.
SELECT o.ref, o.name, o.status, coalesce(o.closed, substr(o.created, 1, 10)), x.name, o.quantity,
  coalesce(o.amount, x.price * o.quantity), coalesce(o.currency, :currency), coalesce(o.win_reason, o.loss_reason)
FROM visible_opportunities o LEFT JOIN visible_products x ON x.id = o.product
WHERE o.client = :client AND coalesce(o.amount, x.price) IS NOT NULL
ORDER BY o.status <> 'open', o.closed DESC, o.n DESC
LIMIT :limit
