-- What was done last with a client, a contact, a lead, or by a number that is nobody's yet; each link is an id or NULL.
SELECT * FROM (
  SELECT * FROM (SELECT ref, at, kind, direction, outcome, text, owner FROM visible_activities WHERE client = :client ORDER BY at DESC LIMIT :limit)
  UNION ALL
  SELECT * FROM (SELECT ref, at, kind, direction, outcome, text, owner FROM visible_activities WHERE :client IS NULL AND contact = :contact ORDER BY at DESC LIMIT :limit)
  UNION ALL
  SELECT * FROM (SELECT ref, at, kind, direction, outcome, text, owner FROM visible_activities WHERE lead = :lead ORDER BY at DESC LIMIT :limit)
  UNION ALL
  SELECT * FROM (
    SELECT ref, at, kind, direction, outcome, text, owner FROM visible_activities
    WHERE phone_key = :key AND client IS NULL AND contact IS NULL AND lead IS NULL ORDER BY at DESC LIMIT :limit
  )
)
ORDER BY at DESC, ref DESC LIMIT :limit
