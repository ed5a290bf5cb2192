-- The numbers of one :owner: open tasks, those overdue, of today and until :week_end; what was done since :week_begin: all, calls, real contact,
-- with how many clients; then clients and open leads. :tomorrow is when the next day begins.
WITH k AS (SELECT due FROM visible_tasks WHERE owner = :owner AND status = 'open'),
a AS (SELECT kind, outcome, client FROM visible_activities WHERE at >= :week_begin AND at <= :now AND +owner = :owner)
SELECT (SELECT count(*) FROM k), (SELECT count(*) FROM k WHERE due < :morning), (SELECT count(*) FROM k WHERE due >= :morning AND due < :tomorrow),
  (SELECT count(*) FROM k WHERE due >= :morning AND due < :week_end),
  (SELECT count(*) FROM a), (SELECT count(*) FROM a WHERE kind = 'call'), (SELECT count(*) FROM a WHERE {activity.real of a}),
  (SELECT count(DISTINCT client) FROM a),
  (SELECT count(*) FROM visible_clients WHERE owner = :owner), (SELECT count(*) FROM visible_leads WHERE owner = :owner AND type <> 'converted' AND type <> 'discarded')
