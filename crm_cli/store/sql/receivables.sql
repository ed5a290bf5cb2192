-- Every invoice that is not paid, the first due first, with what drafts cover, what is retained, and what of that is due by now.
WITH v AS MATERIALIZED (
  SELECT t.n, t.ref, t.number, t.official, t.client, t.owner, t.currency, t.date, {invoice.due of t} AS due, t.total, {invoice.left of t} AS open,
    {invoice.covered of t} AS covered, {invoice.covered_until of t} AS covered_until, {invoice.held of t} AS held, {invoice.held_until of t} AS held_until,
    {invoice.ripe of t} AS ripe, {invoice.ripe_since of t} AS since, {invoice.status of t} AS status
  FROM {source}
  WHERE t.reverses IS NULL AND coalesce(t.date, '') <= :today AND ({filter})
)
SELECT v.ref, coalesce(v.official, v.number), c.ref, c.name, u.name, v.client, coalesce(v.currency, :currency), v.date, v.due, v.total, v.open,
  v.covered, v.covered_until, v.held, v.held_until, v.ripe, v.since, v.status
FROM v LEFT JOIN visible_clients c ON c.id = v.client LEFT JOIN visible_users u ON u.id = v.owner
WHERE v.open > 0
ORDER BY v.due IS NULL, v.due, v.n
