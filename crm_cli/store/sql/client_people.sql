-- The people of a client with whom each reports to, the last real contact and how often there was one.
SELECT p.id, p.ref, p.name, p.title, p.department, p.role, p.phone, p.reports_to, b.ref, b.name,
  (SELECT max(a.at) FROM visible_activities a WHERE a.contact = p.id AND a.at <= :now AND {activity.real of a}),
  p.birthday
FROM visible_contacts p LEFT JOIN visible_contacts b ON b.id = p.reports_to
WHERE p.client = :client
ORDER BY p.n
