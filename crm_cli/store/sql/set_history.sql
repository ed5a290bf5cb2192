-- What was added to the sets of a record and taken from them: when, by whom, the change, the field, the value, the step.
-- What a bulk load added has no body: it says what its row says, or said when it was taken out.
WITH said AS (
  SELECT op.seq, op.step, op.kind, coalesce(
    (SELECT body FROM body WHERE seq = op.seq),
    (SELECT b.body FROM op d JOIN body b USING (seq) WHERE d.noun = 'EL' AND d.n = op.n AND d.kind = 'D' AND d.seq > op.seq ORDER BY d.seq LIMIT 1),
    (SELECT json_object('field', json_array(e.field), 'value', json_array(e.value), 'record', json_array(e.record)) FROM visible_elements e WHERE e.n = op.n)
  ) body
  FROM op WHERE op.noun = 'EL'
)
SELECT s.at, s.actor, said.kind, coalesce(said.body ->> '$.field[0]', said.body ->> '$.field[1]'),
       coalesce(said.body ->> '$.value[0]', said.body ->> '$.value[1]'), said.step
FROM said
JOIN step s USING (step)
WHERE coalesce(said.body ->> '$.record[0]', said.body ->> '$.record[1]') = :record
ORDER BY said.seq
