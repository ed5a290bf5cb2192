-- Deals that began after a moment.
SELECT count(*) FROM {source}
WHERE t.began > :day AND ({filter}) AND NOT EXISTS
  (SELECT 1 FROM visible_stage_history h WHERE h.opportunity = t.id AND h.effective <= :moment AND h.until > :moment)
