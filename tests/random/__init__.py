"""Any steps at random, and what must hold after them."""
