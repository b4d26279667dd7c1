"""Reads a page as the fetcher would feed it, cut into pieces of any length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from easytask.pages.scanner import PageScanner
from easytask.verdicts.addresses import parse_site_link
from easytask.verdicts.records import PageReading

PAGE = "https://friend.test/links/"
OURS = "https://mysite.test/"
LINK = '<a href="https://mysite.test/">us</a>'


def read(
    body: str | bytes,
    *,
    site_link: str | None = OURS,
    url: str = PAGE,
    status: int = 200,
    charset: str | None = None,
    headers: Mapping[str, str] | None = None,
    piece: int = 65_536,
) -> PageReading:
    body = body if isinstance(body, bytes) else body.encode()
    pieces = (body[at : at + piece] for at in range(0, len(body), piece))
    return read_pieces(pieces, site_link=site_link, url=url, status=status, charset=charset, headers=headers)


def read_pieces(
    pieces: Iterable[bytes],
    *,
    site_link: str | None = OURS,
    url: str = PAGE,
    status: int = 200,
    charset: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> PageReading:
    scanner = PageScanner(None if site_link is None else parse_site_link(site_link))
    content_type = {} if charset is None else {"Content-Type": f'text/html; charset="{charset}"'}
    scanner.start_page(url, status, {**content_type, **(headers or {})})
    for piece in pieces:
        if scanner.feed(piece):
            break
    return scanner.finish_page()
