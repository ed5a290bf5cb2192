-- What was done from :low until :high by the users in :users (JSON), or by all, in its order: when, what, by whom, with whom, about what.
SELECT a.at, a.ref, a.kind, a.owner, u.name, coalesce(p.name, l.name), c.name, c.ref, o.ref, l.ref, a.outcome, a.minutes, a.text,
  coalesce(a.client, a.lead)
FROM visible_activities a
LEFT JOIN visible_users u ON u.id = a.owner
LEFT JOIN visible_clients c ON c.id = a.client
LEFT JOIN visible_contacts p ON p.id = a.contact
LEFT JOIN visible_leads l ON l.id = a.lead
LEFT JOIN visible_opportunities o ON o.id = a.opportunity
WHERE a.at >= :low AND a.at < :high AND (:users IS NULL OR +a.owner IN (SELECT value FROM json_each(:users)))
ORDER BY a.at, a.n
