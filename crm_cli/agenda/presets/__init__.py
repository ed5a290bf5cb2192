"""Presets: how small firms of one kind sell, as files beside this one: pipelines, stages, tasks, fields, checks and views, in both languages.

declared (what a file says) → laying (what of it a base has, and what is added).
"""
