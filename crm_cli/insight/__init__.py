"""Figures: what the base says about sales, clients and people."""
