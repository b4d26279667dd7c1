"""Keep a file that was uploaded piece by piece, and read it as one; this knows no format.

A blog with its pictures is larger than what one request may hold. The pieces are rows, since web processes share
nothing but the database.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import os
from typing import Any, BinaryIO

from django.contrib.auth.models import User
from django.db.models import F, Sum
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from blog.models import ImportPiece, ImportUpload

PIECE_BYTES = 4 * 1024 * 1024
# Of a whole file. A thousand pictures as they come from a blog are some 300 MB.
MOST_BYTES = 512 * 1024 * 1024
# In memory at once: an archive is read by its names, which is not the order of its bytes.
_KEPT = 4

# Of an upload whose owner went away.
RETENTION = dt.timedelta(days=1)


class BadPiece(ValueError):
    """It does not belong where it says."""


def begin(user: User, name: str, size: int) -> ImportUpload:
    """Begin an upload of so many bytes in place of those that this person has not finished; raise BadPiece."""
    if not 0 < size <= MOST_BYTES:
        raise BadPiece
    delete_old()
    there = Coalesce(Sum(Length("pieces__content")), 0)
    ImportUpload.objects.filter(uploaded_by=user, size__gt=0).alias(there=there).exclude(there=F("size")).delete()
    return ImportUpload.objects.create(file_name=name[:255], content=b"", size=size, uploaded_by=user)


def keep(upload: ImportUpload, number: int, content: bytes) -> None:
    """Keep the piece of this number, counted from 0, again when it comes again; raise BadPiece."""
    start = number * PIECE_BYTES
    # One that came whole has no size.
    if not 0 <= start < upload.size or len(content) != min(PIECE_BYTES, upload.size - start):
        raise BadPiece
    ImportPiece.objects.update_or_create(upload=upload, number=number, defaults={"content": content})


def delete_old() -> None:
    """Forget the uploads that nobody has imported."""
    ImportUpload.objects.filter(uploaded_at__lt=timezone.now() - RETENTION).delete()
    # Older code may have deleted the upload alone.
    ImportPiece.objects.exclude(upload__in=ImportUpload.objects.all()).delete()


def is_whole(upload: ImportUpload) -> bool:
    """Return whether all pieces are there, or the file came in one."""
    there = ImportPiece.objects.filter(upload=upload).aggregate(size=Sum(Length("content")))["size"]
    return (there or 0) == upload.size


def opened(upload: ImportUpload) -> BinaryIO:
    """Return the file to be read, in one piece or in several.

    Reading raises ImportPiece.DoesNotExist once somebody has deleted the upload.
    """
    if not upload.size:
        return io.BytesIO(upload.content)
    return io.BufferedReader(_Pieces(upload))


class _Pieces(io.RawIOBase):
    """The bytes of the pieces one behind the other."""

    def __init__(self, upload: ImportUpload) -> None:
        self._size, self._at = upload.size, 0
        rows = ImportPiece.objects.filter(upload=upload).values_list("content", flat=True)
        self._piece = functools.lru_cache(maxsize=_KEPT)(lambda number: bytes(rows.get(number=number)))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move to a place, as any file does."""
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        """Read up to the end of a piece."""
        if self._at >= self._size:
            return 0
        view = memoryview(buffer).cast("B")
        number, start = divmod(self._at, PIECE_BYTES)
        part = self._piece(number)[start : start + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)
