-- Whom a filter finds and nobody owns: what is in the pool, since when, from whom, the last real contact, when it came, and when :me lost it.
SELECT id, ref, name, coalesce(gone ->> 0, created), gone ->> 1, last, created, mine FROM (
  SELECT t.n, t.id, t.ref, t.name, t.created,
         (SELECT json_array(s.at, b.body ->> '$.owner[0]') FROM op JOIN step s USING (step) JOIN body b USING (seq)
          WHERE op.noun = :code AND op.n = t.n AND op.kind = 'U' AND json_type(b.body, '$.owner') IS NOT NULL
          AND s.undone IS NULL AND s.kind NOT IN ('undo', 'redo') ORDER BY op.seq DESC LIMIT 1) AS gone,
         (SELECT max(s.at) FROM op JOIN step s USING (step) JOIN body b USING (seq)
          WHERE op.noun = :code AND op.n = t.n AND op.kind = 'U' AND b.body ->> '$.owner[0]' = :me
          AND s.undone IS NULL AND s.kind NOT IN ('undo', 'redo')) AS mine,
         (SELECT max(a.at) FROM visible_activities a
          WHERE (a.client = t.id OR a.lead = t.id) AND {activity.real of a}) AS last
  FROM {source}
  WHERE t.owner IS NULL AND (:noun <> 'lead' OR t.type IN (SELECT value FROM json_each(:open))) AND ({filter})
)
ORDER BY 4, n
