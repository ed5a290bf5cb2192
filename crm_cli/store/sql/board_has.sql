-- Whether an open deal is among those that are found.
SELECT 1 FROM {source}
WHERE t.n = (SELECT o.n FROM visible_opportunities o WHERE o.ref = :ref) AND t.status = 'open' AND ({filter})
