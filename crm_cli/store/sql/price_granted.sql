-- The price books that contracts in force on :day grant a :client, as the one it is with or as another party; the latest contract counts.
SELECT k.pricebook, k.ref FROM visible_contracts k
WHERE k.pricebook IS NOT NULL AND k.signed IS NOT NULL AND (k.terminated IS NULL OR k.terminated > :day)
  AND (k.start IS NULL OR k.start <= :day) AND (k."end" IS NULL OR k."end" >= :day
    OR (k.renewal = 'automatic' AND NOT EXISTS (SELECT 1 FROM visible_contracts r WHERE r.renewed = k.id)))
  AND (k.client = :client OR k.id IN (SELECT e.record FROM visible_elements e WHERE e.value = :client AND e.field = 'parties'))
ORDER BY k.n
