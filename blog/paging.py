"""Cut a list for visitors into pages; ``{% pages page %}`` leads from one to the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest


def page_of(request: HttpRequest, rows: Sequence[Any] | QuerySet[Any], size: int) -> Page[Any]:
    """Return the page that the address asks for, the first when it names none; raise Http404 when there is no such."""
    number = request.GET.get("page", "1")
    try:
        # Django reads figures of any script, and a page has one address.
        return Paginator(rows, size).page(number if number.isascii() and number.isdecimal() else 0)
    except InvalidPage as error:
        raise Http404 from error
