"""A page is read in the encoding in which a browser would read it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.pages.reading import LINK, read


def links(body: bytes, **asked: Any) -> bool:
    return read(body, **asked).backlink is not None


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("gbk", f"<title>友情链接</title>中文{LINK}".encode("gbk")),
        ("GB2312", f"€𠮷丂{LINK}".encode("gb18030")),
        (None, f"<title>友情链接</title>{LINK}".encode("gbk")),
        ("big5", f"中文{LINK}".encode("big5")),
        ("iso-2022-jp", f"<p>社者写手</p>{LINK}".encode("iso-2022-jp")),
        ("utf-16le", LINK.encode("utf-16le")),
        ("utf-8", b"\xff\xfe" + LINK.encode("utf-16le")),
        ("gbk", b"\xfe\xff" + LINK.encode("utf-16be")),
        ("utf-16le", b"\xef\xbb\xbf" + LINK.encode()),
        (None, f"<meta charset=utf-16>{LINK}".encode()),
        (None, f"<meta charset=zlib>{LINK}".encode()),
        ("utf-8", b"\xfd\x80\xc3(\xa1" + LINK.encode() + b"\xc3"),
        (" UTF-8 ", LINK.encode()),
        *(
            (label, LINK.encode())
            for label in (
                "",
                "zlib",
                "rot13",
                "idna",
                "undefined",
                "unicode_escape",
                "utf-7",
                "\udcff",
                "ſ",
                "x" * 9999,
            )
        ),
    ],
)
def test_a_link_is_read_in_every_charset_that_a_browser_knows_and_no_other(charset: str | None, body: bytes) -> None:
    assert links(body, charset=charset)


@pytest.mark.parametrize(
    ("charset", "head", "read_as"),
    [
        (None, "<meta charset=utf-8>", "utf-8"),
        (None, "<meta charset=gbk>", "gb18030"),
        (None, "<META CharSet = 'GB2312' >", "gb18030"),
        (None, '<meta http-equiv="Content-Type" content="text/html; charset=gbk">', "gb18030"),
        (None, "<meta content='text/html; charset=\"gbk\"' http-equiv=content-type>", "gb18030"),
        (None, "<meta charset=no-such><meta charset=gbk>", "gb18030"),
        (None, " " * 1006 + "<meta charset=gbk>", "gb18030"),
        (None, " " * 1007 + "<meta charset=gbk>", "gb18030"),
        (None, "<meta charset=utf-8>" + " " * 2000 + "<meta charset=gbk>", "utf-8"),
        ("utf-8", "<meta charset=gbk>", "utf-8"),
        ("gbk", "<meta charset=utf-8>", "gb18030"),
        ("no-such", "<meta charset=gbk>", "gb18030"),
    ],
)
@pytest.mark.parametrize("piece", [1, 65_536])
def test_the_charset_is_sniffed_as_html_says(charset: str | None, head: str, read_as: str, piece: int) -> None:
    body = head.encode() + '<a href="https://博客.test/">'.encode(read_as)
    other = "gb18030" if read_as == "utf-8" else "utf-8"
    wrong = head.encode() + '<a href="https://博客.test/">'.encode(other)
    assert links(body, site_link="https://博客.test", charset=charset, piece=piece)
    assert not links(wrong, site_link="https://博客.test", charset=charset, piece=piece)


@pytest.mark.parametrize(
    "head",
    ["", '<meta content="text/html; charset=gbk">', "<!-- <meta charset=big5> -->", "<metal charset=big5>", " " * 9000],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("piece", [1, 65_536])
def test_without_a_charset_a_page_is_read_as_what_its_bytes_are_text_in(head: str, encoding: str, piece: int) -> None:
    link = '<a href="https://博客.test/">'
    # What decides stands among the first 8 KB, which may end within a character.
    body = ("友" + head[:3000] + "链" * 3000 + link).encode(encoding)
    assert links(body, site_link="https://博客.test", piece=piece)


def test_a_page_in_utf_8_with_a_character_that_is_cut_in_two_stays_one() -> None:
    head = "你好你好".encode()[:-1]
    assert links(head + '<p>你好<a href="https://博客.test/">'.encode(), site_link="https://博客.test")


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"caf\xe9 au lait", b"\xc4\xe3\0"])
def test_what_is_no_text_in_gbk_is_not_read_so(head: bytes) -> None:
    link = '<a href="https://博客.test/">'
    assert links(head + link.encode(), site_link="https://博客.test")
    assert not links(head + link.encode("gbk"), site_link="https://博客.test")
