-- The contracts of a :client, as the one it is with or as another party, the one that ends last first.
SELECT k.ref, k.number, k.name, {contract.status of k}, k.start, k."end", k.value, coalesce(k.currency, :currency), b.name, u.name
FROM visible_contracts k LEFT JOIN visible_pricebooks b ON b.id = k.pricebook LEFT JOIN visible_users u ON u.id = k.owner
WHERE k.client = :client OR k.id IN (SELECT e.record FROM visible_elements e WHERE e.value = :client AND e.field = 'parties')
ORDER BY coalesce(k."end", '9') DESC, k.n DESC
