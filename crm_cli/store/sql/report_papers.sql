-- What was done with papers from :low until :high by the users in :users (JSON), or by all, none of it by an import: when, what, its ref and number, with whom, how much, whose.
WITH paper(noun, n, at, kind, ref, number, client, total, currency, owner, opportunity) AS (
  SELECT 'Q', n, sent, 'sent', ref, number, client, total, currency, owner, opportunity FROM visible_quotes WHERE sent >= :low AND sent < :high
  UNION ALL
  SELECT 'Q', n, decided, status, ref, number, client, total, currency, owner, opportunity FROM visible_quotes
  WHERE status IN ('accepted', 'rejected') AND decided >= :low AND decided < :high
  UNION ALL
  SELECT 'R', n, created, 'ordered', ref, number, client, total, currency, owner, opportunity FROM visible_orders
  WHERE cancelled IS NULL AND created >= :low AND created < :high
  UNION ALL
  SELECT 'DN', d.n, d.created, d.kind, d.ref, d.number, d.client, NULL, NULL, d.author, NULL FROM visible_deliveries d WHERE d.created >= :low AND d.created < :high
  UNION ALL
  SELECT 'V', n, created, iif(reverses IS NULL, 'billed', 'reversed'), ref, coalesce(official, number), client, total, currency, owner, NULL FROM visible_invoices
  WHERE created >= :low AND created < :high
  UNION ALL
  SELECT 'M', n, created, iif(amount < 0, 'refunded', 'paid'), ref, reference, client, amount, currency, author, NULL FROM visible_payments
  WHERE created >= :low AND created < :high
)
SELECT p.at, p.kind, p.ref, p.number, c.name, c.ref, p.total, coalesce(p.currency, :currency), u.name, o.ref
FROM paper p
LEFT JOIN visible_clients c ON c.id = p.client
LEFT JOIN visible_users u ON u.id = p.owner
LEFT JOIN visible_opportunities o ON o.id = p.opportunity
WHERE (:users IS NULL OR p.owner IN (SELECT value FROM json_each(:users)))
  AND (p.noun = 'Q' OR NOT EXISTS (SELECT 1 FROM op x JOIN step s ON s.step = x.step WHERE x.noun = p.noun AND x.n = p.n AND x.kind = 'I' AND s.kind = 'import'))
ORDER BY p.at, instr('sent accepted rejected ordered delivery return billed reversed paid refunded', p.kind), p.n
