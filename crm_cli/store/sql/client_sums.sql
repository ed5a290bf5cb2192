-- What the deals of a client come to, for each status and currency: how many, how much, and when one was last closed.
SELECT o.status, coalesce(o.currency, :currency) money, count(*),
  sum(coalesce(o.amount, (SELECT x.price * o.quantity FROM visible_products x WHERE x.id = o.product))), max(o.closed)
FROM visible_opportunities o WHERE o.client = :client
GROUP BY o.status, money
ORDER BY CASE o.status WHEN 'won' THEN 1 WHEN 'open' THEN 2 ELSE 3 END, money
