-- How far the deals of a pipeline came: the furthest open stage by position, what became of them, and where they stopped.
WITH d AS MATERIALIZED (
  SELECT t.id, t.stage, t.status, t.lost_stage, coalesce(t.currency, :currency) AS currency,
    coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)) AS value,
    julianday(t.closed) - julianday(t.began) AS days
  FROM {source}
  WHERE t.pipeline = :pipeline AND ({filter})
), came AS (
  SELECT h.opportunity AS id, max(s.position) AS furthest
  FROM visible_stage_history h JOIN visible_stages s ON s.id = h.stage
  WHERE s.type = 'open' AND s.pipeline = :pipeline AND h.effective <= :moment AND h.effective < h.until
  GROUP BY h.opportunity
)
SELECT d.currency, d.status, max(coalesce(came.furthest, 0), coalesce(here.position, 0), coalesce(there.position, 0)),
  CASE d.status WHEN 'open' THEN d.stage WHEN 'lost' THEN d.lost_stage END,
  count(*), sum(d.value), CAST(sum(d.days) AS INTEGER), count(d.days)
FROM d
LEFT JOIN came ON came.id = d.id
LEFT JOIN visible_stages here ON here.id = d.stage AND here.type = 'open'
LEFT JOIN visible_stages there ON there.id = d.lost_stage AND d.status = 'lost'
GROUP BY 1, 2, 3, 4
