-- The clients that a client has to do with: what they are to it, and who they are.
SELECT how, c.ref, c.name, c.level, u.name
FROM (
  SELECT 1 place, 'parent' how, t.parent id FROM visible_clients t WHERE t.id = :client
  UNION SELECT 2, 'subsidiary', t.id FROM visible_clients t WHERE t.parent = :client
  UNION SELECT 3, 'partner', t.partner FROM visible_clients t WHERE t.id = :client
  UNION SELECT 4, 'partnered', t.id FROM visible_clients t WHERE t.partner = :client
  UNION SELECT 5, 'referred_by', t.referred_by FROM visible_clients t WHERE t.id = :client
  UNION SELECT 6, 'referred', t.id FROM visible_clients t WHERE t.referred_by = :client
) f
JOIN visible_clients c ON c.id = f.id
LEFT JOIN visible_users u ON u.id = c.owner
ORDER BY place, c.n
