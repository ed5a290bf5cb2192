-- The days on which each order was made, was delivered, was billed and was paid, each in whole; its client and its owner.
SELECT t.date, {order.delivered of t}, {order.invoiced of t}, {order.paid of t},
 (SELECT c.name FROM visible_clients c WHERE c.id = t.client), (SELECT u.name FROM visible_users u WHERE u.id = t.owner)
FROM {source} WHERE ({filter}) AND t.cancelled IS NULL
