-- Quotes whose total elsewhere is not what its own parts come to (lines less discount plus tax and adjustment), or not what our lines do.
SELECT t.ref, CASE WHEN t.total IS NOT NULL THEN t.total ELSE coalesce(t.stated_lines, 0) - coalesce(t.stated_discount, 0) + coalesce(t.stated_vat, 0) + coalesce(t.stated_more, 0) END came, t.stated, coalesce(t.currency, :currency)
FROM {source}
WHERE t.stated IS NOT NULL
  AND CASE WHEN t.total IS NOT NULL THEN t.total <> t.stated
    ELSE t.stated_lines IS NOT NULL AND t.stated_lines - coalesce(t.stated_discount, 0) + coalesce(t.stated_vat, 0) + coalesce(t.stated_more, 0) <> t.stated END
  AND ({filter})
ORDER BY t.n
