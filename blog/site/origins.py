"""Say at which origin the blog's absolute addresses start: the one that its owner has set, whatever Host was asked."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest

from blog.site import identity, values


def origin(request: HttpRequest) -> str:
    """Return scheme, host and port of SITE_URL, or of the request as long as none is set."""
    url = values.current()[identity.URL]
    site = urlsplit(url)
    return f"{site.scheme}://{site.netloc}" if url else f"{request.scheme}://{request.get_host()}"
