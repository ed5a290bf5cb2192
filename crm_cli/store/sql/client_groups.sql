-- The groups of clients: which have a filter, and which of the others have the client as a member.
SELECT g.ref, g.name, g.filter,
  EXISTS (SELECT 1 FROM visible_elements e WHERE e.record = g.id AND e.field = 'members' AND e.value = :client)
FROM visible_groups g WHERE g.noun_name = 'client'
ORDER BY g.n
