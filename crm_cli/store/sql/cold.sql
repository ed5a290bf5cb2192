-- Clients that are to be spoken to again by what their level or a tag asks for; of one :owner or of all.
WITH t AS MATERIALIZED (
  SELECT c.id, c.ref, c.name, c.level, c.created, c.owner, {client.cadence of c} state
  FROM visible_clients c
  WHERE c.id IN (SELECT o.id FROM visible_clients o WHERE o.owner = :owner UNION ALL SELECT o.id FROM visible_clients o WHERE :owner IS NULL)
)
SELECT t.ref, t.name, t.level, {client.last_contact of t}, t.created, u.name, t.state,
  (SELECT json_group_array(e.value) FROM visible_elements e WHERE e.record = t.id AND e.field = 'tags')
FROM t
LEFT JOIN visible_users u ON u.id = t.owner
WHERE t.state IS NOT NULL
