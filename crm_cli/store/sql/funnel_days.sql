-- The days that deals of a pipeline spent in each stage they have left, in tenths, with how many took so long and their exact sum.
-- A stay ends with its last row, the one that no row of the same stay follows.
WITH stays AS (
  SELECT h.stage, julianday(h.until) - julianday(h.entered) AS days
  FROM {source} CROSS JOIN visible_stage_history h ON h.opportunity = t.id
  WHERE t.pipeline = :pipeline AND ({filter}) AND h.effective < h.until AND h.until <= :moment AND NOT EXISTS (
    SELECT 1 FROM visible_stage_history n
    WHERE n.opportunity = h.opportunity AND n.effective = h.until AND n.entered = h.entered AND n.until > n.effective
  )
)
SELECT stage, CAST(round(days * 10) AS INTEGER), count(*), sum(days) FROM stays GROUP BY 1, 2 ORDER BY 1, 2
