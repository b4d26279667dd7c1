"""Offer to templates the labels of verdicts, and whether an address may be a link.

``{{ change.kind|verdict_label:change.status }}``; ``{% if friend.link|opens %}``.
"""

from django import template

from easytask.labels import verdict_label

register = template.Library()
register.filter("verdict_label", verdict_label)


@register.filter
def opens(address: str) -> bool:
    """Return whether a browser opens this address as a page: ``javascript:`` and ``data:`` do something in ours."""
    return address.lower().startswith(("http://", "https://"))
