-- Where an open deal stands in the lane of its stage, in the order of board_lane, counted from nought.
WITH me AS MATERIALIZED (
  SELECT t.n AS n, coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)) AS value
  FROM {source} WHERE t.n = (SELECT o.n FROM visible_opportunities o WHERE o.ref = :ref) AND t.status = 'open' AND ({filter}))
SELECT
  (SELECT count(*) FROM {source}
    WHERE t.status = 'open' AND t.amount IS NOT NULL AND ({filter})
      AND (me.value IS NULL OR t.amount > me.value OR (t.amount = me.value AND t.n < me.n)))
  + (SELECT count(*) FROM (
      SELECT t.n AS n, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product) AS value FROM {source}
      WHERE t.status = 'open' AND t.amount IS NULL AND ({filter})) o
    WHERE CASE WHEN me.value IS NULL THEN o.value IS NOT NULL OR o.n < me.n
      ELSE o.value > me.value OR (o.value = me.value AND o.n < me.n) END)
FROM me
