"""Put pictures into the database, each once however often it is added."""

from __future__ import annotations

import dataclasses
import hashlib

from django.db import transaction

from blog.models import Picture, PictureFile
from blog.pictures.names import PictureName
from blog.pictures.outcomes import Drawn, Refusal

_DIGEST_CHARS = 24


def add(content: bytes, *, alt: str = "") -> Picture | Refusal:
    """Return the picture that these bytes of a file make, or why they make none.

    Bytes that were added before give the picture of then, which keeps the alt text it has: an import may be run again,
    and costs nothing then.
    """
    digest = hashlib.sha256(content).hexdigest()[:_DIGEST_CHARS]
    # The one whose size is unknown before it is drawn.
    known = Picture.objects.filter(name__startswith=f"{digest}-").first()
    if known:
        return known
    drawn = _draw(content)
    if isinstance(drawn, Refusal):
        return drawn
    return _keep(PictureName(digest, drawn.width, drawn.height, drawn.is_moving), drawn, alt)


def restore(name: PictureName, content: bytes, *, alt: str = "") -> Picture | Refusal:
    """Return the picture whose largest file this is, under the name that texts know; its pixels stay as they are."""
    known = Picture.objects.filter(name=str(name)).first()
    if known:
        return known
    drawn = _draw(content)
    if isinstance(drawn, Refusal):
        return drawn
    is_so = (drawn.width, drawn.height, drawn.is_moving) == (name.width, name.height, name.is_moving)
    if not is_so or (content[:4], content[8:12]) != (b"RIFF", b"WEBP"):
        return Refusal.NO_PICTURE
    return _keep(name, dataclasses.replace(drawn, contents=drawn.contents | {drawn.width: content}), alt)


def _draw(content: bytes) -> Drawn | Refusal:
    # Imported here: Pillow takes 4 MB of a process, and most never draw.
    from blog.pictures import drawing

    return drawing.draw(content)


def _keep(name: PictureName, drawn: Drawn, alt: str) -> Picture:
    with transaction.atomic():
        values = {"width": name.width, "height": name.height, "alt": alt[: Picture.ALT_CHARS]}
        picture, is_new = Picture.objects.get_or_create(name=str(name), defaults=values)
        if is_new:
            PictureFile.objects.bulk_create(
                PictureFile(name=file, picture=picture, content=drawn.contents[width])
                for width, file in name.files.items()
            )
    return picture
