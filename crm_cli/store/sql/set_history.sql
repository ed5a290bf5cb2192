-- What was added to the sets of a record and taken from them: when, by whom, the change, the field, the value, the step.
SELECT s.at, s.actor, op.kind, coalesce(body.body ->> '$.field[0]', body.body ->> '$.field[1]', e.field),
       coalesce(body.body ->> '$.value[0]', body.body ->> '$.value[1]', e.value), op.step
FROM op
JOIN step s USING (step)
LEFT JOIN body USING (seq)
LEFT JOIN visible_elements e ON e.n = op.n
WHERE op.noun = 'EL'
  AND coalesce(body.body ->> '$.record[0]', body.body ->> '$.record[1]', e.record) = :record
ORDER BY op.seq
