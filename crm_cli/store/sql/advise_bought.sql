-- What other clients of this :industry and :level bought: how many of them bought each product, in orders and in deals that were won, and how many
-- bought anything.
WITH alike AS (
  SELECT c.id FROM visible_clients c WHERE c.id <> :client AND c.industry = :industry AND c.level = :level
), bought AS (
  SELECT r.client, l.product FROM alike JOIN visible_orders r ON r.client = alike.id JOIN visible_orderlines l ON l."order" = r.id
  WHERE r.cancelled IS NULL AND l.kind = 'item' AND l.product IS NOT NULL
  UNION
  SELECT o.client, o.product FROM alike JOIN visible_opportunities o ON o.client = alike.id WHERE o.status = 'won' AND o.product IS NOT NULL
)
SELECT b.product, count(DISTINCT b.client), (SELECT count(DISTINCT client) FROM bought) FROM bought b GROUP BY b.product ORDER BY 2 DESC, b.product
