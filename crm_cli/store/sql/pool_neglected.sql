-- Of those a rule's filter finds: who has an owner, is not locked, is not spared for an open deal (:spare_open) or for one won after :won (an
-- open lead, not a closed one), and was neither spoken to nor taken since :before: id, the last real contact, when its owner got it if that
-- was not when it came, the day of the last won deal where that spares, the last day's moment, and what is needed to tell of it.
SELECT id, last, taken, bought, max(coalesce(last, created), coalesce(taken, '')) AS since, n, ref, name, owner FROM (
  SELECT i.*, (SELECT max(s.at) FROM op JOIN step s USING (step) JOIN body b USING (seq)
               WHERE op.noun = :code AND op.n = i.n AND op.kind = 'U' AND json_type(b.body, '$.owner') IS NOT NULL
               AND s.undone IS NULL AND s.kind NOT IN ('undo', 'redo')) AS taken,
         CASE WHEN :won IS NOT NULL THEN
           (SELECT max(o.closed) FROM visible_opportunities o WHERE o.client = i.id AND o.status = 'won') END AS bought
  FROM (
    SELECT t.n, t.id, t.ref, t.name, t.owner, t.created,
           (SELECT max(a.at) FROM visible_activities a
            WHERE (a.client = t.id OR a.lead = t.id) AND {activity.real of a}) AS last
    FROM {source}
    WHERE t.owner IS NOT NULL AND (:owner IS NULL OR t.owner = :owner) AND t.locked IS NOT 1
      AND (:noun <> 'lead' OR t.type IN (SELECT value FROM json_each(:open)))
      AND NOT (:spare_open AND EXISTS (SELECT 1 FROM visible_opportunities o WHERE o.client = t.id AND o.status = 'open'))
      AND ({filter})
  ) i
  WHERE coalesce(last, created) < :before
)
WHERE since < :before AND (bought IS NULL OR bought <= :won)
ORDER BY since, n
