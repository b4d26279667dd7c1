"""Filters for the templates of the blog."""
