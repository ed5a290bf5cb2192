-- Clients whose last real contact lies before what their level asks for, unless a task is planned.
-- :cadence is [[level, stamp], …], :real the kinds that count, :morning the first moment of today.
SELECT t.ref, t.name, t.level, t.last, t.created, u.name
FROM (
  SELECT c.*, (SELECT max(a.at) FROM visible_activities a
               WHERE a.client = c.id AND a.kind IN (SELECT value FROM json_each(:real))) last
  FROM visible_clients c
  WHERE c.level IS NOT NULL AND (:owner IS NULL OR c.owner = :owner)
) t
JOIN json_each(:cadence) k ON k.value ->> 0 = t.level
LEFT JOIN visible_users u ON u.id = t.owner
WHERE coalesce(t.last, t.created) < k.value ->> 1
  AND NOT EXISTS (SELECT 1 FROM visible_tasks p WHERE p.client = t.id AND p.status = 'open' AND p.due >= :morning)
ORDER BY t.level, coalesce(t.last, t.created)
