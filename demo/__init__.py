"""Demonstrate the check: a handful of small blogs at an address of their own, and the rows that make them friends."""
