-- Acceptance drafts that are not cash yet, by the day they mature; those that were reversed are none.
SELECT p.ref, c.ref, c.name, coalesce(p.currency, :currency), p.matures,
  p.amount + coalesce((SELECT sum(r.amount) FROM visible_payments r WHERE r.reverses = p.id), 0) AS open
FROM visible_payments p LEFT JOIN visible_clients c ON c.id = p.client
WHERE p.method = 'draft' AND p.matures > :today AND open > 0
ORDER BY p.matures, p.n
