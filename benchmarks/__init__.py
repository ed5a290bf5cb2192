"""Side-by-side measures: this program against something well known, in one run, as ratios."""
