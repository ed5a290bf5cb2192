-- What was in each stage at a moment: count, value, and value times probability in ten thousandths; all from the index history_day.
-- foreign: how many are in another currency than the base's; where there are any, board_currencies tells them apart.
SELECT s.id, count(*), sum(h.value), sum(h.value * h.probability), sum(h.currency <> :currency)
FROM visible_stages s CROSS JOIN visible_stage_history h ON h.stage = s.id
WHERE h.until > :moment AND h.effective <= :moment
GROUP BY s.id
