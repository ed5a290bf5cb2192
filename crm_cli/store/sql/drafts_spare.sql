-- What of acceptance drafts that are not cash yet went to no invoice, by the day they mature.
SELECT p.matures, coalesce(p.currency, :currency), sum({payment.spare of p})
FROM visible_payments p WHERE p.method = 'draft' AND p.matures > :today AND p.reverses IS NULL GROUP BY 1, 2
