-- Every price that clients were given of a :product, or (null) of any: in quotes that went out, in orders that say something new, and by mouth;
-- of the :clients (a JSON array of ids; null: of all) or of those of a :level, besides the quote, the order, the call or the spoken price :besides. ``at`` is a moment, or a day of which no moment is known.
WITH q_lines AS (
  SELECT l.id FROM visible_quotelines l WHERE :product IS NOT NULL AND l.product = :product
  UNION ALL
  SELECT l.id FROM visible_quotes q JOIN visible_quotelines l ON l.quote = q.id
  WHERE :product IS NULL AND q.client IN (SELECT value FROM json_each(:clients))
), r_lines AS (
  SELECT l.id FROM visible_orderlines l WHERE :product IS NOT NULL AND l.product = :product
  UNION ALL
  SELECT l.id FROM visible_orders r JOIN visible_orderlines l ON l."order" = r.id
  WHERE :product IS NULL AND r.client IN (SELECT value FROM json_each(:clients))
), given AS (
  SELECT 'quoted' AS how, q.ref, coalesce(q.sent, q.decided, q.date, q.created) AS at, q.client, l.product, l.quantity, l.price, l.per,
    coalesce(l.discount, 0) AS discount, coalesce(l.off, 0) AS off, coalesce(q.discount, 0) AS whole, q.taxed, l.tax, l.rate,
    coalesce(q.currency, :currency) AS currency, coalesce(q.owner, q.author) AS owner, q.created, q.id
  FROM q_lines JOIN visible_quotelines l ON l.id = q_lines.id JOIN visible_quotes q ON q.id = l.quote
  WHERE l.kind = 'item' AND l.price IS NOT NULL AND (l.bundle IS NULL OR l.price > 0) AND (q.sent IS NOT NULL OR q.status IN ('sent', 'accepted', 'rejected', 'expired'))
    AND (:besides IS NULL OR q.id <> :besides)
  UNION ALL
  SELECT 'ordered', r.ref, coalesce(r.date, r.created), r.client, l.product, l.quantity, l.price, l.per, coalesce(l.discount, 0), coalesce(l.off, 0),
    coalesce(r.discount, 0), r.taxed, l.tax, l.rate, coalesce(r.currency, :currency), coalesce(r.owner, r.author), r.created, r.id
  FROM r_lines JOIN visible_orderlines l ON l.id = r_lines.id JOIN visible_orders r ON r.id = l."order"
  WHERE l.kind = 'item' AND l.price IS NOT NULL AND (l.bundle IS NULL OR l.price > 0) AND r.cancelled IS NULL AND (:besides IS NULL OR r.id <> :besides)
    AND NOT EXISTS (SELECT 1 FROM visible_quotelines o JOIN visible_quotes u ON u.id = o.quote WHERE o.id = l.quoteline AND o.price IS l.price
      AND o.discount IS l.discount AND o.off IS l.off AND o.per = l.per AND u.discount IS r.discount)
  UNION ALL
  SELECT 'spoken', s.ref, coalesce(s.at, s.created), s.client, s.product, coalesce(s.quantity, '1'), s.price, s.per, 0, 0, 0, x.taxed, x.tax, x.rate,
    coalesce(s.currency, :currency), coalesce(s.owner, s.author), s.created, s.id
  FROM visible_pricetalks s JOIN visible_products x ON x.id = s.product
  WHERE CASE WHEN :product IS NOT NULL THEN s.product = :product ELSE s.client IN (SELECT value FROM json_each(:clients)) END AND (:besides IS NULL OR (s.id <> :besides AND s.activity IS NOT :besides))
)
SELECT g.how, g.ref, g.at, g.client, c.ref, c.name, g.product, x.ref, x.name, g.quantity, g.price, g.per, g.discount, g.off, g.whole, g.taxed, g.tax,
  g.rate, g.currency, u.name, coalesce(u.active, 1), c.level, g.created, g.id
FROM given g JOIN visible_clients c ON c.id = g.client JOIN visible_products x ON x.id = g.product LEFT JOIN visible_users u ON u.id = g.owner
WHERE (:clients IS NULL AND :level IS NULL) OR g.client IN (SELECT value FROM json_each(:clients)) OR (:level IS NOT NULL AND c.level = :level)
