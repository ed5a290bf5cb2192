-- The same of each line with a product: when all of it went out and was billed, when its order was paid, and its product.
SELECT t.date,
 CASE WHEN {orderline.delivered of x} + 0.0 >= x.quantity + 0.0 THEN (SELECT max(d.date) FROM visible_deliverylines l JOIN visible_deliveries d ON d.id = l.delivery
  WHERE l.orderline = x.id AND d.kind = 'delivery') END,
 CASE WHEN {orderline.invoiced of x} + 0.0 >= x.quantity + 0.0 THEN (SELECT max(v.date) FROM visible_invoicelines l JOIN visible_invoices v ON v.id = l.invoice
  WHERE l.orderline = x.id AND v.reverses IS NULL) END,
 {order.paid of t}, (SELECT p.name FROM visible_products p WHERE p.id = x.product)
FROM {source} JOIN visible_orderlines x ON x."order" = t.id AND x.kind = 'item' AND x.product IS NOT NULL
WHERE ({filter}) AND t.cancelled IS NULL
