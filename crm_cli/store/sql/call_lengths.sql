-- How many calls of each length each user had, in and out, and whether somebody was spoken to.
SELECT t.owner, t.direction, t.outcome IS NULL OR t.outcome NOT IN ('no_answer', 'busy', 'wrong_number', 'voicemail', 'refused') connected,
  coalesce(t.seconds, t.minutes * 60) seconds, count(*) calls
FROM {source} WHERE ({filter}) AND t.kind = 'call'
GROUP BY 1, 2, 3, 4
