"""Write a file as a whole or not at all; what was there before stays until then."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open ``path`` for writing, and put what was written there when the block ends without an exception.

    A symbolic link goes on leading where it led, and a file that is replaced keeps its owner and its mode. A pipe or a
    device can only be written to. Raises OSError.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    target = path.resolve()
    # In a folder of our own the name is free, nobody else can read, and the mode of a new file is the umask's.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".izone-") as folder:
        part = Path(folder, target.name)
        with part.open("xb") as file:
            yield file
        if target.exists():
            before = target.stat()
            # Only root may give a file away.
            with contextlib.suppress(PermissionError):
                os.chown(part, before.st_uid, before.st_gid)
            part.chmod(before.st_mode)
        part.replace(target)
