"""Filters for the templates: the labels of verdicts."""
