"""What is said of records, values, days and deeds, whichever door it is said through."""
