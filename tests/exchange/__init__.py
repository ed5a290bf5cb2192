"""Data in and out, and the merge of copies."""
