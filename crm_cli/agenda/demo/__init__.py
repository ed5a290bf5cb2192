"""A believable company to try the program on: invented, the same for the same language and day."""
