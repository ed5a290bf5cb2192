-- Invoices that should have been paid by now, of one owner or of all, the latest first; what the client may retain is not late.
WITH v AS MATERIALIZED (
  SELECT t.n, t.ref, coalesce(t.official, t.number) AS number, t.client, t.owner, coalesce(t.currency, :currency) AS currency, t.due,
    {invoice.left of t} - {invoice.held of t} AS open
  FROM visible_invoices t
  WHERE t.due < :today AND t.reverses IS NULL AND (:owner IS NULL OR t.owner = :owner) AND (:client IS NULL OR t.client = :client)
)
SELECT v.ref, v.number, c.name, c.ref, v.due, v.open, v.currency, u.name
FROM v LEFT JOIN visible_clients c ON c.id = v.client LEFT JOIN visible_users u ON u.id = v.owner
WHERE v.open > 0
ORDER BY v.due, v.n
