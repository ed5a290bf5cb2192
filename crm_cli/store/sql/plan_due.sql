-- When each part of an order's plan is due, by what has happened.
SELECT p.id, {instalment.due of p} FROM visible_instalments p WHERE p."order" = :order
