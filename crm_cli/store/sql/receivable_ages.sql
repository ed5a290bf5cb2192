-- What clients owe by how late it is, in one pass: what is not due yet, up to 30, 60, 90 days late, and later. What drafts cover, and what they retain, stand apart;
-- a retention that is due ages from its own day. As of a day: by what was billed and had come until then.
WITH v AS MATERIALIZED (
  SELECT t.client, t.owner, coalesce(t.currency, :currency) AS currency, {invoice.due of t} AS due, {invoice.left of t} AS open,
    {invoice.covered of t} AS covered, {invoice.held of t} AS held, {invoice.ripe of t} AS ripe, {invoice.ripe_since of t} AS since
  FROM {source}
  WHERE t.reverses IS NULL AND coalesce(t.date, '') <= :today AND ({filter})
)
SELECT w.client, w.owner, w.currency, sum(w.one), sum(w.open), sum(w.covered), sum(w.held),
  sum(CASE WHEN w.due IS NULL OR w.due >= :today THEN w.money ELSE 0 END),
  sum(CASE WHEN w.due < :today AND w.due >= :late30 THEN w.money ELSE 0 END),
  sum(CASE WHEN w.due < :late30 AND w.due >= :late60 THEN w.money ELSE 0 END),
  sum(CASE WHEN w.due < :late60 AND w.due >= :late90 THEN w.money ELSE 0 END),
  sum(CASE WHEN w.due < :late90 THEN w.money ELSE 0 END),
  min(CASE WHEN w.money > 0 THEN w.due END)
FROM (
  SELECT v.client, v.owner, v.currency, 1 AS one, v.open, v.covered, v.held, v.due, v.open - v.covered - v.held - v.ripe AS money FROM v WHERE v.open > 0
  UNION ALL SELECT v.client, v.owner, v.currency, 0, 0, 0, 0, v.since, v.ripe FROM v WHERE v.ripe > 0
) w
GROUP BY 1, 2, 3
