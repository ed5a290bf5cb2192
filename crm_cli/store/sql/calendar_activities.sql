-- Meetings and visits between two moments, and every other real contact that lies ahead; the columns are those of calendar_tasks.
SELECT t.id, t.ref, t.text, t.at, 1, NULL, t.kind, 0, CASE WHEN t.at > :now THEN 'open' ELSE 'done' END, t.outcome, t.created,
  (SELECT count(*) FROM op o WHERE o.noun = 'A' AND o.n = t.n AND o.kind = 'U'),
  (SELECT s.at FROM op o JOIN step s ON s.step = o.step WHERE o.noun = 'A' AND o.n = t.n ORDER BY o.seq DESC LIMIT 1),
  c.ref, c.name, c.phone, trim(coalesce(c.region || ' ', '') || coalesce(c.city || ' ', '') || coalesce(c.district || ' ', '') || coalesce(c.address, '')),
  p.ref, p.name, p.phone, d.ref, d.name, u.name, t.minutes, t.video
FROM visible_activities t
LEFT JOIN visible_clients c ON c.id = t.client
LEFT JOIN visible_contacts p ON p.id = t.contact
LEFT JOIN visible_opportunities d ON d.id = t.opportunity
LEFT JOIN visible_users u ON u.id = t.owner
WHERE (:owners IS NULL OR t.owner IN (SELECT value FROM json_each(:owners)))
  AND t.at >= :low AND t.at < :high
  AND (t.kind IN ('meeting', 'visit', 'return_visit') OR t.at > :now AND {activity.real of t})
ORDER BY t.at, t.n
