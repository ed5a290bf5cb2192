-- The files linked to a client, its deals, people, activities and tasks.
SELECT f.ref, f.name, f.link, f.created, coalesce(o.ref, p.ref, a.ref, k.ref)
FROM visible_files f
LEFT JOIN visible_opportunities o ON o.id = f.opportunity
LEFT JOIN visible_contacts p ON p.id = f.contact
LEFT JOIN visible_activities a ON a.id = f.activity
LEFT JOIN visible_tasks k ON k.id = f.task
WHERE f.client = :client
ORDER BY f.n
