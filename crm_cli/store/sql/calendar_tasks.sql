-- Tasks that are due between two moments, and open ones that come again, with all that a calendar says of them; how often and when each was last
-- changed comes from the log. :owners is a list of ids, or none for everybody.
SELECT t.id, t.ref, t.text, t.due, t.timed, t.every, t.kind, t.theirs, t.status, t.result, t.created,
  (SELECT count(*) FROM op o WHERE o.noun = 'T' AND o.n = t.n AND o.kind = 'U'),
  (SELECT s.at FROM op o JOIN step s ON s.step = o.step WHERE o.noun = 'T' AND o.n = t.n ORDER BY o.seq DESC LIMIT 1),
  c.ref, c.name, c.phone, trim(coalesce(c.region || ' ', '') || coalesce(c.city || ' ', '') || coalesce(c.district || ' ', '') || coalesce(c.address, '')),
  p.ref, p.name, p.phone, d.ref, d.name, u.name
FROM visible_tasks t
LEFT JOIN visible_clients c ON c.id = t.client
LEFT JOIN visible_contacts p ON p.id = t.contact
LEFT JOIN visible_opportunities d ON d.id = t.opportunity
LEFT JOIN visible_users u ON u.id = t.owner
WHERE (:owners IS NULL OR t.owner IN (SELECT value FROM json_each(:owners)))
  AND (t.due >= :low AND t.due < :high OR t.every IS NOT NULL AND t.status = 'open' AND t.due < :high)
ORDER BY t.due, t.n
