"""Find the files of an archive that a text shows as pictures; this reads none of them."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections import defaultdict
from pathlib import PurePosixPath
from urllib.parse import unquote

from blog import addresses
from blog.exchange.archives import PICTURES, Archive
from blog.exchange.passages import with_addresses
from blog.exchange.records import Note, Remark

# WordPress shows a smaller copy, of which an archive may have the original alone.
_SMALLER = re.compile(r"-\d+x\d+(?=\.\w+$)")


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """What a text names: pairs of what is written and the file of the archive, and what is worth a remark."""

    pictures: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]


class Finder:
    """All pictures of an archive by the end of their paths: each system adds a folder of its own before them."""

    def __init__(self, archive: Archive) -> None:
        self._files: dict[str, list[str]] = defaultdict(list)
        for name in archive.names(*PICTURES):
            self._files[PurePosixPath(name).name].append(name)

    def shown_by(self, text: str, *, cover: str = "", folders: tuple[str, ...] = ()) -> Shown:
        """Return the pictures of a text and its cover; ``folders`` are those in which the post's own files lie."""
        written: dict[str, bool] = {cover: True} if cover else {}

        def see(address: str, is_picture: bool) -> str:  # noqa: FBT001 - what with_addresses() calls
            written[address] = written.get(address, False) or is_picture
            return address

        with_addresses(text, see)
        pictures, notes = [], []
        for address, is_picture in written.items():
            file = self._find(address, folders)
            if file:
                pictures.append((address, file))
            elif is_picture and not address.startswith("data:"):
                is_remote = bool(addresses.split(address).netloc)
                notes.append(Note(Remark.REMOTE_PICTURE if is_remote else Remark.MISSING_PICTURE, address))
        return Shown(tuple(pictures), tuple(notes))

    def _find(self, address: str, folders: tuple[str, ...]) -> str | None:
        parts = addresses.split(address)
        path = posixpath.normpath(unquote(parts.path)).lstrip("/")
        candidates = self._files.get(PurePosixPath(path).name) or self._files.get(
            _SMALLER.sub("", PurePosixPath(path).name), []
        )
        if parts.scheme not in ("", "http", "https") or not candidates:
            return None
        if not parts.netloc and not parts.path.startswith("/"):
            beside = {posixpath.normpath(posixpath.join(folder, path)) for folder in folders}
            if found := next((file for file in candidates if file in beside), None):
                return found
        # A file elsewhere that only has the same name is another one; one step up is the folder of the year at least.
        end = "/" + _SMALLER.sub("", re.sub(r"^(\.\./)+", "", path))
        if parts.netloc and end.count("/") < 3:
            return None
        return next((file for file in candidates if ("/" + _SMALLER.sub("", file)).endswith(end)), None)
