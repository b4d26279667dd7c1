"""Tell programs what a page is about, in the words of schema.org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from blog.models import Post

register = template.Library()


@register.simple_tag(takes_context=True)
def article_data(context: dict[str, Any], post: Post, excerpt: str) -> SafeString:
    """Return a post as JSON-LD, which is data to browsers and no script."""
    site, origin = context["site"], context["site_origin"]
    start = origin() if callable(origin) else origin
    picture = f"/pictures/{post.cover_id}" if post.cover_id else f"/cards/{post.slug}.png"
    data = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "description": excerpt,
        "datePublished": post.published_at,
        "dateModified": post.changed_at,
        "author": {"@type": "Person", "name": site.author or site.title},
        "publisher": {"@type": "Organization", "name": site.title},
        "image": start + picture,
        "mainEntityOfPage": f"{start}/posts/{post.slug}/",
    }
    script = json_script(data)
    return mark_safe(script.replace("application/json", "application/ld+json", 1))  # noqa: S308 - json_script escapes
