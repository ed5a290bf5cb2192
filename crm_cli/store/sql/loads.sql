-- How much every user has to do: open deals, tasks and leads; where clients (:noun) are given out, the clients they hold too.
SELECT u.id, (SELECT count(*) FROM visible_opportunities o WHERE o.owner = u.id AND o.status = 'open')
  + (SELECT count(*) FROM visible_tasks k WHERE k.owner = u.id AND k.status = 'open')
  + (SELECT count(*) FROM visible_leads l WHERE l.owner = u.id AND l.type IN (SELECT value FROM json_each(:open)))
  + CASE WHEN :noun = 'client' THEN (SELECT count(*) FROM visible_clients c WHERE c.owner = u.id) ELSE 0 END AS load
FROM visible_users u
