"""Answer the buttons of the list and of a link's page: each is a POST that ends in one sentence for the owner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blog.models import FriendLink
from easytask.admin import actions
from easytask.admin.deletion import CountedDeletion
from easytask.admin.runs import MAY_CHECK, start_check
from easytask.duplicates import friend_at
from easytask.verdicts import addresses

# Changes the friend of this id and returns it with the sentence that says so, of its ``name``.
Change = Callable[[], tuple[FriendLink, str]]


class FriendButtons(CountedDeletion):
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
        if not FriendLink.objects.due().filter(pk=friend_id).exists():
            messages.warning(request, _("“%s”已停用或暂不检查，所以没有检查它。") % friend.name)
            return HttpResponseRedirect(_page(friend_id))
        return start_check(
            request,
            [friend_id],
            back=_page(friend_id),
            follow_request=lambda sent: _checking("requested", friend_id, *sent.path_arguments),
            follow_run=lambda run_id: _checking("followed", friend_id, run_id),
        )

    def undo(self, request: HttpRequest, friend_id: int, flip_id: int) -> HttpResponse:
        """Take back a change that the check made."""

        def change() -> tuple[FriendLink, str]:
            flip = actions.undo(flip_id, request.user)
            if not flip.is_show:
                return flip.friend, _("已撤销，“%(name)s”重新隐藏；下一次检查若看到它正常，会再次展示。")
            return flip.friend, _(
                "已撤销，“%(name)s”重新展示；下一次检查若仍失败会再次隐藏它，"
                "不想这样就选“一直展示”或“%(days)d 天内不检查”。"
            )

        return self._answer(request, friend_id, change)

    def show_again(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Show a hidden friend until a check decides otherwise."""

        def change() -> tuple[FriendLink, str]:
            return actions.show_again(friend_id, request.user), _(
                "“%(name)s”重新展示；下一次检查若仍失败会再次隐藏它，不想这样就选“一直展示”或“%(days)d 天内不检查”。"
            )

        return self._answer(request, friend_id, change)

    def set_active(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """List and check a friend again, or stop both."""

        def change() -> tuple[FriendLink, str]:
            if "end" in request.POST:
                return actions.set_active(friend_id, on=False), _("“%(name)s”已停用：检查不访问它，访客也看不到它。")
            return actions.set_active(friend_id, on=True), _("“%(name)s”已启用，从下一次检查起照常检查。")

        return self._answer(request, friend_id, change)

    def snooze(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Keep the check away from a link for a while, or end that."""

        def change() -> tuple[FriendLink, str]:
            if "end" in request.POST:
                return actions.snooze(friend_id, None), _("“%(name)s”恢复检查，从下一次检查开始。")
            friend = actions.snooze(friend_id, timezone.now() + dt.timedelta(days=actions.SNOOZE_DAYS))
            return friend, _("%(days)d 天内不再检查“%(name)s”，它保持现在的样子，到时自动恢复检查。")

        return self._answer(request, friend_id, change)

    def always_show(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Show a link whatever the check would see, or leave it to the check again."""

        def change() -> tuple[FriendLink, str]:
            if "end" in request.POST:
                friend = actions.always_show(friend_id, request.user, on=False)
                return friend, _("“%(name)s”交给检查决定，从下一次检查开始。")
            friend = actions.always_show(friend_id, request.user, on=True)
            return friend, _("“%(name)s”从现在起一直展示，检查不再访问它。")

        return self._answer(request, friend_id, change)

    def confirm_friend(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Take a site in doubt for the friend's."""

        def change() -> tuple[FriendLink, str]:
            friend = actions.confirm_friend(friend_id, request.user)
            return friend, _(
                "“%(name)s”仍是他：已展示，下一次检查从头认识这个网站；若仍看到停放之类的标记，会再次隐藏它，"
                "不想这样就选“一直展示”。"
            )

        return self._answer(request, friend_id, change)

    def retire(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """End a link whose site is no longer the friend's."""

        def change() -> tuple[FriendLink, str]:
            friend = actions.retire(friend_id, request.user)
            return friend, _("“%(name)s”已停用：访客看不到它，检查也不再访问它；要恢复，就在下面重新启用。")

        return self._answer(request, friend_id, change)

    def apply_move(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Write the address to which a site has moved for good."""

        def change() -> tuple[FriendLink, str]:
            address = request.POST.get("address", "")
            other = _other_at(address, friend_id)
            if other is not None:
                raise actions.ActionRejected(_("“%(name)s”已经使用了这个地址。") % {"name": other})
            return actions.apply_move(friend_id, address), _("“%(name)s”改用新地址，下一次检查从那里开始。")

        return self._answer(request, friend_id, change)

    def adopt_link_page(self, request: HttpRequest, friend_id: int) -> HttpResponse:
        """Write the link page that the check has found."""

        def change() -> tuple[FriendLink, str]:
            friend = actions.adopt_link_page(friend_id, request.POST.get("address", ""))
            return friend, _("“%(name)s”的友链页地址已填好，从下一次检查起在那里找反链。")

        return self._answer(request, friend_id, change)

    def _answer(self, request: HttpRequest, friend_id: int, change: Change) -> HttpResponse:
        """Let the owner change a friend, say in one sentence what became of it, and lead back."""
        if not self.has_change_permission(request):
            messages.error(request, _("您没有修改友链的权限。"))
            return HttpResponseRedirect(_page(friend_id))
        try:
            friend, words = change()
        except actions.ActionRejected as reason:
            messages.error(request, str(reason))
        else:
            sentence = words % {"name": friend.name, "days": actions.SNOOZE_DAYS}
            messages.success(request, sentence)
            self.log_change(request, friend, sentence)
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


def _checking(how: str, *arguments: object) -> str:
    return reverse(f"admin:blog_friendlink_{how}", args=arguments)


def _list() -> str:
    return reverse("admin:blog_friendlink_changelist")


def _page(friend_id: int) -> str:
    return reverse("admin:blog_friendlink_change", args=[friend_id])
