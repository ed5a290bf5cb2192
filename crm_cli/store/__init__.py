"""The cellar: the only place that speaks SQL."""
