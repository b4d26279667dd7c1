"""Copy an SQLite database, also one that is in use: this backs up and restores. It knows no Django.

Run as ``python -m izone.sqlite_copy FROM TO``. All is copied or nothing: what goes wrong is one sentence on stderr and
exit status 1. The program sqlite3 has ``.backup`` and ``.restore``, but few machines have it; both make a database that
is not there, and restore an empty one without a word.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from pathlib import Path


def main(source: str, target: str) -> None:
    # A copy is for its owner alone, as the database is.
    os.umask(0o077)
    try:
        with contextlib.closing(_open(Path(source))) as found, contextlib.closing(sqlite3.connect(target)) as copy:
            # As long as nothing else writes into the target; otherwise it waits.
            copy.execute("PRAGMA busy_timeout = 20000")
            found.backup(copy)
    except (sqlite3.Error, OSError) as error:
        sys.exit(f"izone: {source} was not copied to {target}: {error}.")


def _open(path: Path) -> sqlite3.Connection:
    """Return a connection to a database that is there and whole, and that izone has made; raise sqlite3.Error."""
    opened = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
    try:
        [[found], *_] = opened.execute("PRAGMA integrity_check").fetchall()
        if found != "ok":
            raise sqlite3.DatabaseError(f"it is damaged ({found})")
        opened.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except BaseException:
        opened.close()
        raise
    return opened


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m izone.sqlite_copy FROM TO")
    main(*sys.argv[1:])
