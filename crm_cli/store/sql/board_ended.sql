-- The closed deals as cards, a page of them or (count -1) all, the latest first: in the columns of board_cards, those that say how an open deal stands empty.
SELECT t.ref, (SELECT c.name FROM visible_clients c WHERE c.id = t.client), t.name,
  coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)),
  coalesce(t.currency, :currency), t.stage, NULL, NULL, NULL,
  (SELECT u.name FROM visible_users u WHERE u.id = t.owner),
  t.closed
FROM {source}
WHERE t.status <> 'open' AND ({filter})
ORDER BY t.closed DESC, t.n DESC
LIMIT :count OFFSET :start
