"""Serve the owner's colour as a style sheet, so that no page needs a style of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from blog.site.colours import by_day, by_night, mix


def show(request: HttpRequest, colour: str) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Answer with a style sheet that has this colour in place of cinnabar; its address says all of it."""
    colour = f"#{colour}"
    day, night, sun = by_day(colour), by_night(colour), mix(colour, "#000000", 0.88)
    sheet = (
        f":root{{--seal:{day};--sun:{colour}}}"
        "@supports (color:light-dark(red,red)){"
        f":root{{--seal:light-dark({day},{night});--sun:light-dark({colour},{sun})}}}}"
    )
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(sheet, content_type="text/css", headers=headers)
