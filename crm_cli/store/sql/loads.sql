-- How much every user has to do: open deals and open tasks.
SELECT u.id, (SELECT count(*) FROM visible_opportunities o WHERE o.owner = u.id AND o.status = 'open')
  + (SELECT count(*) FROM visible_tasks k WHERE k.owner = u.id AND k.status = 'open') AS load
FROM visible_users u
