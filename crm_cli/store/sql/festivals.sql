-- Contacts to be thought of on one of :wanted: [[festival, whether it is usual here, since when a gift was for it, when the day begins, the day], …];
-- of one owner or of all. Left out is who was given something, or was spoken to in a way of :real on the day.
WITH w AS MATERIALIZED (
  SELECT value ->> 0 AS festival, value ->> 1 AS usual, value ->> 2 AS gift, value ->> 3 AS begins, value ->> 4 AS falls FROM json_each(:wanted)
)
SELECT w.festival, w.falls, p.ref, p.name, p.salutation, p.channel, p.gift, c.name, c.ref, u.name
FROM visible_contacts p JOIN w
LEFT JOIN visible_clients c ON c.id = p.client
LEFT JOIN visible_users u ON u.id = coalesce(c.owner, p.owner)
WHERE (p.festivals IS NOT NULL OR p.gift IS NOT NULL)
  AND coalesce(p.gift, '') <> 'none'
  AND CASE WHEN p.festivals IS NULL THEN w.usual ELSE EXISTS (SELECT 1 FROM json_each(p.festivals) f WHERE f.value = w.festival) END
  AND (:owner IS NULL OR coalesce(c.owner, p.owner) = :owner)
  AND NOT EXISTS (SELECT 1 FROM visible_activities a WHERE a.contact = p.id AND a.at >= w.gift
                  AND (a.kind = 'gift' OR (a.at >= w.begins AND a.kind IN (SELECT value FROM json_each(:real)))))
