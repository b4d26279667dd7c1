"""Make a small, clean picture of an uploaded file, keep it, and show it to visitors."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import SitePicture
from blog.pictures.outcomes import Refusal

UPLOAD_BYTES = 4 * 1024 * 1024
# Of the uploaded picture: a photo of a good camera has 50 million, which take 150 MB to unpack.
PIXELS = 50_000_000
# Of the kept picture's longer side: twice what any page shows.
SIDE = 256
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# A page that was opened before a picture was replaced may still ask for it.
KEPT_AFTER_USE = dt.timedelta(days=1)


class BadPicture(ValueError):
    """It cannot be used; the text is a sentence in the reader's language."""


def keep(upload: UploadedFile[bytes]) -> str:
    """Store an uploaded picture, encoded anew, and return its name; raise BadPicture.

    What else was in the file (another picture, a place, a script) is gone after that.
    """
    if (upload.size or 0) > UPLOAD_BYTES:
        raise BadPicture(_("图片超过了 4 MB，请换一张小一些的。"))
    content = _encoded(upload.read())
    name = f"{hashlib.sha256(content).hexdigest()[:32]}.png"
    SitePicture.objects.get_or_create(name=name, defaults={"content": content})
    return name


def forget_unused(used: set[str]) -> None:
    """Delete the pictures that nothing uses and no page can still ask for."""
    SitePicture.objects.exclude(name__in=used).filter(made_at__lt=timezone.now() - KEPT_AFTER_USE).delete()


def _encoded(content: bytes) -> bytes:
    # Imported here: Pillow takes 4 MB of a process, and most never draw.
    from PIL import Image, ImageOps

    from blog.pictures import drawing

    if drawing.is_svg(content):
        raise BadPicture(Refusal.SVG.sentence)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                raise BadPicture(
                    _("图片有 %(width)d × %(height)d 个像素，太大了；请先缩小它。")
                    % {"width": picture.width, "height": picture.height}
                )
            # JPEG can skip most of the work.
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(picture)
            small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            small.thumbnail((SIDE, SIDE))
            out = io.BytesIO()
            small.save(out, "PNG", optimize=True)
    # What Pillow raises for broken files, according to their kind, and for a bomb.
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, BadPicture):
            raise
        raise BadPicture(_("这不是能打开的图片；请上传 PNG、JPEG、WebP 或 GIF。")) from error
    return out.getvalue()


def show(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Show a kept picture; its name is of its content, so that nobody needs to ask twice."""
    found = SitePicture.objects.filter(name=name).values_list("content", flat=True).first()
    if found is None:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(bytes(found), content_type="image/png", headers=headers)
