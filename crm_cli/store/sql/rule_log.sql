-- What rules did, the last first, also in steps that were undone; :about is the id or name of a rule, the id or ref of a record, or NULL for all.
SELECT s.at, b.body ->> '$.rule_name[1]', b.body ->> '$.noun_name[1]', b.body ->> '$.about[1]', b.body ->> '$.did[1]',
  b.body ->> '$.problem[1]', s.actor, s.step, s.undone
FROM op o
JOIN body b ON b.seq = o.seq
JOIN step s ON s.step = o.step
WHERE o.noun = 'FG' AND o.kind = 'I' AND s.kind IN ('do', 'import')
  AND (:about IS NULL OR :about IN (b.body ->> '$.rule[1]', b.body ->> '$.rule_name[1]', b.body ->> '$.record[1]')
    OR (b.body ->> '$.about[1]') || ' ' LIKE :about || ' %')
ORDER BY o.seq DESC
