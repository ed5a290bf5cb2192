-- Every price of a :product, with the book it is in.
SELECT p.ref, p.n, p.quantity, p.price, p.per, p.floor, p.start, p."end", p.active, b.id, b.name, coalesce(b.currency, :currency), b.level, b.region,
  b.granted, b.start, b."end", b.taxed, b.position, b.active
FROM visible_prices p JOIN visible_pricebooks b ON b.id = p.pricebook
WHERE p.product = :product
