-- Where an open deal stands among those that are found, in the order of board_cards, counted from nought.
SELECT place FROM (
  SELECT t.ref, row_number() OVER (
    ORDER BY s.position, coalesce(t.amount, (SELECT p.price * t.quantity FROM visible_products p WHERE p.id = t.product)) DESC NULLS LAST, t.n
  ) - 1 AS place
  FROM {source} LEFT JOIN visible_stages s ON s.id = t.stage
  WHERE t.status = 'open' AND ({filter})
) WHERE ref = :ref
