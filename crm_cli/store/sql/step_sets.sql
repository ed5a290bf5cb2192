-- The records (noun, id) to whose sets a step added something or took something from them, each once, in the order of the first.
-- What a bulk load added has no body: it says what its row says, or said when it was taken out.
WITH said AS (
  SELECT op.seq, coalesce(
    (SELECT body FROM body WHERE seq = op.seq),
    (SELECT b.body FROM op d JOIN body b USING (seq) WHERE d.noun = 'EL' AND d.n = op.n AND d.kind = 'D' AND d.seq > op.seq ORDER BY d.seq LIMIT 1),
    (SELECT json_object('noun_name', json_array(e.noun_name), 'record', json_array(e.record)) FROM visible_elements e WHERE e.n = op.n)
  ) body
  FROM op
  WHERE op.noun = 'EL'
    AND op.seq >= (SELECT first FROM step WHERE step = :step)
    AND op.seq < coalesce((SELECT first FROM step WHERE step > :step AND first > 0 ORDER BY step LIMIT 1), 9223372036854775807)
)
SELECT coalesce(body ->> '$.noun_name[0]', body ->> '$.noun_name[1]') noun, coalesce(body ->> '$.record[0]', body ->> '$.record[1]') record
FROM said
WHERE body IS NOT NULL
GROUP BY noun, record
ORDER BY min(seq)
