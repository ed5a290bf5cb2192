-- Invoices that should have been paid by now, of one owner or of all, the latest first; what a draft covers, or the client may retain, is not late.
WITH v AS MATERIALIZED (
  SELECT t.n, t.ref, coalesce(t.official, t.number) AS number, t.client, t.owner, coalesce(t.currency, :currency) AS currency, {invoice.due of t} AS due,
    {invoice.left of t} - {invoice.covered of t} - {invoice.held of t} AS open, {invoice.ripe of t} AS ripe, {invoice.ripe_since of t} AS since
  FROM visible_invoices t
  WHERE (t.due IS NULL OR t.due < :today) AND t.reverses IS NULL AND (:owner IS NULL OR t.owner = :owner) AND (:client IS NULL OR t.client = :client)
), w AS (
  SELECT v.*, v.due < :today AND v.open > v.ripe AS late FROM v WHERE v.open > 0
)
SELECT w.ref, w.number, c.name, c.ref, CASE WHEN w.late THEN w.due ELSE w.since END AS day, CASE WHEN w.late THEN w.open ELSE w.ripe END, w.currency, u.name
FROM w LEFT JOIN visible_clients c ON c.id = w.client LEFT JOIN visible_users u ON u.id = w.owner
WHERE w.late OR w.ripe > 0
ORDER BY day, w.n
