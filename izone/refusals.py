"""Answer a request that Django refuses by itself with a page of the site, in the reader's language, with a way back."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found


class UnreadableMiddleware:
    """Refuse what the admin's pages break at: a NUL, which PostgreSQL does not take, and the ends of the calendar.

    The visitors' own pages know nothing of such a name or year, and in forms Django's own fields refuse a NUL.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400 in place of the page."""
        has_nul = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if _is_in_admin(request) and (has_nul or _has_last_year(request)):
            return _refuse_unreadable(request)
        if any("\0" in value for value in request.COOKIES.values()):
            # Not even the reader's language is to be looked up with it.
            request.COOKIES.clear()
            return _refuse_unreadable(request)
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refuse a moment that is no moment in another time zone, such as the first hours of the year 1."""
        return _refuse_unreadable(request) if _is_in_admin(request) and isinstance(exception, OverflowError) else None


class NotFoundMiddleware:
    """Show the site's own page where nothing is found, also with DEBUG on.

    It is on in `make run`, whose owner has not asked for Django's list of all addresses, nor has a visitor. What
    breaks still shows Django's own page: that is for a developer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Step aside where Django shows the site's page by itself."""
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer for an address that is none; what a view answers, which is a 404 as well, is its own."""
        response = self._get_response(request)
        is_no_address = response.status_code == 404 and request.resolver_match is None
        return page_not_found(request, Http404()) if is_no_address else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view that does not find what it is asked for."""
        return page_not_found(request, exception) if isinstance(exception, Http404) else None


def _is_in_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith(f"/{settings.ADMIN_PATH}")


def _has_last_year(request: HttpRequest) -> bool:
    """Return whether a filter asks for a year without one before or after it, which Django reckons with."""
    years = [str(value) for name, value in request.GET.items() if name.endswith("__year")]
    return any(year.isdecimal() and not 1 < int(year[:9]) < 9999 for year in years)


def _refuse_unreadable(request: HttpRequest) -> HttpResponse:
    return _refuse(request, 400, _("服务器看不懂这次请求，什么也没有保存。"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be read, such as a Host of nobody's, and a form with too many fields."""
    if isinstance(exception, TooManyFieldsSent):
        return render(request, "413.html", status=413)
    return _refuse_unreadable(request)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer who may not see this page."""
    return _refuse(request, 403, _("您的账号没有打开这个页面的权限。"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - as above
    """Answer a form that was not made here, or so long ago that its cookie is gone."""
    return _refuse(request, 403, _("这个表单已经过期，什么也没有保存；请退回上一页，刷新之后再提交一次。"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when our own code broke; Django's own page would not know whose site this is."""
    return render(request, "500.html", status=500)


def _refuse(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return render(request, "refused.html", {"words": words}, status=status)
