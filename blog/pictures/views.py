"""Show visitors the pictures of posts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from blog.models import PictureFile


def show(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Show one size of a picture; its name is of its content, so that nobody needs to ask twice."""
    content = PictureFile.objects.filter(name=name).values_list("content", flat=True).first()
    if content is None:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(bytes(content), content_type="image/webp", headers=headers)
