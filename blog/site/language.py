"""Choose the language of a page: the one its address begins with, else the browser's, else the site's.

Django's LocaleMiddleware remembers a reader's choice in a cookie, on which every page then depends, so that no cache
between could keep one; and the prefixes of its i18n_patterns follow the default language, which the resolver remembers
for as long as the process lives, while the owner may change it. Here a choice is a link: ``/en/archive/`` is the page
``/archive/`` in English, and every address that is reversed on the way stays in that language.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from blog.site import identity, values


class LanguageMiddleware:
    """Take the language out of the address, and speak it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language."""
        prefix = get_script_prefix()
        chosen = _take_out_of_address(request)
        language = chosen or _remembered(request) or _of_browser(request) or _of_site(request)
        request.LANGUAGE_CODE = language
        if chosen:
            set_script_prefix(f"{prefix}{chosen}/")
        try:
            with translation.override(language):
                response = self._get_response(request)
        finally:
            set_script_prefix(prefix)
        response.headers.setdefault("Content-Language", language)
        if not chosen:
            patch_vary_headers(response, ("Accept-Language",))
        return response


def links(request: HttpRequest) -> list[dict[str, str | bool]]:
    """Return the page that was asked for in each language: name, code and address, and which one this is."""
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return [
        {
            "code": code,
            "name": name,
            "url": f"/{code}{request.path_info}{query}",
            "here": code == translation.get_language(),
        }
        for code, name in identity.LANGUAGES
    ]


def _take_out_of_address(request: HttpRequest) -> str:
    """Return the language that the address begins with, and hand on the rest of it; empty when there is none."""
    first, slash, rest = request.path_info.removeprefix("/").partition("/")
    if not slash or first not in dict(identity.LANGUAGES):
        return ""
    request.path_info = f"/{rest}"
    return first


def _remembered(request: HttpRequest) -> str:
    """Return the language of the cookie, in the admin alone: its pages are for one person, and kept by no cache."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    is_admin = request.path_info.startswith(f"/{settings.ADMIN_PATH}")
    return language if is_admin and language in dict(identity.LANGUAGES) else ""


def _of_browser(request: HttpRequest) -> str:
    """Return the first of our languages that the browser asks for; empty when it asks for none of them."""
    for language, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        if language == "*":
            break
        try:
            return get_supported_language_variant(language)
        except LookupError:
            continue
    return ""


def _of_site(request: HttpRequest) -> str:
    """Return the site's language; for those who ask how the machine is, its own: they must not wait for a database."""
    is_asked_from_inside = request.path_info in settings.PATHS_WITHOUT_SITE
    return settings.LANGUAGE_CODE if is_asked_from_inside else values.current()[identity.LANGUAGE]


def without_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view whose addresses are the same in every language, as those of a feed must be."""

    def plain(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        prefix = get_script_prefix()
        set_script_prefix(prefix.removesuffix(f"{getattr(request, 'LANGUAGE_CODE', '')}/"))
        try:
            return view(request, *args, **kwargs)
        finally:
            set_script_prefix(prefix)

    return plain
