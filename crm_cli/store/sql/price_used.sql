-- Whether a line of a quote was priced by the rule that begins with this ref.
SELECT 1 FROM visible_quotelines l WHERE l.rule = :rule OR l.rule LIKE :rule || ' %' LIMIT 1
