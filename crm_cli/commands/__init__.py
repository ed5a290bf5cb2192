"""The command line: every command parses, calls one rule and hands the answer to the renderer."""
