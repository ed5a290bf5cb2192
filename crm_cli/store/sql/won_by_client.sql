-- For each client what its won deals brought in the currency of the base, by the day they closed (:low, :high; none is open).
SELECT o.client, sum(coalesce(o.amount, (SELECT p.price * o.quantity FROM visible_products p WHERE p.id = o.product), 0)) AS won
FROM visible_opportunities o
WHERE o.status = 'won' AND o.client IS NOT NULL AND coalesce(o.currency, :currency) = :currency
  AND (:low IS NULL OR o.closed >= :low) AND (:high IS NULL OR o.closed <= :high)
GROUP BY o.client
