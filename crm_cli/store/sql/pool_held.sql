-- How many clients and how many open leads each user holds, and how many of each that user may hold if not as many as all (:most).
SELECT u.id, u.name, (SELECT count(*) FROM visible_clients c WHERE c.owner = u.id),
       (SELECT count(*) FROM visible_leads l WHERE l.owner = u.id AND l.type IN (SELECT value FROM json_each(:open))),
       coalesce(u.capacity, :most)
FROM visible_users u WHERE :user IS NULL OR u.id = :user ORDER BY u.n
