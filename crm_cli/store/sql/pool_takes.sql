-- How many clients and leads came out of the pool to this :owner from :morning on.
SELECT count(*) FROM step s JOIN op USING (step) JOIN body b USING (seq)
WHERE s.at >= :morning AND s.undone IS NULL AND s.kind NOT IN ('undo', 'redo') AND op.noun IN ('C', 'L') AND op.kind = 'U'
  AND json_type(b.body, '$.owner') IS NOT NULL AND b.body ->> '$.owner[0]' IS NULL AND b.body ->> '$.owner[1]' = :owner
