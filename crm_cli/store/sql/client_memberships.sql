-- The memberships of a :client, those that go on first.
SELECT m.ref, m.number, m.level, p.name, m.start, coalesce(m.ended, m."end"), {membership.points of m}, u.name
FROM visible_memberships m LEFT JOIN visible_contacts p ON p.id = m.contact LEFT JOIN visible_users u ON u.id = m.owner
WHERE m.client = :client ORDER BY m.ended IS NOT NULL, coalesce(m."end", '9') DESC, m.n DESC
