-- For each owner, of those in :users (JSON) or of all, how many open tasks were due before :morning.
SELECT k.owner, count(*) FROM visible_tasks k
WHERE k.status = 'open' AND k.due < :morning AND (:users IS NULL OR k.owner IN (SELECT value FROM json_each(:users)))
GROUP BY k.owner
