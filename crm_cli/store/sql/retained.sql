-- When what a client retains of an order is due; the last of its retentions, none before it is known.
SELECT p."order", max({instalment.due of p}) FROM visible_instalments p WHERE p.retention = 1 GROUP BY p."order"
