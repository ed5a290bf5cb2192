-- Every invoice that is not paid, the first due first, with what of it is retained.
WITH v AS MATERIALIZED (
  SELECT t.n, t.ref, t.number, t.official, t.client, t."order", t.owner, t.currency, t.date, t.due, t.total, {invoice.left of t} AS open, {invoice.held of t} AS held
  FROM {source}
  WHERE t.reverses IS NULL AND ({filter})
)
SELECT v.ref, coalesce(v.official, v.number), c.ref, c.name, u.name, v.client, v.owner, v."order", coalesce(v.currency, :currency), v.date, v.due, v.total, v.open, v.held
FROM v LEFT JOIN visible_clients c ON c.id = v.client LEFT JOIN visible_users u ON u.id = v.owner
WHERE v.open > 0
ORDER BY v.due IS NULL, v.due, v.n
