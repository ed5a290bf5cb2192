"""What a shell asks while a line is typed: answered before Typer is imported, from a written table and a few rows of the base."""
