"""Let the owner take posts in and give them out in the admin: upload, preview, import, download."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from blog import uploads
from blog.exchange import exporting, pieces, planning, reading, words, writing
from blog.exchange.archives import open_source
from blog.exchange.planning import Plan, Planned, Step
from blog.exchange.records import UnusableSource
from blog.models import ImportUpload

# A request that takes longer is ended by the web server; what is left then waits for a click.
SECONDS = 15.0
# Rows in one list of the preview.
SHOWN = 200
MAY_IMPORT = ("blog.add_post", "blog.change_post", "blog.add_page", "blog.change_page", "blog.add_picture")


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A post in the preview, with its sentences."""

    title: str
    place: str
    sentences: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """The posts with which the same will be done; ``more`` are not shown."""

    label: str
    count: int
    rows: tuple[Row, ...]
    is_open: bool = False

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


class UploadForm(forms.Form):
    """The file, and nothing to choose."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.xml,.dat,.json,.md,.markdown"}),
    )


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses below that of the posts."""
    return [
        path("import/", site.admin_view(upload_page), name="blog_post_import"),
        path("import/piece/", site.admin_view(piece_page), name="blog_post_import_piece"),
        path("import/<int:pk>/", site.admin_view(preview_page), name="blog_post_import_preview"),
        path("export/", site.admin_view(download), name="blog_post_export"),
    ]


@never_cache
def upload_page(request: HttpRequest) -> HttpResponse:
    """Take a file, and lead on to its preview."""
    _require(request, MAY_IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        pieces.delete_old()
        file = form.cleaned_data["file"]
        upload = ImportUpload.objects.create(
            file_name=file.name[:255],
            content=file.read(),
            uploaded_by=request.user,  # type: ignore[misc]  # admin_view() lets nobody else in
        )
        return redirect("admin:blog_post_import_preview", upload.pk)
    context = {
        **_frame(request, _("导入文章")),
        "form": form,
        "largest": uploads.FILE_BYTES,
        "largest_mb": uploads.MEGABYTES,
        "piece": pieces.PIECE_BYTES,
        "most": pieces.MOST_BYTES,
        "most_mb": pieces.MOST_BYTES // 2**20,
    }
    return render(request, "admin/exchange/upload.html", context)


@never_cache
@require_POST
def piece_page(request: HttpRequest) -> JsonResponse:
    """Take a piece of a file that is too large for one request; say to which upload the next one belongs."""
    _require(request, MAY_IMPORT)
    posted = request.POST
    try:
        if "upload" in posted:
            upload = get_object_or_404(ImportUpload, pk=int(posted["upload"]), uploaded_by=request.user)
        else:
            upload = _begun(request, posted["name"], int(posted["size"]))
        file = cast("UploadedFile[Any]", request.FILES["file"])
        pieces.keep(upload, int(posted["number"]), file.read())
    except (KeyError, ValueError):
        return JsonResponse({}, status=400)
    return JsonResponse({"upload": upload.pk, "preview": reverse("admin:blog_post_import_preview", args=[upload.pk])})


def _begun(request: HttpRequest, name: str, size: int) -> ImportUpload:
    if not 0 < size <= pieces.MOST_BYTES:
        raise pieces.BadPiece
    pieces.delete_old()
    return ImportUpload.objects.create(
        file_name=name[:255],
        content=b"",
        size=size,
        uploaded_by=request.user,  # type: ignore[misc]  # admin_view() lets nobody else in
    )


@never_cache
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an import of the file would do, and do it when asked to."""
    _require(request, MAY_IMPORT)
    upload = get_object_or_404(ImportUpload, pk=pk, uploaded_by=request.user)
    if not pieces.is_whole(upload):
        upload.delete()
        messages.error(request, _("文件没有传完，请再传一次。"))
        return redirect("admin:blog_post_import")
    try:
        with open_source(pieces.opened(upload), upload.file_name) as archive:
            plan = planning.build(reading.read(archive, timezone.get_current_timezone()))
            if request.method == "POST":
                return _written(request, upload, writing.write(plan, archive, seconds=SECONDS))
    except UnusableSource as error:
        upload.delete()
        messages.error(request, words.of_unusable(error))
        return redirect("admin:blog_post_import")
    context = {
        **_frame(request, _("导入文章")),
        "upload": upload,
        "sections": _sections(plan),
        "to_write": len(plan.to_write),
        "pictures": len({file for item in plan.to_write for _address, file in item.post.pictures}),
    }
    return render(request, "admin/exchange/preview.html", context)


def _written(request: HttpRequest, upload: ImportUpload, written: writing.Written) -> HttpResponse:
    """Say what was written, and go on or be done; a script asks for JSON, and with it says what was before."""
    for place, note in written.notes[:SHOWN]:
        messages.warning(request, f"{place}: {words.of_note(note)}")
    before = {name: request.POST.get(name, "") for name in ("new", "changed", "pictures")}
    counts = {
        name: getattr(written, name) + (int(value) if value[:9].isdecimal() else 0) for name, value in before.items()
    }
    done = _("写入了 %(new)d 篇新的，更新了 %(changed)d 篇，图片 %(pictures)d 张。") % counts
    is_script = request.accepts("application/json") and not request.accepts("text/html")
    if written.left:
        left = _("还有 %(left)d 篇。") % {"left": written.left}
        if is_script:
            return JsonResponse({**counts, "left": written.left, "said": done + left})
        messages.warning(request, done + left + _("请再按一次“导入”。"))
        return redirect("admin:blog_post_import_preview", upload.pk)
    upload.delete()
    messages.success(request, done)
    if is_script:
        return JsonResponse({**counts, "left": 0, "next": reverse("admin:blog_post_changelist")})
    return redirect("admin:blog_post_changelist")


def _sections(plan: Plan) -> list[Section]:
    counts = plan.counts
    found = []
    for step in Step:
        items = [item for item in plan.planned if item.step is step]
        # What the owner should look at first.
        items.sort(key=lambda item: not item.notes)
        rows = tuple(map(_row, items[:SHOWN]))
        found.append(Section(words.of_step(step), counts[step], rows, is_open=step.writes))
    refused = tuple(Row(item.place, "", (words.of_refused(item),)) for item in plan.refused[:SHOWN])
    found.append(Section(_("略过"), len(plan.refused), refused, is_open=True))
    return [section for section in found if section.count]


def _row(item: Planned) -> Row:
    post = item.post
    marks = [_("页面")] if post.is_page else []
    if post.published_at is None and not (post.is_page and post.is_undated):
        marks.append(_("草稿"))
    return Row(item.title, post.place, tuple(map(words.of_note, item.notes)), tuple(marks))


@require_GET
def download(request: HttpRequest) -> StreamingHttpResponse:
    """Send all posts, pages and pictures."""
    _require(request, ("blog.view_post", "blog.view_page"))
    name = f"posts-{timezone.localdate():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(exporting.pieces(), content_type="application/zip", headers=headers)


def _require(request: HttpRequest, permissions: Iterable[str]) -> None:
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def _frame(request: HttpRequest, title: str) -> dict[str, object]:
    return {**admin.site.each_context(request), "title": title}
