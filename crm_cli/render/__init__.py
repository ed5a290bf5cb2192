"""Turns answers into text: data on stdout, talk on stderr, for people and for programs."""
