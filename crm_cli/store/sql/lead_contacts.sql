-- The open leads older than :before: when each was last really spoken to, and whether something is planned with it from :morning on.
SELECT l.id,
  (SELECT max(a.at) FROM visible_activities a WHERE a.lead = l.id AND {activity.real of a}) AS last,
  EXISTS (SELECT 1 FROM visible_tasks k WHERE k.lead = l.id AND k.status = 'open' AND k.due >= :morning) AS planned
FROM visible_leads l WHERE l.type IN ('new', 'working', 'nurturing', 'qualified') AND l.created < :before
