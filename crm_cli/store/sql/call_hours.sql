-- Calls and those in which somebody was spoken to, by quarters of an hour, so that any zone finds its hours in them.
SELECT substr(t.at, 1, 14) || printf('%02d', CAST(substr(t.at, 15, 2) AS INTEGER) / 15 * 15) slot, count(*) calls,
  sum(t.outcome IS NULL OR t.outcome NOT IN ('no_answer', 'busy', 'wrong_number', 'voicemail', 'refused')) connected
FROM {source} WHERE ({filter}) AND t.kind = 'call'
GROUP BY slot
