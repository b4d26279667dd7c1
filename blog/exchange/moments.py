"""Read a date and time as blogs write them; this knows no post."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
# A day whose month has a name, which the standard library reads with a time alone.
_NAMED = re.compile(r"(?:[a-z]{3,9} \d{1,2}|\d{1,2} [a-z]{3,9}),? \d{4}", re.ASCII | re.IGNORECASE)
# It takes three in the afternoon for three in the morning.
_TWELVE_HOURS = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d{1,2}?):?(\d{2})?")


def parse(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """Return the moment, aware, or None when it cannot be read; one without a zone is in ``zone``.

    Hexo, Jekyll and Hugo write 2013/7/13 20:46:25, 2013-07-13 20:46:25 +0800, 2013-07-13T20:46:25+08:00 and the date
    alone; RSS writes Sat, 13 Jul 2013 20:46:25 +0800, Astro Jul 13 2013.
    """
    text = text.strip()
    if _TWELVE_HOURS.search(text):
        return None
    text = f"{text} 00:00" if _NAMED.fullmatch(text) else text
    try:
        found = _MOMENT.fullmatch(text)
        moment = _of(found, zone) if found else parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # A moment at the very end of the calendar is none in another zone.
    return moment if dt.MINYEAR < moment.year < dt.MAXYEAR else None


def _of(found: re.Match[str], zone: dt.tzinfo) -> dt.datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    micro = int((found[7] or "").ljust(6, "0")[:6])
    return dt.datetime(year, month, day, hour, minute, second, micro, tzinfo=_zone(found[8], zone))


def _zone(text: str | None, zone: dt.tzinfo) -> dt.tzinfo:
    if text is None:
        return zone
    offset = _OFFSET.fullmatch(text)
    if offset is None:
        return dt.UTC
    size = dt.timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return dt.timezone(-size if offset[1] == "-" else size)
