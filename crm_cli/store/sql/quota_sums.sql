-- For each owner and currency what deals bring, of one :family of products or of all: won between :low and :high, and of those open and expected
-- from :ahead to :high what is committed, and all weighted (in ten thousandths) but what is omitted from the forecast; then what is open though it was
-- to be closed from :low on.
WITH d AS MATERIALIZED (
  SELECT o.owner, o.currency, coalesce(o.amount, p.price * o.quantity) AS value, 1 AS won, NULL AS category, 0 AS chance, p.family, 0 AS late
  FROM visible_opportunities o LEFT JOIN visible_products p ON p.id = o.product
  WHERE o.status = 'won' AND o.closed BETWEEN :low AND :high
  UNION ALL
  SELECT o.owner, o.currency, coalesce(o.amount, p.price * o.quantity), 0, coalesce(o.category, s.category, 'pipeline'),
    coalesce(o.probability, s.probability, 0), p.family, o.close < :ahead
  FROM visible_opportunities o LEFT JOIN visible_products p ON p.id = o.product LEFT JOIN visible_stages s ON s.id = o.stage
  WHERE o.status = 'open' AND o.close BETWEEN :low AND :high
)
SELECT d.owner, coalesce(d.currency, :currency) AS money, coalesce(sum(d.value) FILTER (WHERE d.won), 0),
  coalesce(sum(d.value) FILTER (WHERE d.category = 'commit' AND NOT d.late), 0),
  coalesce(sum(d.value * d.chance) FILTER (WHERE d.category <> 'omitted' AND NOT d.late), 0),
  coalesce(sum(d.value) FILTER (WHERE d.late), 0)
FROM d
WHERE :family IS NULL OR d.family = :family
GROUP BY d.owner, money
