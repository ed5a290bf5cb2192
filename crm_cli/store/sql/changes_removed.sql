-- Deals that were there before :low and were removed since, before :high; of the owners in :users (JSON), and those that somebody of :writers removed, or of all.
SELECT b.body ->> '$.ref[0]', b.body ->> '$.name[0]', c.name, c.ref, u.id, u.name, g.name, s.at, w.name, w.id,
  coalesce(b.body ->> '$.amount[0]', (SELECT r.price * (b.body ->> '$.quantity[0]') FROM visible_products r WHERE r.id = b.body ->> '$.product[0]')),
  coalesce(b.body ->> '$.currency[0]', :currency)
FROM op p JOIN body b ON b.seq = p.seq JOIN step s ON s.step = p.step
LEFT JOIN visible_clients c ON c.id = b.body ->> '$.client[0]'
LEFT JOIN visible_users u ON u.id = b.body ->> '$.owner[0]'
LEFT JOIN visible_stages g ON g.id = b.body ->> '$.stage[0]'
LEFT JOIN visible_users w ON w.id = s.actor
WHERE p.seq >= (SELECT y.first FROM step y WHERE y.first > 0 AND y.step > coalesce((SELECT x.step FROM step x WHERE x.at < :low ORDER BY x.step DESC LIMIT 1), 0)
    ORDER BY y.step LIMIT 1)
  AND +p.noun = 'D' AND p.kind = 'D' AND s.at < :high AND b.body ->> '$.created[0]' < :low
  AND NOT EXISTS (SELECT 1 FROM visible_opportunities o WHERE o.id = b.body ->> '$.id[0]')
  AND (:users IS NULL OR u.id IN (SELECT value FROM json_each(:users)) OR w.id IN (SELECT value FROM json_each(:writers)))
GROUP BY p.n
ORDER BY p.seq
