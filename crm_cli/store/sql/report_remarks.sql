-- Remarks of the users in :users (JSON) and of their :leader, or of all, on the days from :first to :last or on that :unit, and those that were replied to from :low until :high.
SELECT r.ref, r.user, u.name, r.unit, r.start, r.text, r.reply, w.name, r.replied
FROM visible_remarks r
LEFT JOIN visible_users u ON u.id = r.user
LEFT JOIN visible_users w ON w.id = r.replied_by
WHERE ((r.start BETWEEN :first AND :last AND r.unit IN (:unit, 'day')) OR (r.replied >= :low AND r.replied < :high))
  AND (:users IS NULL OR r.user = :leader OR r.user IN (SELECT value FROM json_each(:users)))
ORDER BY r.start, r.n
