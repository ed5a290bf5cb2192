-- The notes about a client or lead: what is said in each, and the step that wrote it. Its activities come first (CROSS): there are few, and the log is long.
SELECT op.step, a.text FROM visible_activities a CROSS JOIN op ON op.noun = 'A' AND op.n = a.n AND op.kind = 'I'
WHERE (a.client = :id OR a.lead = :id) AND a.kind = 'note'
