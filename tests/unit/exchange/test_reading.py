"""Which friends are read of a file, and why nothing is read of another."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest

from easytask.exchange import cleaning, own_fields, reading, tables, writing
from easytask.exchange.decoding import MAX_BYTES
from easytask.exchange.records import Entry, Fault, Format, FriendList, Group, Note, Seen, Skip, Unreadable
from tests.unit.exchange.foreign_lists import FOREIGN, Foreign

LAUGHS = """<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<opml version="2.0"><body><outline text="&b;" htmlUrl="https://a.test/"/></body></opml>"""
OUTSIDE = """<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<opml version="2.0"><body><outline text="&x;" htmlUrl="https://a.test/"/></body></opml>"""
YAML_BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nlink: [*b, *b]\n"


@pytest.mark.parametrize("foreign", FOREIGN, ids=lambda foreign: foreign.tool)
def test_what_other_tools_write_is_read(foreign: Foreign) -> None:
    data = foreign.data.encode() if isinstance(foreign.data, str) else foreign.data
    found = reading.read(data)
    assert (found.format, found.is_own) == (foreign.format, False)
    assert [(entry.name, entry.link, entry.group) for entry in found.entries] == foreign.friends
    assert [(skipped.what, skipped.reason) for skipped in found.skipped] == foreign.skipped
    assert [note for entry in found.entries for note in entry.notes] == foreign.notes
    assert {key: getattr(found.entries[0], key) for key in foreign.first} == foreign.first


@pytest.mark.parametrize(
    ("data", "fault", "line"),
    [
        (b"", Fault.EMPTY, 0),
        (b"\xef\xbb\xbf \n", Fault.EMPTY, 0),
        (b"x" * (MAX_BYTES + 1), Fault.TOO_LARGE, 0),
        ("café https://a.test/".encode("latin-1"), Fault.ENCODING, 0),
        (b"a\0b https://a.test/", Fault.ENCODING, 0),
        (b'<?xml version="1.0" encoding="punycode"?><opml/>', Fault.ENCODING, 0),
        # What the web calls so is no encoding of Python's.
        (b'<?xml version="1.0" encoding="x-user-defined"?><opml/>', Fault.ENCODING, 0),
        (b'<?xml version="1.0" encoding="iso-2022-kr"?><opml/>', Fault.ENCODING, 0),
        (LAUGHS.encode(), Fault.DOCTYPE, 0),
        (OUTSIDE.encode(), Fault.DOCTYPE, 0),
        (b'<opml version="2.0">\n<body>\n<outline text="a&b"/></body></opml>', Fault.BROKEN_XML, 3),
        (b"<opml>" + b"<outline>" * 40, Fault.TOO_DEEP, 0),
        (b"<opml version='2.0'><body/></opml>", Fault.NO_FRIENDS, 0),
        (b"<rss><channel/></rss>", Fault.NO_FRIENDS, 0),
        (b'{"friends": [\n', Fault.BROKEN_JSON, 2),
        (b'{"a": ' + b"[" * 100_000, Fault.TOO_DEEP, 0),
        # As deep as Python's parser goes; what walks the tree would not.
        (b'{"items": ' + b"[" * 700 + b"]" * 700 + b"}", Fault.TOO_DEEP, 0),
        (b'{"links": ' * 700 + b"1" + b"}" * 700, Fault.TOO_DEEP, 0),
        (b'{"a": ' + b"9" * 5_000 + b"}", Fault.BROKEN_JSON, 0),
        (b"[]", Fault.NO_FRIENDS, 0),
        (b"name,link\n" + b"x" * 200_000, Fault.BROKEN_CSV, 2),
        (YAML_BOMB.encode(), Fault.ALIASES, 0),
        (b"link: " + b"[" * 100, Fault.TOO_DEEP, 0),
        (b"- name: a\n\tlink: https://a.test/\n", Fault.BROKEN_YAML, 2),
        (b"[[friends]]\nname = 'a'\nurl = https://a.test/\n", Fault.BROKEN_TOML, 3),
        (b"[[friends]]\nname = '''a", Fault.BROKEN_TOML, 2),
        (b"[[friends]]\n" + b"a." * 100_000 + b"a = 1\n", Fault.TOO_DEEP, 0),
        (b"[[friends]]\na = " + b"[" * 100_000, Fault.TOO_DEEP, 0),
        (b"[[friends]]\na = " + b"[" * 40 + b"]" * 40 + b"\n", Fault.TOO_DEEP, 0),
        (b'name,link\n"a,https://a.test/\n', Fault.BROKEN_CSV, 2),
        (b'{"izone": "friends", "version": 2, "friends": []}', Fault.NEWER, 0),
        pytest.param(
            b"\n".join(b"https://a%d.test" % number for number in range(reading.MOST_ENTRIES + 1)),
            Fault.TOO_MANY,
            0,
            marks=pytest.mark.slow,
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, fault: Fault, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.read(data)
    assert (refused.value.fault, refused.value.line) == (fault, line)


def test_what_is_too_long_is_cut_and_what_breaks_a_line_is_not_kept() -> None:
    rows = [{"name": "n" * 60, "link": "https://a.test/", "descr": "a\nb\ud800c"}, {"name": "b", "link": "x" * 600}]
    rows.append({"name": "c", "link": f"https://c.test/{'x' * 600}"})
    found = reading.read(json.dumps(rows).encode())
    (entry,) = found.entries
    assert (entry.name, entry.description, entry.notes) == ("n" * 50, "a b c", (Note.CUT,))
    assert [skipped.reason for skipped in found.skipped] == [Skip.BAD_ADDRESS, Skip.TOO_LONG]


SAYS = frozenset(field.attribute for name, field in own_fields.FIELDS.items() if name != "link")
UTC = dt.UTC
OURS = FriendList(
    Format.JSON,
    is_own=True,
    entries=(
        Entry(
            1,
            "https://a.test/?x=1&y=2",
            SAYS,
            name="=1+1 '\"<&>",
            description="a\tb, “c”\n- d",
            icon="https://a.test/i.png",
            feed="https://a.test/feed",
            link_page="https://a.test/links",
            group="友人",
            order=-3,
            email="a@b.test",
            language="en",
            is_active=False,
            always_show=True,
            snoozed_until=dt.datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
            create_date=dt.datetime(2025, 1, 2, tzinfo=UTC),
        ),
        Entry(
            2, "http://中文.test", SAYS, name="no", description="😀 ~", create_date=dt.datetime(2025, 1, 2, tzinfo=UTC)
        ),
        Entry(
            3, "https://c.test", SAYS, name="''x", description="＝1", create_date=dt.datetime(2025, 1, 2, tzinfo=UTC)
        ),
    ),
    groups=(Group("友人", "一行: #x", 2), Group("空的", "", 5)),
)


@pytest.mark.parametrize("file_format", writing.WRITTEN)
def test_ours_reads_back_field_for_field_and_writes_again_byte_for_byte(file_format: Format) -> None:
    found_address = {"https://c.test": "https://c.test/found"}
    seen = Seen(icons=found_address, feeds=found_address)

    def write(friends: FriendList) -> str:
        return writing.write(file_format, friends, title="T <&>", seen=seen)

    text = write(OURS)
    found = reading.read(text.encode())
    assert (found.format, found.is_own, found.skipped) == (file_format, True, ())
    assert found.entries == OURS.entries
    assert found.groups == OURS.groups
    assert write(found) == text


def test_a_list_of_ours_that_a_spreadsheet_has_saved_is_still_ours() -> None:
    saved = "name;link;always_show;order\r\nA;https://a.test/;TRUE;\r\nB;https://b.test/;maybe;1\r\n"
    found = reading.read(saved.encode())
    (entry,) = found.entries
    assert found.is_own
    assert entry == Entry(1, "https://a.test/", frozenset({"name", "always_show", "order"}), name="A", always_show=True)
    assert [skipped.reason for skipped in found.skipped] == [Skip.BAD_VALUE]


@pytest.mark.parametrize("text", ["", "a", "=1", "+1", "-1", "@a", "\ta", "\ra", "'", "'a", "''", "'=1", "''=", "＝1"])
def test_no_cell_is_a_formula_and_each_reads_back(text: str) -> None:
    cell = tables.guard(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert tables.unguard(cell) == text


def test_butterfly_finds_an_image_where_the_owner_has_set_none() -> None:
    seen = Seen(icons={"https://c.test": "https://c.test/found.png"})
    text = writing.yaml_text(dataclasses.replace(OURS, groups=()), seen)
    assert "avatar: https://c.test/found.png" in text
    assert "descr: ＝1" in text


def test_opml_names_the_feed_that_was_found_where_the_owner_has_given_none() -> None:
    text = writing.opml(OURS, "T", Seen(feeds={"https://c.test": "https://c.test/atom.xml"}))
    assert 'type="rss" xmlUrl="https://c.test/atom.xml" htmlUrl="https://c.test"' in text
    assert [entry.feed for entry in reading.read(text.encode()).entries] == ["https://a.test/feed", "", ""]


def test_an_address_has_nothing_in_it_that_no_database_takes() -> None:
    odd = "https://a.test/\0\t\nx"
    friends = [{"name": "A", "link": odd, "avatar": odd}, {"name": "B", "link": f"{odd}\ud800"}]
    ours = {"izone": "friends", "friends": friends}
    for tree in (friends, ours):
        found = reading.read(json.dumps(tree).encode())
        assert [(entry.name, entry.link) for entry in found.entries] == [("A", "https://a.test/%00x")]
        assert [entry.icon for entry in found.entries] == ["https://a.test/%00x"]


@pytest.mark.parametrize(
    "piece", ["<a ", "<a href=x>", "</a><a href=x>", "<!--", "<!--a-->", "a.", "https://a.test/,", "#"]
)
def test_a_line_without_an_end_is_no_friend_and_no_error(piece: str) -> None:
    found = reading.read(f"Alice https://alice.test\n{piece * 100_000}".encode())
    assert found.entries[0].name == "Alice"
    assert reading.read(f"{piece * 100_000}\nAlice https://alice.test".encode()).entries[-1].name == "Alice"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("HTTPS://A.test/甲?b#c", "HTTPS://A.test/甲?b#c"),
        ("https://博客.test", "https://博客.test"),
        ("https://a.test/@me", "https://a.test/@me"),
        ("a.test", "https://a.test/"),
        ("https://me:secret@a.test/", "https://a.test/"),
        ("http://user[:pw@a.test/", "http://a.test/"),
        ("https://a.te\nst/", "https://a.test/"),
        ("https://localhost/", ""),
        ("mailto:me@a.test", ""),
    ],
)
def test_an_address_is_kept_as_typed_where_it_says_nothing_else(typed, kept):
    assert cleaning.web_address(typed) == kept
