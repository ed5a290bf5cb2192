-- How far the deals of a pipeline came: the furthest open stage by position, what became of them, and where they stopped.
WITH d AS MATERIALIZED (
  SELECT t.stage, t.status, t.lost_stage, coalesce(t.currency, :currency) AS currency,
    coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)) AS value,
    CASE t.status WHEN 'won' THEN julianday(t.closed) - julianday(t.began) END AS days,
    CASE t.status WHEN 'won' THEN 0 ELSE (
      SELECT max(s.position) FROM visible_stage_history h CROSS JOIN visible_stages s ON s.id = h.stage
      WHERE h.opportunity = t.id AND h.effective <= :moment AND h.effective < h.until
        AND s.type = 'open' AND s.pipeline = :pipeline
    ) END AS furthest
  FROM {source}
  WHERE t.pipeline = :pipeline AND ({filter})
), g AS (
  SELECT d.currency, d.status, d.furthest, CASE d.status WHEN 'open' THEN d.stage WHEN 'lost' THEN d.lost_stage END AS stopped,
    count(*) AS n, sum(d.value) AS value, CAST(sum(d.days) AS INTEGER) AS days, count(d.days) AS dated
  FROM d
  GROUP BY 1, 2, 3, 4
)
SELECT g.currency, g.status, max(coalesce(g.furthest, 0), coalesce(s.position, 0)), g.stopped, g.n, g.value, g.days, g.dated
FROM g LEFT JOIN visible_stages s ON s.id = g.stopped AND s.type = 'open'
