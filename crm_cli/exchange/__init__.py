"""Data in and out: files, copies of the base, and what merges them."""
