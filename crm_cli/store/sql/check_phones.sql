-- Every phone that several clients have, with each of them, and whether the filter finds it.
WITH keyed AS MATERIALIZED (
  SELECT c.phone_key AS key, c.n FROM visible_clients c WHERE c.phone_key IS NOT NULL
  UNION SELECT m.key, c.n FROM more_keys m JOIN visible_clients c ON c.n = m.n WHERE m.kind = 'phone' AND m.noun = 'C'
),
shared AS MATERIALIZED (SELECT key FROM keyed GROUP BY key HAVING count(*) > 1),
chosen AS MATERIALIZED (SELECT t.n FROM {source} WHERE {filter})
SELECT k.key, c.ref, k.n IN chosen
FROM shared s JOIN keyed k ON k.key = s.key JOIN visible_clients c ON c.n = k.n
ORDER BY k.key, c.n
