-- For each client (its ref) what its won deals brought in the currency of the base, by the day they closed (:low, :high; none is open).
SELECT c.ref, sum(coalesce(o.amount, (SELECT p.price * o.quantity FROM visible_products p WHERE p.id = o.product), 0)) AS won
FROM visible_opportunities o JOIN visible_clients c ON c.id = o.client
WHERE o.status = 'won' AND coalesce(o.currency, :currency) = :currency
  AND (:low IS NULL OR o.closed >= :low) AND (:high IS NULL OR o.closed <= :high)
GROUP BY o.client
