"""The table of keys: one block for each screen."""
