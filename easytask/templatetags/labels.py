"""Offer the labels of verdicts to templates: ``{{ change.kind|verdict_label:change.status }}``."""

from django import template

from easytask.labels import verdict_label

register = template.Library()
register.filter("verdict_label", verdict_label)
