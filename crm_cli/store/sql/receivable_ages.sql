-- What clients still owe by how late it is, in one pass: what is not due yet, up to 30, 60, 90 days late, and later; what they retain apart.
WITH v AS MATERIALIZED (
  SELECT t.client, t.owner, coalesce(t.currency, :currency) AS currency, t.due, {invoice.left of t} AS open, {invoice.held of t} AS held
  FROM {source}
  WHERE t.reverses IS NULL AND ({filter})
)
SELECT v.client, v.owner, v.currency, count(*), sum(v.open), sum(v.held),
  sum(CASE WHEN v.due IS NULL OR v.due >= :today THEN v.open - v.held ELSE 0 END),
  sum(CASE WHEN v.due < :today AND v.due >= :late30 THEN v.open - v.held ELSE 0 END),
  sum(CASE WHEN v.due < :late30 AND v.due >= :late60 THEN v.open - v.held ELSE 0 END),
  sum(CASE WHEN v.due < :late60 AND v.due >= :late90 THEN v.open - v.held ELSE 0 END),
  sum(CASE WHEN v.due < :late90 THEN v.open - v.held ELSE 0 END),
  min(CASE WHEN v.open > v.held THEN v.due END)
FROM v WHERE v.open > 0
GROUP BY 1, 2, 3
