"""Give the owner's whole list out, as a file of one of the formats of ours."""

from __future__ import annotations

from blog.site import identity, values
from easytask.exchange import collecting, writing
from easytask.exchange.records import Format

CONTENT_TYPES = {
    Format.OPML: "text/x-opml; charset=utf-8",
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.YAML: "application/yaml; charset=utf-8",
}
FILE_NAMES = {
    Format.OPML: "friends.opml",
    Format.JSON: "friends.json",
    Format.CSV: "friends.csv",
    # As Butterfly looks for it.
    Format.YAML: "link.yml",
}


def owners_list(file_format: Format) -> str:
    """Return the text of the file."""
    collected = collecting.collect()
    title = str(identity.of(values.current()).title)
    return writing.write(file_format, collected.friends, title=title, seen=collected.seen)
