"""Let the owner take lists of friends in, with a preview and an undo, and give the whole list out."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from easytask.admin import check_requests
from easytask.admin.runs import MAY_CHECK, waiting_page
from easytask.exchange import exporting, importing, planning, undoing, words
from easytask.exchange.decoding import MAX_BYTES
from easytask.exchange.planning import Fate, Item, Plan
from easytask.exchange.records import Format, Unreadable
from easytask.exchange.writing import WRITTEN
from easytask.models import FriendImport, Run, username
from easytask.runs import lock
from easytask.tasks import BrokerUnavailable

# More than these nobody reads through, and a page of ten thousand is none; the rest is counted.
MOST_LISTED, MOST_NAMED = 1_000, 200
RECENT_IMPORTS = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One friend in the preview, in the reader's language; ``changes`` are the differences in words."""

    item: Item
    marks: tuple[str, ...]
    notes: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """What a list would do, as the page shows it.

    ``listed`` are the numbers of the friends with a box, ``unlisted`` is how many come in without one.
    """

    format: str
    new: list[Row]
    new_count: int
    changed: list[Row]
    changed_count: int
    known: list[str]
    known_count: int
    refused: list[tuple[int, str, str]]
    refused_count: int
    unlisted: int

    @property
    def listed(self) -> str:
        return ",".join(str(row.item.entry.number) for row in [*self.new, *self.changed])


class FriendLists(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The part of the friend links' admin that takes lists in and gives them out."""

    def get_urls(self) -> list[Any]:
        """Add the addresses of the lists."""
        view = self.admin_site.admin_view
        return [
            path(
                "lists/", view(require_http_methods(["GET", "HEAD", "POST"])(self.lists)), name="blog_friendlink_lists"
            ),
            path("lists/<int:import_id>/", view(require_safe(self.one_import)), name="blog_friendlink_import"),
            path(
                "lists/<int:import_id>/confirm/",
                view(require_POST(self.confirm_import)),
                name="blog_friendlink_confirm_import",
            ),
            path(
                "lists/<int:import_id>/undo/", view(require_POST(self.undo_import)), name="blog_friendlink_undo_import"
            ),
            path("lists/export/<slug:file_format>/", view(require_safe(self.export)), name="blog_friendlink_export"),
            *super().get_urls(),
        ]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Return whether this person may take lists in: it makes friends and changes them."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def lists(self, request: HttpRequest) -> HttpResponse:
        """Show the ways in and out with the latest imports, or take a list for its preview."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        error, pasted = "", ""
        if request.method == "POST":
            if not self.has_import_permission(request):
                raise PermissionDenied
            upload = request.FILES.get("file")
            pasted = request.POST.get("text", "")
            data = upload.read(MAX_BYTES + 1) if upload else pasted.encode("utf-8", "replace")
            try:
                kept = importing.keep(data, file_name=(upload.name or "") if upload else "", user=request.user)  # type: ignore[arg-type]  # who is in the admin is a user
                return HttpResponseRedirect(_page(kept.pk))
            except Unreadable as unreadable:
                error = words.unreadable(unreadable)
        imports = FriendImport.objects.exclude(state=FriendImport.State.PREVIEW)[:RECENT_IMPORTS]
        context = {
            **self._frame(request, _("导入与导出")),
            "error": error,
            "pasted": pasted,
            "may_import": self.has_import_permission(request),
            "imports": imports,
            "formats": [(str(each), exporting.FILE_NAMES[each], words.EXPORTS[each]) for each in WRITTEN],
            "most": MAX_BYTES // 2**20,
        }
        return render(request, "admin/blog/friendlink/lists.html", context)

    def one_import(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Show the preview of an import, or what came of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(FriendImport, pk=import_id)
        if row.state == FriendImport.State.PREVIEW:
            preview = _preview(planning.make(importing.friends_of(row)))
            context = {**self._frame(request, _("导入预览")), "row": row, "preview": preview}
            return render(request, "admin/blog/friendlink/import_preview.html", context)
        done = row.friends.select_related("friend").order_by("pk")
        context = {
            **self._frame(request, _("导入的结果")),
            "row": row,
            "format": words.FORMATS[Format(row.format)],
            "friends": [(each.friend, each.is_new) for each in done[:MOST_NAMED]],
            "more": max(0, done.count() - MOST_NAMED),
            "may_undo": row.state == FriendImport.State.DONE and self._may_undo(request),
        }
        return render(request, "admin/blog/friendlink/import_done.html", context)

    def confirm_import(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Take in what its owner has left ticked, and ask for a check of it."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        listed, ticked = _numbers(request.POST.get("listed", "").split(",")), _numbers(request.POST.getlist("take"))
        try:
            row = importing.confirm(import_id, takes=functools.partial(_is_taken, listed, ticked))
        except importing.AlreadyDone:
            messages.warning(request, _("这份列表已经导入过，或者预览已过期；没有再写一次。"))
            return HttpResponseRedirect(reverse("admin:blog_friendlink_lists"))
        sentence = _("已导入：新增 %(created)d 个，改动 %(changed)d 个。") % {
            "created": row.created,
            "changed": row.changed,
        }
        messages.success(request, sentence)
        friend_ids = list(row.friends.order_by("pk").values_list("friend", flat=True))
        if friend_ids:
            _ask_for_check(request, friend_ids)
        return HttpResponseRedirect(_page(row.pk))

    def undo_import(self, request: HttpRequest, import_id: int) -> HttpResponse:
        """Take a whole import back, and say what had to stay."""
        if not self._may_undo(request):
            raise PermissionDenied
        try:
            undone = undoing.undo(import_id, user_name=username(request.user))
        except undoing.NothingToUndo:
            messages.warning(request, _("这次导入已经撤销过了。"))
            return HttpResponseRedirect(reverse("admin:blog_friendlink_lists"))
        sentences = [
            _("已撤销：删除 %(deleted)d 个，复原 %(restored)d 个。")
            % {"deleted": undone.deleted, "restored": undone.restored}
        ]
        if undone.kept:
            sentences.append(_("%d 个在导入之后改动过，保留着。") % undone.kept)
        if undone.edited:
            sentences.append(_("%d 个的有些内容在导入之后又改过，没有动。") % undone.edited)
        messages.success(request, " ".join(sentences))
        return HttpResponseRedirect(_page(import_id))

    def export(self, request: HttpRequest, file_format: str) -> HttpResponse:
        """Send the owner's whole list as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if file_format not in [str(each) for each in WRITTEN]:
            raise Http404
        chosen = Format(file_format)
        headers = {"Content-Disposition": f'attachment; filename="{exporting.FILE_NAMES[chosen]}"'}
        return HttpResponse(
            exporting.owners_list(chosen), content_type=exporting.CONTENT_TYPES[chosen], headers=headers
        )

    def _may_undo(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def _frame(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title}


def _page(import_id: int) -> str:
    return reverse("admin:blog_friendlink_import", args=[import_id])


def _numbers(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 9}


def _is_taken(listed: set[int], ticked: set[int], item: Item) -> bool:
    """Return whether somebody has ticked this friend, or it had no box and needs none."""
    number = item.entry.number
    return number in ticked or (number not in listed and not item.shows_unchecked)


def _preview(plan: Plan) -> Preview:
    new, changed, known = (plan.of(fate) for fate in (Fate.NEW, Fate.CHANGED, Fate.KNOWN))
    for items in (new, changed):
        # Those that somebody has to look at stand first.
        items.sort(key=lambda item: not item.shows_unchecked)
    listed_new = new[:MOST_LISTED]
    listed_changed = changed[: MOST_LISTED - len(listed_new)]
    return Preview(
        format=str(words.FORMATS[plan.format]),
        new=list(map(_row, listed_new)),
        new_count=len(new),
        changed=list(map(_row, listed_changed)),
        changed_count=len(changed),
        known=[item.friend_name for item in known[:MOST_NAMED]],
        known_count=len(known),
        refused=[(each.number, each.what, str(words.SKIPS[each.reason])) for each in plan.refused[:MOST_NAMED]],
        refused_count=len(plan.refused),
        unlisted=sum(not item.shows_unchecked for item in [*new[len(listed_new) :], *changed[len(listed_changed) :]]),
    )


def _row(item: Item) -> Row:
    return Row(
        item,
        tuple(words.marks(item)),
        tuple(words.notes(item)),
        tuple((str(words.COLUMNS[each.column]), each.before, each.after) for each in item.differences),
    )


def _ask_for_check(request: HttpRequest, friend_ids: list[int]) -> None:
    """Ask a worker to look at those who came in, or say who will."""
    later = _("新的友链由下一次检查来看，通过之后才会展示。")
    if not request.user.has_perm(MAY_CHECK):
        messages.info(request, later)
        return
    lock.close_stale_runs()
    if Run.objects.filter(state=Run.State.RUNNING).exists():
        messages.info(request, _("有一次检查正在进行。") + later)
        return
    try:
        sent = check_requests.send(friend_ids, user_id=request.user.pk)
    except BrokerUnavailable:
        messages.warning(request, _("消息服务（Redis）没有响应，没能马上检查。") + later)
        return
    count = len(friend_ids)
    sentence = ngettext("正在检查这 %d 个友链，通过之后才会展示：", "正在检查这 %d 个友链，通过之后才会展示：", count)
    link = format_html('<a href="{}">{}</a>', waiting_page(sent), _("看进展"))
    messages.info(request, format_html("{}{}", sentence % count, link))
