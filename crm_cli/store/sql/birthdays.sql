-- Whose birthday is one of :wanted: [[month-day, lunar, since when a gift was for it, when the day begins, the day], …]; of one owner or of all.
-- Left out is who was given something, or was spoken to on the day.
WITH w AS MATERIALIZED (
  SELECT value ->> 0 AS day, value ->> 1 AS lunar, value ->> 2 AS gift, value ->> 3 AS begins, value ->> 4 AS falls FROM json_each(:wanted)
)
SELECT p.birthday, w.falls, p.ref, p.name, p.salutation, p.channel, p.gift, c.name, c.ref, u.name
FROM w CROSS JOIN visible_contacts p ON p.birthday IS NOT NULL AND substr(p.birthday, -5) = w.day AND (p.birthday LIKE 'lunar%') = w.lunar
LEFT JOIN visible_clients c ON c.id = p.client
LEFT JOIN visible_users u ON u.id = coalesce(c.owner, p.owner)
WHERE (:owner IS NULL OR coalesce(c.owner, p.owner) = :owner)
  AND NOT EXISTS (SELECT 1 FROM visible_activities a WHERE a.contact = p.id AND a.at >= w.gift
                  AND (a.kind = 'gift' OR (a.at >= w.begins AND {activity.real of a})))
UNION ALL
SELECT c.birthday, w.falls, c.ref, c.name, NULL, NULL, c.gift, NULL, c.ref, u.name
FROM w CROSS JOIN visible_clients c ON c.birthday IS NOT NULL AND substr(c.birthday, -5) = w.day AND (c.birthday LIKE 'lunar%') = w.lunar
LEFT JOIN visible_users u ON u.id = c.owner
WHERE c.type = 'person' AND (:owner IS NULL OR c.owner = :owner)
  AND NOT EXISTS (SELECT 1 FROM visible_activities a WHERE a.client = c.id AND a.at >= w.gift
                  AND (a.kind = 'gift' OR (a.at >= w.begins AND {activity.real of a})))
