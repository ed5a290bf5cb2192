-- The history of every deal of which somebody wrote something from :low until :high, all of it that was written before :high, deal by deal; of the owners in :users (JSON), and those in which somebody of :writers wrote, or of all. Who owns it now, who wrote each row and when, and whether an import brought it.
WITH brought AS MATERIALIZED (
  SELECT p.n FROM step x
  JOIN op p ON p.seq >= x.first AND p.seq < coalesce((SELECT y.first FROM step y WHERE y.step > x.step AND y.first > 0 ORDER BY y.step LIMIT 1), 1 << 62)
  WHERE x.step > coalesce((SELECT z.step FROM step z WHERE z.at < :low ORDER BY z.step DESC LIMIT 1), 0)
    AND x.kind = 'import' AND +p.noun = 'SH' AND p.kind = 'I'
)
SELECT h.n, o.ref, o.name, c.name, c.ref, u.id, u.name, h.stage, h.value, coalesce(h.currency, :currency), h.close,
  h.effective, h.created, a.name, a.id, h.n IN brought
FROM (
  SELECT opportunity, max(author IN (SELECT value FROM json_each(:writers))) AS theirs FROM visible_stage_history
  WHERE created >= :low AND created < :high AND n NOT IN brought GROUP BY opportunity
) t
JOIN visible_stage_history h ON h.opportunity = t.opportunity AND h.created < :high
JOIN visible_opportunities o ON o.id = h.opportunity
LEFT JOIN visible_clients c ON c.id = o.client
LEFT JOIN visible_users u ON u.id = o.owner
LEFT JOIN visible_users a ON a.id = h.author
WHERE :users IS NULL OR o.owner IN (SELECT value FROM json_each(:users)) OR t.theirs
ORDER BY h.opportunity
