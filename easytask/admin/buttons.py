"""Answer the buttons of the list and of a link's page: each is a POST that ends in one sentence for the owner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog.models import FriendLink
from easytask.admin import action_log, actions
from easytask.admin.action_log import Action
from easytask.admin.runs import MAY_CHECK, start_check
from easytask.duplicates import friend_at
from easytask.verdicts import addresses

# Changes a friend, and returns it with what was done.
Change = Callable[[], tuple[FriendLink, Action]]


class FriendButtons(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The part of the friend links' admin that answers its buttons."""

    def get_urls(self) -> list[Any]:
        """Put the buttons' addresses before those of Django's own pages."""

        def button(where: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(where, self.admin_site.admin_view(require_POST(view)), name=f"blog_friendlink_{name}")

        return [
            button("check-all/", self.check_all, "check_all"),
            button("<int:friend_id>/check/", self.check_one, "check"),
            button("<int:friend_id>/undo/<int:flip_id>/", self.undo, "undo"),
            button("<int:friend_id>/show-again/", self.show_again, "show_again"),
            button("<int:friend_id>/active/", self.set_active, "active"),
            button("<int:friend_id>/leave-alone/", self.snooze, "snooze"),
            button("<int:friend_id>/always-show/", self.always_show, "always_show"),
            button("<int:friend_id>/still-theirs/", self.confirm_friend, "confirm_friend"),
            button("<int:friend_id>/not-theirs/", self.retire, "retire"),
            button("<int:friend_id>/link-page/", self.adopt_link_page, "adopt_link_page"),
            button("<int:friend_id>/take-over/", self.apply_move, "apply_move"),
            *super().get_urls(),
        ]

    def has_check_permission(self, request: HttpRequest) -> bool:
        """Return whether this person may start a check; Django asks it of the list's action as well."""
        return request.user.has_perm(MAY_CHECK)

    def check_all(self, request: HttpRequest) -> HttpResponse:
        """Start a check of all links."""
        return start_check(request, None, back=_list())

    def check_one(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Start a check of one link, unless it is not to be checked."""
        friend = FriendLink.objects.filter(pk=friend_id).first()
        if friend is None:
            messages.error(request, _("这个友链已被删除。"))
            return HttpResponseRedirect(_list())
        if not friend.is_due:
            messages.warning(request, _("“%s”已停用或暂不检查，所以没有检查它。") % friend.name)
            return HttpResponseRedirect(_page(friend_id))
        return start_check_of_friend(request, friend_id, back=_page(friend_id))

    def undo(self, request: HttpRequest, friend_id: int, flip_id: int) -> HttpResponse:
        """Take back a change that the check made."""

        def change() -> tuple[FriendLink, Action]:
            flip = actions.undo(flip_id, request.user)
            return flip.friend, Action.HIDE_UNDONE if flip.is_show else Action.SHOW_UNDONE

        return self._answer(request, friend_id, change)

    def show_again(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Show a hidden friend until a check decides otherwise."""
        return self._answer(
            request, friend_id, lambda: (actions.show_again(friend_id, request.user), Action.SHOWN_AGAIN)
        )

    def set_active(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """List and check a friend again, or stop both."""
        on = "end" not in request.POST
        action = Action.ACTIVATED if on else Action.DEACTIVATED
        return self._answer(request, friend_id, lambda: (actions.set_active(friend_id, on=on), action))

    def snooze(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Keep the check away from a link for a while, or end that."""
        on = "end" not in request.POST
        until = timezone.now() + dt.timedelta(days=actions.SNOOZE_DAYS) if on else None
        action = Action.SNOOZED if on else Action.RESUMED
        return self._answer(request, friend_id, lambda: (actions.snooze(friend_id, until), action))

    def always_show(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Show a link whatever the check would see, or leave it to the check again."""
        on = "end" not in request.POST
        action = Action.ALWAYS_SHOWN if on else Action.LEFT_TO_CHECK
        return self._answer(request, friend_id, lambda: (actions.always_show(friend_id, request.user, on=on), action))

    def confirm_friend(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Take a site in doubt for the friend's."""
        return self._answer(
            request, friend_id, lambda: (actions.confirm_friend(friend_id, request.user), Action.CONFIRMED)
        )

    def retire(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """End a link whose site is no longer the friend's."""
        return self._answer(request, friend_id, lambda: (actions.retire(friend_id, request.user), Action.RETIRED))

    def apply_move(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Write the address to which a site has moved for good."""

        def change() -> tuple[FriendLink, Action]:
            address = request.POST.get("address", "")
            other = _other_at(address, friend_id)
            if other is not None:
                raise actions.ActionRejected(_("“%(name)s”已经使用了这个地址。") % {"name": other})
            return actions.apply_move(friend_id, address), Action.MOVED

        return self._answer(request, friend_id, change)

    def adopt_link_page(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Write the link page that the check has found."""
        address = request.POST.get("address", "")
        return self._answer(
            request, friend_id, lambda: (actions.adopt_link_page(friend_id, address), Action.LINK_PAGE_ADOPTED)
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the friend's log, what its buttons did in the reader's language."""
        response = super().history_view(request, object_id, extra_context)
        # A friend that is gone has no history, but a redirect.
        for entry in (getattr(response, "context_data", None) or {}).get("action_list", ()):
            # Django shows a text as it is.
            entry.change_message = action_log.message_of(entry)
        return response

    def _answer(self, request: HttpRequest, friend_id: int, change: Change) -> HttpResponse:
        """Let the owner change a friend, say in one sentence what became of it, and lead back."""
        if not self.has_change_permission(request):
            messages.error(request, _("您没有修改友链的权限。"))
            return HttpResponseRedirect(_page(friend_id))
        try:
            friend, action = change()
        except actions.ActionRejected as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, action_log.sentence(action, friend.name))
            self.log_change(request, friend, action_log.change_message(action))
        there = FriendLink.objects.filter(pk=friend_id).exists()
        back = _asked_back(request) or _page(friend_id)
        return HttpResponseRedirect(back if there else _list())


def _other_at(address: str, friend_id: int) -> str | None:
    """Return the name of another friend at this address; None also for a bad one, refused later."""
    try:
        return friend_at(addresses.parse(address), except_for=friend_id)
    except addresses.BadAddress:
        return None


def _asked_back(request: HttpRequest) -> str:
    """Return the page of ours on which the button was pressed, when it says so; empty otherwise."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""


def start_check_of_friend(request: HttpRequest, friend_id: int, *, back: str) -> HttpResponse:
    """Start a check of one link and follow it on its page; lead ``back`` with a sentence when that cannot be."""
    return start_check(
        request,
        [friend_id],
        back=back,
        follow_request=lambda sent: _checking("requested", friend_id, *sent.path_arguments),
        follow_run=lambda run_id: _checking("followed", friend_id, run_id),
    )


def _checking(how: str, *arguments: object) -> str:
    return reverse(f"admin:blog_friendlink_{how}", args=arguments)


def _list() -> str:
    return reverse("admin:blog_friendlink_changelist")


def _page(friend_id: int) -> str:
    return reverse("admin:blog_friendlink_change", args=[friend_id])
