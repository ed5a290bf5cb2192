-- What is told of one deal beside its card: its client, its chance, who decides there, whom it is up against, and its latest quote.
SELECT c.ref,
  coalesce(t.probability, s.probability),
  (SELECT k.name FROM visible_contacts k WHERE k.client = t.client AND k.role IN ('decides', 'signs') ORDER BY k.role, k.n LIMIT 1),
  t.competitor,
  q.ref, q.number, q.version, CASE WHEN q.n IS NOT NULL THEN {quote.status of q} END
FROM visible_opportunities t
LEFT JOIN visible_clients c ON c.id = t.client
LEFT JOIN visible_stages s ON s.id = t.stage
LEFT JOIN visible_quotes q ON q.n = (
  SELECT o.n FROM visible_quotes o WHERE o.opportunity = t.id AND o.status <> 'superseded' ORDER BY o.date DESC, o.n DESC LIMIT 1)
WHERE t.ref = :ref
