"""Products, opportunities and their pipelines: the rules of selling."""
