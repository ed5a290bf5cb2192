"""Files that nobody would write: whatever comes, it is read, or refused in one line, and nothing of it is half written."""
