"""Let the owner take posts in and give them out in the admin: upload, preview, import, download."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
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
from blog.models import ImportPiece, ImportUpload

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


class SoFarForm(forms.Form):
    """What a script's requests before this one have written of the same file, and how many notes they have made."""

    new, changed, pictures, notes = (forms.IntegerField(required=False, min_value=0, max_value=10**9) for _ in range(4))

    @property
    def counts(self) -> dict[str, int]:
        return {name: value or 0 for name, value in self.cleaned_data.items()}


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
            user = cast("User", request.user)
            upload = pieces.begin(user, posted["name"], int(posted["size"]))
        file = cast("UploadedFile[Any]", request.FILES["file"])
        pieces.keep(upload, int(posted["number"]), file.read())
    except (KeyError, ValueError):
        return JsonResponse({}, status=400)
    return JsonResponse({"upload": upload.pk, "preview": reverse("admin:blog_post_import_preview", args=[upload.pk])})


@never_cache
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an import of the file would do, and do it when asked to."""
    _require(request, MAY_IMPORT)
    before = SoFarForm(request.POST)
    if request.method == "POST" and not before.is_valid():
        return JsonResponse({"error": before.errors}, status=400)
    try:
        upload = ImportUpload.objects.get(pk=pk, uploaded_by=cast("User", request.user))
        if not pieces.is_whole(upload):
            return _refused(request, _("文件还没有传完。请等它传完，或者再传一次。"))
        with open_source(pieces.opened(upload), upload.file_name) as archive:
            plan = planning.build(reading.read(archive, timezone.get_current_timezone()))
            if request.method == "POST":
                return _written(request, upload, writing.write(plan, archive, seconds=SECONDS), before.counts)
    except UnusableSource as error:
        upload.delete()
        return _refused(request, words.of_unusable(error))
    except (ImportUpload.DoesNotExist, ImportPiece.DoesNotExist):
        # Another tab may import it to its end meanwhile.
        return _refused(request, _("这个文件不在了：它已经导入完，或者放了一天以上。需要的话，请再传一次。"))
    context = {
        **_frame(request, _("导入文章")),
        "upload": upload,
        "sections": _sections(plan),
        "to_write": len(plan.to_write),
        "pictures_elsewhere": _pictures_elsewhere(plan),
        "pictures": len({file for item in plan.to_write for _address, file in item.post.pictures}),
    }
    return render(request, "admin/exchange/preview.html", context)


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("admin:blog_post_import")


def _written(
    request: HttpRequest, upload: ImportUpload, written: writing.Written, before: Mapping[str, int]
) -> HttpResponse:
    """Say what was written, and go on or be done; a script asks for JSON, and with it says what was before."""
    # They wait for the page that comes after the last request.
    notes = written.notes[: max(0, SHOWN - before["notes"])]
    for place, note in notes:
        messages.warning(request, f"{place}: {words.of_note(note)}")
    counts = {name: before[name] + getattr(written, name) for name in ("new", "changed", "pictures")}
    counts["notes"] = before["notes"] + len(notes)
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


def _pictures_elsewhere(plan: Plan) -> int:
    """Return how many pictures of what will be written are not in the file."""
    notes = (note for item in plan.to_write for note in item.notes)
    return len({note.what for note in notes if note.remark in planning.ABOUT_PICTURES})


def _sections(plan: Plan) -> list[Section]:
    counts = plan.counts
    found = []
    for step in Step:
        items = [item for item in plan.planned if item.step is step]
        # What the owner should look at first; of pictures the page says more above.
        items.sort(
            key=lambda item: (all(note.remark in planning.ABOUT_PICTURES for note in item.notes), not item.notes)
        )
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
