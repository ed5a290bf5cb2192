-- The history of every deal of which something was written from :low until :high, all of it that was written before :high, deal by deal
-- in its order; of the owners in :users (JSON), or of all. Who owns it now, who wrote each row, and when.
SELECT o.ref, o.name, c.name, c.ref, u.id, u.name, s.name, s.type, h.value, coalesce(h.currency, :currency), h.close, h.created, a.name
FROM (SELECT DISTINCT opportunity FROM visible_stage_history WHERE created >= :low AND created < :high) t
JOIN visible_stage_history h ON h.opportunity = t.opportunity AND h.created < :high
JOIN visible_opportunities o ON o.id = h.opportunity
JOIN visible_stages s ON s.id = h.stage
LEFT JOIN visible_clients c ON c.id = o.client
LEFT JOIN visible_users u ON u.id = o.owner
LEFT JOIN visible_users a ON a.id = h.author
WHERE :users IS NULL OR o.owner IN (SELECT value FROM json_each(:users))
ORDER BY h.opportunity, h.effective, h.n
