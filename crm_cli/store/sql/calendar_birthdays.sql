-- Everybody whose birthday is known: contacts, and clients that are persons.
SELECT id, ref, name, birthday, client, coalesce((SELECT s.at FROM op o JOIN step s ON s.step = o.step WHERE o.noun = b.noun AND o.n = b.n ORDER BY o.seq DESC LIMIT 1), created)
FROM (
  SELECT 'P' noun, p.n, p.id, p.ref, p.name, p.birthday, c.name client, p.created, coalesce(p.owner, c.owner) owner
  FROM visible_contacts p LEFT JOIN visible_clients c ON c.id = p.client WHERE p.birthday IS NOT NULL
  UNION ALL
  SELECT 'C', c.n, c.id, c.ref, c.name, c.birthday, NULL, c.created, c.owner FROM visible_clients c WHERE c.birthday IS NOT NULL AND c.type = 'person'
) b
WHERE :owners IS NULL OR owner IN (SELECT value FROM json_each(:owners))
ORDER BY noun, n
