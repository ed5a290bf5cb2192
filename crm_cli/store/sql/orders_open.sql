-- Orders promised until :until of which something is still to go out, of one owner (:owner) or all; the first promised first.
SELECT o.ref, coalesce(o.name, o.number), c.name, c.ref, o.due, o.total, coalesce(o.currency, :currency), u.name
FROM visible_orders o JOIN visible_clients c ON c.id = o.client LEFT JOIN visible_users u ON u.id = o.owner
WHERE o.due <= :until AND o.cancelled IS NULL AND (:owner IS NULL OR o.owner = :owner) AND {order.status of o} IN ('open', 'part', 'invoiced')
  AND EXISTS (SELECT 1 FROM visible_orderlines x WHERE x."order" = o.id AND x.kind = 'item') AND {order.delivered of o} IS NULL
ORDER BY o.due, o.n
