-- For each owner how many open tasks were due before :morning.
SELECT k.owner, count(*) FROM visible_tasks k WHERE k.status = 'open' AND k.due < :morning GROUP BY k.owner
