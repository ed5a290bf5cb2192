-- The days that deals of a pipeline spent in each stage they have left: how many, mean, median.
WITH d AS MATERIALIZED (
  SELECT t.id FROM {source} WHERE t.pipeline = :pipeline AND ({filter})
), stays AS (
  SELECT h.stage, julianday(max(h.until)) - julianday(min(h.effective)) AS days
  FROM d JOIN visible_stage_history h ON h.opportunity = d.id
  WHERE h.effective < h.until
  GROUP BY h.opportunity, h.stage, h.entered
  HAVING max(h.until) <= :moment
), ranked AS (
  SELECT stage, days, row_number() OVER (PARTITION BY stage ORDER BY days) AS place, count(*) OVER (PARTITION BY stage) AS n
  FROM stays
)
SELECT stage, n, avg(days), avg(days) FILTER (WHERE place IN ((n + 1) / 2, (n + 2) / 2)) FROM ranked GROUP BY stage, n
