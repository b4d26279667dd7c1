"""Give a page the typeface of its headings: ``{% typeset %}`` stands around it, ``{% typeface %}`` in its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from blog.typeface import sheet

if TYPE_CHECKING:
    from django.template.base import NodeList, Parser, Token
    from django.template.context import Context

register = template.Library()

_PLACE = "<!-- typeface -->"


@register.simple_tag
def typeface() -> SafeString:
    """Mark the place of the style sheet, which is known only once the page is written."""
    return mark_safe(_PLACE)  # noqa: S308 - our own


@register.tag
def typeset(parser: Parser, token: Token) -> _Typeset:  # noqa: ARG001 - every tag takes it
    """Write what is inside, and then the address of the style sheet into its place."""
    inside = parser.parse(("endtypeset",))
    parser.delete_first_token()
    return _Typeset(inside)


class _Typeset(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        page = self.nodelist.render(context)
        characters = sheet.characters_of(page)
        link = format_html('<link rel="stylesheet" href="{}">', sheet.address(characters)) if characters else ""
        return mark_safe(page.replace(_PLACE, link, 1))  # noqa: S308 - a page of templates and a link
