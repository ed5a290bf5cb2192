"""The team's room: who works here, and how a base begins."""
