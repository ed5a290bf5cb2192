-- The open tasks with a client, the soonest due first.
SELECT k.ref, k.due, k.timed, k.text, k.theirs, p.name, o.ref, u.name
FROM visible_tasks k
LEFT JOIN visible_contacts p ON p.id = k.contact
LEFT JOIN visible_opportunities o ON o.id = k.opportunity
LEFT JOIN visible_users u ON u.id = k.owner
WHERE k.client = :client AND k.status = 'open'
ORDER BY k.due IS NULL, k.due, k.n
