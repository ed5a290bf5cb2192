-- Why leads came into a status, the most frequent first.
SELECT reason, count(*) FROM visible_leads WHERE status = :status AND reason IS NOT NULL
GROUP BY reason ORDER BY count(*) DESC, reason LIMIT 20
