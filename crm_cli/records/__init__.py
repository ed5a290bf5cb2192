"""What a record is: kinds, fields, nouns and filters; no input or output."""
