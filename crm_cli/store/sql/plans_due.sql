-- The orders of which a part of the plan was due before today and which are not paid in whole, of one owner (:owner) or all.
SELECT DISTINCT o.id FROM visible_instalments p JOIN visible_orders o ON o.id = p."order"
WHERE o.cancelled IS NULL AND (:owner IS NULL OR o.owner = :owner) AND {instalment.due of p} < :today AND {order.paid of o} IS NULL
