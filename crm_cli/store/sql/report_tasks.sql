-- Tasks of the users in :users (JSON), or of all: done from :low until :high (status done), or promised then and still open.
SELECT k.status, k.ref, k.text, k.due, k.timed, k.done, k.result, k.theirs, c.name, c.ref, coalesce(p.name, l.name), o.ref, l.ref, k.owner, u.name
FROM (
  SELECT * FROM visible_tasks WHERE done >= :low AND done < :high AND status = 'done'
  UNION ALL
  SELECT * FROM visible_tasks WHERE status = 'open' AND created >= :low AND created < :high
) k
LEFT JOIN visible_clients c ON c.id = k.client
LEFT JOIN visible_contacts p ON p.id = k.contact
LEFT JOIN visible_leads l ON l.id = k.lead
LEFT JOIN visible_opportunities o ON o.id = k.opportunity
LEFT JOIN visible_users u ON u.id = k.owner
WHERE :users IS NULL OR k.owner IN (SELECT value FROM json_each(:users))
ORDER BY coalesce(k.done, k.due), k.n
