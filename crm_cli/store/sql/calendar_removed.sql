-- Tasks and activities that were removed since a moment and are not there again, as they were: a calendar that has them takes them out.
SELECT id, text, at, timed, changed, number FROM (
  SELECT o.noun, o.n, s.at changed, json_extract(b.body, '$.id[0]') id, json_extract(b.body, '$.text[0]') text,
    coalesce(json_extract(b.body, '$.due[0]'), json_extract(b.body, '$.at[0]')) at, coalesce(json_extract(b.body, '$.timed[0]'), o.noun = 'A') timed,
    json_extract(b.body, '$.owner[0]') owner, json_extract(b.body, '$.kind[0]') kind,
    (SELECT count(*) FROM op e WHERE e.noun = o.noun AND e.n = o.n AND e.seq <= o.seq) number
  FROM op o JOIN step s ON s.step = o.step JOIN body b ON b.seq = o.seq
  WHERE o.seq >= (SELECT min(first) FROM step WHERE at >= :since AND first > 0) AND o.noun IN ('T', 'A') AND o.kind = 'D'
) r
WHERE at >= :low AND at < :high AND (:owners IS NULL OR owner IN (SELECT value FROM json_each(:owners)))
  AND (noun = 'T' OR kind IN ('meeting', 'visit', 'return_visit'))
  AND NOT EXISTS (SELECT 1 FROM visible_tasks t WHERE t.id = r.id) AND NOT EXISTS (SELECT 1 FROM visible_activities a WHERE a.id = r.id)
GROUP BY id
ORDER BY at, id
