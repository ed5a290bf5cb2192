-- New leads that nobody has answered and that came after :since, of one person and of nobody, or of all; and how many there are.
SELECT l.ref, l.name, l.company, l.phone, l.source, l.created, u.name, count(*) OVER ()
FROM visible_leads l LEFT JOIN visible_users u ON u.id = l.owner
WHERE l.type = 'new' AND l.responded IS NULL AND l.created >= :since AND (:owner IS NULL OR l.owner = :owner OR l.owner IS NULL)
ORDER BY l.created, l.n LIMIT :limit
