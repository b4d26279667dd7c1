"""Open a folder, a .zip or a single file as names and bytes, whatever somebody has put into it; this knows no format.

Nothing is ever unpacked onto a disk. A name that leads out of the archive, a symlink, and a file that is larger than
any post or picture are left out by name; the bytes of all texts together are bounded.
"""

from __future__ import annotations

import contextlib
import dataclasses
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from blog.exchange.records import Refusal, Refused, Unusable, UnusableSource

MAX_FILES = 50_000
# A post of 300,000 Chinese characters has 0.9 MB; an export of WordPress or Ghost is one file for all posts.
MAX_POST_BYTES = 10 * 1024 * 1024
MAX_PICTURE_BYTES = 20 * 1024 * 1024
# What is looked at to tell an export from the settings of a tool.
TOP_BYTES = 4096
# All that is kept at once. 5,000 posts of 10 KB are 50 MB.
MAX_TEXT_BYTES = 128 * 1024 * 1024
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp")
# In our own exports: the alt texts of the pictures by their names.
ALT_TEXTS = "pictures/alt.json"
# What tools put beside the posts; a theme's README is none, and neither is what Hexo and Hugo begin a new post with.
_NOT_OURS = {
    "__MACOSX",
    "_site",
    "archetypes",
    "node_modules",
    "public",
    "resources",
    "scaffolds",
    "themes",
    "vendor",
}
# What zipfile raises for archives and entries that are broken, encrypted or oddly packed, found by spoiling some
# 100,000 of them: RuntimeError with all that is not implemented, ValueError with names that are no UTF-8.
_UNREADABLE = (
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


@dataclasses.dataclass(slots=True)
class Archive:
    """The files of a source by their paths with forward slashes; ``refused`` grows while it is read."""

    sizes: dict[str, int]
    refused: list[Refused]
    _read: Callable[[str, int], bytes]
    _left: int = MAX_TEXT_BYTES

    def names(self, *endings: str) -> list[str]:
        """Return the paths with these endings, in order."""
        return sorted(name for name in self.sizes if name.lower().endswith(endings))

    def text(self, name: str, most: int) -> bytes | None:
        """Return a file's bytes; None, and ``refused`` says why, when it cannot be read or has more than ``most``."""
        content = self._bytes(name, most)
        self._left -= len(content or b"")
        if self._left < 0:
            raise UnusableSource(Unusable.TOO_LARGE, name)
        return content

    def top(self, name: str) -> bytes:
        """Return the beginning of a file, which counts for nothing; nothing when it cannot be read."""
        try:
            return self._read(name, TOP_BYTES)
        except _UNREADABLE:
            return b""

    def picture(self, name: str) -> bytes | None:
        """Return a picture's bytes, or None."""
        return self._bytes(name, MAX_PICTURE_BYTES)

    def _bytes(self, name: str, most: int) -> bytes | None:
        try:
            # What the archive says of a file's size need not be so.
            content = b"" if self.sizes[name] > most else self._read(name, most + 1)
        except _UNREADABLE as error:
            self.refused.append(Refused(name, Refusal.UNREADABLE, str(error)[:100]))
            return None
        if self.sizes[name] > most or len(content) > most:
            self.refused.append(Refused(name, Refusal.TOO_LARGE))
            return None
        return content


@contextlib.contextmanager
def open_source(source: Path | IO[bytes], name: str) -> Iterator[Archive]:
    """Open a folder or file by its path, or an uploaded file by its name; raise UnusableSource."""
    if isinstance(source, Path) and source.is_dir():
        yield _of_folder(source)
        return
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
        if not zipfile.is_zipfile(file):
            yield _of_file(file, name)
            return
        try:
            packed = stack.enter_context(zipfile.ZipFile(file))
        except _UNREADABLE as error:
            raise UnusableSource(Unusable.BROKEN) from error
        yield _of_zip(packed)


def _of_file(file: IO[bytes], name: str) -> Archive:
    size = file.seek(0, os.SEEK_END)

    def read(_name: str, most: int) -> bytes:
        file.seek(0)
        return file.read(most)

    return Archive({PurePosixPath(name).name: size}, [], read)


def _of_folder(root: Path) -> Archive:
    paths: dict[str, Path] = {}
    refused: list[Refused] = []
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        inner = [*folders, *files]
        folders[:] = sorted(name for name in folders if not _is_skipped(name) and not (here / name).is_symlink())
        for name in sorted(inner):
            path = here / name
            place = _decoded(os.fsencode(path.relative_to(root)))
            if path.is_symlink():
                refused.append(Refused(place, Refusal.SYMLINK))
            elif name in files and not _is_skipped(name) and stat.S_ISREG(path.lstat().st_mode):
                paths[place] = path
                _bound(len(paths))

    def read(name: str, most: int) -> bytes:
        with paths[name].open("rb") as file:
            return file.read(most)

    return Archive({place: path.lstat().st_size for place, path in paths.items()}, refused, read)


def _of_zip(packed: zipfile.ZipFile) -> Archive:
    entries: dict[str, zipfile.ZipInfo] = {}
    refused: list[Refused] = []
    _bound(len(packed.infolist()))
    for entry in packed.infolist():
        name = _name_of(entry)
        path = PurePosixPath(name)
        is_folder = name.endswith("/") or not path.parts
        if is_folder or any(_is_skipped(part) for part in path.parts if part != ".."):
            continue
        if stat.S_ISLNK(entry.external_attr >> 16):
            refused.append(Refused(name, Refusal.SYMLINK))
        elif path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            refused.append(Refused(name, Refusal.UNSAFE_PATH))
        elif entry.flag_bits & 0x1:
            raise UnusableSource(Unusable.ENCRYPTED, name)
        else:
            entries[path.as_posix()] = entry

    def read(name: str, most: int) -> bytes:
        with packed.open(entries[name]) as file:
            return file.read(most)

    return Archive({name: entry.file_size for name, entry in entries.items()}, refused, read)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: macOS and Chinese Windows write UTF-8 or GBK without saying so."""
    is_utf_8 = entry.flag_bits & 0x800
    return (entry.filename if is_utf_8 else _decoded(entry.filename.encode("cp437", "replace"))).replace("\\", "/")


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return name.decode(encoding)
    return name.decode("cp437")


def _is_skipped(part: str) -> bool:
    return part.startswith(".") or part in _NOT_OURS


def _bound(files: int) -> None:
    if files > MAX_FILES:
        raise UnusableSource(Unusable.TOO_MANY_FILES)
