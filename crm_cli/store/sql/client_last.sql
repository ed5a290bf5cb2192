-- The last real contacts with a client: when, how, with whom, by whom, what was said and what came of it.
SELECT a.at, a.kind, p.name, u.name, a.text, a.outcome, a.ref
FROM visible_activities a LEFT JOIN visible_contacts p ON p.id = a.contact LEFT JOIN visible_users u ON u.id = a.owner
WHERE a.client = :client AND a.at <= :now AND {activity.real of a}
ORDER BY a.at DESC, a.n DESC LIMIT :limit
