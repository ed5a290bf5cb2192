-- Open tasks due before :until, of one person or of all: what, when, for whom, and about which deal.
SELECT k.ref, k.text, k.due, k.timed, c.name, c.ref, coalesce(p.name, l.name), o.ref, o.name, l.ref, u.name
FROM visible_tasks k
LEFT JOIN visible_clients c ON c.id = k.client
LEFT JOIN visible_contacts p ON p.id = k.contact
LEFT JOIN visible_leads l ON l.id = k.lead
LEFT JOIN visible_opportunities o ON o.id = k.opportunity
LEFT JOIN visible_users u ON u.id = k.owner
WHERE k.status = 'open' AND k.due < :until AND (:owner IS NULL OR k.owner = :owner)
ORDER BY k.due, k.n
