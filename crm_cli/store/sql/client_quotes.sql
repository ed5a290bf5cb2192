-- The quotes of a client: those that are still open first, then the latest.
SELECT q.ref, q.number, q.version, q.name, {quote.status of q}, q.date, q.valid, coalesce(q.total, q.stated), coalesce(q.currency, :currency), u.name
FROM visible_quotes q LEFT JOIN visible_users u ON u.id = q.owner
WHERE q.client = :client AND q.status <> 'superseded'
ORDER BY q.status NOT IN ('draft', 'submitted', 'approved', 'sent'), q.date DESC, q.n DESC
LIMIT :limit
