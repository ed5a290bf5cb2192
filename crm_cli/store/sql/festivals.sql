-- Who is to be thought of on one of :wanted: [[festival, whether it is usual here, since when a gift was for it, when the day begins, the day], …];
-- of one owner or of all: contacts, and clients that are persons, who name the festival, or have a gift tier and name none where it is usual.
-- Left out is who was given something, or was spoken to on the day.
WITH w AS MATERIALIZED (
  SELECT value ->> 0 AS festival, value ->> 1 AS usual, value ->> 2 AS gift, value ->> 3 AS begins, value ->> 4 AS falls FROM json_each(:wanted)
),
p AS (
  SELECT w.*, p.id, p.ref, p.name, p.salutation, p.channel, p.gift tier, p.client, p.owner
  FROM visible_contacts p, json_each(p.festivals) f JOIN w ON w.festival = f.value
  WHERE p.festivals IS NOT NULL AND coalesce(p.gift, '') <> 'none'
  UNION ALL
  SELECT w.*, p.id, p.ref, p.name, p.salutation, p.channel, p.gift, p.client, p.owner
  FROM (SELECT * FROM w WHERE w.usual) w CROSS JOIN visible_contacts p
  WHERE p.gift IS NOT NULL AND p.gift <> 'none' AND p.festivals IS NULL
),
c AS (
  SELECT w.*, c.id, c.ref, c.name, c.gift tier, c.owner, c.type
  FROM visible_clients c, json_each(c.festivals) f JOIN w ON w.festival = f.value
  WHERE c.festivals IS NOT NULL AND coalesce(c.gift, '') <> 'none'
  UNION ALL
  SELECT w.*, c.id, c.ref, c.name, c.gift, c.owner, c.type
  FROM (SELECT * FROM w WHERE w.usual) w CROSS JOIN visible_clients c
  WHERE c.gift IS NOT NULL AND c.gift <> 'none' AND c.festivals IS NULL
)
SELECT p.festival, p.falls, p.ref, p.name, p.salutation, p.channel, p.tier, c.name, c.ref, u.name
FROM p
LEFT JOIN visible_clients c ON c.id = p.client
LEFT JOIN visible_users u ON u.id = coalesce(c.owner, p.owner)
WHERE (:owner IS NULL OR coalesce(c.owner, p.owner) = :owner)
  AND NOT EXISTS (SELECT 1 FROM visible_activities a WHERE a.contact = p.id AND a.at >= p.gift
                  AND (a.kind = 'gift' OR (a.at >= p.begins AND {activity.real of a})))
UNION ALL
SELECT c.festival, c.falls, c.ref, c.name, NULL, NULL, c.tier, NULL, c.ref, u.name
FROM c
LEFT JOIN visible_users u ON u.id = c.owner
WHERE c.type = 'person' AND (:owner IS NULL OR c.owner = :owner)
  AND NOT EXISTS (SELECT 1 FROM visible_activities a WHERE a.client = c.id AND a.at >= c.gift
                  AND (a.kind = 'gift' OR (a.at >= c.begins AND {activity.real of a})))
