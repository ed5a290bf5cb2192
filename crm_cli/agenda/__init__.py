"""What crosses the rooms: one line for a call and all that follows from it, the day, the story of a client."""
