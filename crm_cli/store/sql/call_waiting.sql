-- Numbers whose last calls were missed: nobody has spoken to them since, whoever rang whom.
SELECT t.phone, t.phone_key, t.client, t.contact, t.lead, max(t.at) last, count(*) calls
FROM {source} WHERE ({filter}) AND t.kind = 'call' AND t.direction = 'in' AND t.phone IS NOT NULL
  AND t.outcome IN ('no_answer', 'busy', 'wrong_number', 'voicemail')
  AND NOT EXISTS (
    SELECT 1 FROM visible_activities b WHERE b.phone_key = t.phone_key AND b.kind = 'call' AND b.at >= t.at
    AND (b.outcome IS NULL OR b.outcome NOT IN ('no_answer', 'busy', 'wrong_number', 'voicemail', 'refused'))
  )
  AND NOT EXISTS (
    SELECT 1 FROM visible_activities b WHERE t.phone_key IS NULL AND b.phone = t.phone AND b.kind = 'call' AND b.at >= t.at
    AND (b.outcome IS NULL OR b.outcome NOT IN ('no_answer', 'busy', 'wrong_number', 'voicemail', 'refused'))
  )
GROUP BY coalesce(t.phone_key, t.phone) ORDER BY last DESC
