"""Lead from a page of a list to the others: ``{% pages page %}``, below what the page shows."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.inclusion_tag("blog/_pages.html")
def pages(page: Page[Any], before: str = "", after: str = "") -> dict[str, Any]:
    """Show the numbers of the pages, and the way one page back and on, by these words instead of the usual ones."""
    return {
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "ellipsis": page.paginator.ELLIPSIS,
        "before": before,
        "after": after,
    }
