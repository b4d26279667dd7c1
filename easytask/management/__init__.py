"""Offer the check, the lists of friends and the test of notices as commands of ``manage.py``."""
