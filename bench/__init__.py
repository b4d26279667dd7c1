"""Measure the check against the two ways of the article that it began with, on simulated sites on loopback."""
