-- A :client with its whole group: the parent above all, and everything below it.
WITH RECURSIVE above(id, parent) AS (
  SELECT c.id, c.parent FROM visible_clients c WHERE c.id = :client
  UNION
  SELECT c.id, c.parent FROM above JOIN visible_clients c ON c.id = above.parent
), every(id) AS (
  SELECT id FROM above
  UNION
  SELECT c.id FROM every JOIN visible_clients c ON c.parent = every.id
)
SELECT id FROM every
