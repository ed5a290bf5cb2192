-- Quotes that clients have and that expire from today until :until, of one owner (:owner) or all; the first to expire first.
SELECT q.ref, coalesce(q.name, q.number), c.name, c.ref, q.valid, q.total, coalesce(q.currency, :currency), u.name
FROM visible_quotes q JOIN visible_clients c ON c.id = q.client LEFT JOIN visible_users u ON u.id = q.owner
WHERE q.status = 'sent' AND q.valid BETWEEN :today AND :until AND (:owner IS NULL OR q.owner = :owner)
ORDER BY q.valid, q.n
