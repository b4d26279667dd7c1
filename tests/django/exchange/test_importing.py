"""What an import writes, that a second one writes nothing, and that all of it can be taken back."""

from __future__ import annotations

import io
import json
from collections.abc import Collection

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import FriendGroup, FriendLink
from easytask.exchange import exporting, filling, importing, planning, reading, undoing
from easytask.exchange.planning import Fate
from easytask.exchange.records import Skip
from easytask.exchange.undoing import Undone
from easytask.exchange.writing import WRITTEN
from easytask.models import Flip, FriendFeed, FriendImport, ImportedFriend, LinkIdentity, RobotsAnswer
from easytask.verdicts import identity
from easytask.verdicts.looks import Identity

pytestmark = pytest.mark.django_db

LINK_YML = """
- class_name: 老友
  class_desc: 那些人
  link_list:
    - {name: Alice, link: "https://alice.test/", avatar: "https://alice.test/a.png", descr: 一行}
    - {name: Bob, link: "http://www.bob.test"}
- class_name: 后来的
  link_list:
    - {link: "https://carol.test/"}
"""


def take(text: str, left_out: Collection[int] = ()) -> FriendImport:
    kept = importing.keep(text.encode(), file_name="link.yml")
    return importing.confirm(kept.pk, takes=lambda item: item.entry.number not in left_out)


def plan(text: str) -> planning.Plan:
    return planning.make(reading.read(text.encode()))


def rows() -> dict[str, tuple[str, int, str]]:
    found = FriendLink.objects.select_related("group").order_by("pk")
    return {row.name: (row.group.name if row.group else "", row.order, row.description) for row in found}


def test_the_friends_come_in_unseen_by_visitors_with_group_order_and_icon(friend) -> None:
    group = FriendGroup.objects.create(name="老友", line="我们的", order=3)
    friend("https://old.test/", name="Old", group=group, order=7)
    done = take(LINK_YML)
    assert (done.created, done.changed, done.known, done.refused) == (3, 0, 0, 0)
    assert rows() == {
        "Old": ("老友", 7, ""),
        "Alice": ("老友", 8, "一行"),
        "Bob": ("老友", 9, ""),
        "carol.test": ("后来的", 1, ""),
    }
    assert set(FriendLink.objects.exclude(name="Old").values_list("is_show", "is_active")) == {(False, True)}
    assert FriendLink.objects.get(name="Alice").icon_address == "https://alice.test/a.png"
    groups = list(FriendGroup.objects.values_list("name", "line", "order"))
    assert groups == [("老友", "我们的", 3), ("后来的", "", 4)]


def test_twice_the_same_file_changes_nothing_whatever_the_spelling() -> None:
    take(LINK_YML)
    before = list(FriendLink.objects.order_by("pk").values())
    again = LINK_YML.replace("http://www.bob.test", "https://bob.test/").replace("https://carol", "http://carol")
    done = take(again)
    assert (done.created, done.changed, done.known) == (0, 0, 3)
    assert list(FriendLink.objects.order_by("pk").values()) == before


def test_a_list_of_another_tool_fills_what_is_empty_and_changes_nothing_else(friend) -> None:
    friend("https://alice.test", name="爱丽丝", description="我写的")
    found = plan(LINK_YML)
    (changed,) = found.of(Fate.CHANGED)
    assert {each.column: each.after for each in changed.differences} == {
        "icon_address": "https://alice.test/a.png",
        "group": "老友",
    }
    take(LINK_YML)
    alice = FriendLink.objects.select_related("group").get(name="爱丽丝")
    assert alice.group is not None
    assert (alice.description, alice.icon_address, alice.group.name) == (
        "我写的",
        "https://alice.test/a.png",
        "老友",
    )


def test_ourselves_and_a_second_spelling_are_refused(settings) -> None:
    settings.FRIENDLINK_SITE_LINK = "https://me.test/"
    found = plan("https://www.me.test/about\nhttp://a.test\nhttps://www.a.test/\nhttps://A.test:443")
    assert [item.entry.link for item in found.items] == ["http://a.test"]
    assert [(skipped.number, skipped.reason) for skipped in found.refused] == [
        (1, Skip.OURSELVES),
        (3, Skip.REPEATED),
        (4, Skip.REPEATED),
    ]


def test_whom_its_owner_leaves_out_stays_out(friend) -> None:
    friend("https://alice.test", name="Alice")
    first, second, _third = [item.entry.number for item in plan(LINK_YML).items]
    done = take(LINK_YML, {first, second})
    assert (done.created, done.changed, done.left_out) == (1, 0, 2)
    # The group that nobody needed was not made.
    assert list(FriendGroup.objects.values_list("name", flat=True)) == ["后来的"]
    with pytest.raises(importing.AlreadyDone):
        importing.confirm(done.pk)


def test_a_feed_comes_in_as_the_owners_unless_one_is_known_and_goes_with_the_undo(friend) -> None:
    text = """<opml version="1.0"><body>
    <outline text="New" type="rss" htmlUrl="https://new.test" xmlUrl="https://new.test/feed"/>
    <outline text="Known" type="rss" htmlUrl="https://known.test" xmlUrl="https://known.test/feed"/>
    <outline text="Found" type="rss" htmlUrl="https://found.test" xmlUrl="https://found.test/feed"/></body></opml>"""
    friend("https://known.test", name="Known")
    found = friend("https://found.test", name="Found")
    FriendFeed.objects.create(friend=found, link=found.link, address="https://found.test/a", due_at=timezone.now())

    def feeds() -> dict[str, str]:
        return dict(FriendFeed.objects.values_list("friend__name", "given_address"))

    done = take(text)
    assert (done.created, done.changed, done.known) == (1, 1, 1)
    assert feeds() == {"New": "https://new.test/feed", "Known": "https://known.test/feed", "Found": ""}
    assert take(text).known == 3
    assert undoing.undo(done.pk, user_name="") == Undone(deleted=1, restored=1)
    assert feeds() == {"Known": "", "Found": ""}


@pytest.fixture
def everything(friend) -> None:
    """Friends with every field that their owner may fill."""
    group = FriendGroup.objects.create(name="老友", line="一行", order=2)
    FriendGroup.objects.create(name="空的", order=5)
    friend(
        "https://a.test/?x=1",
        name="=A",
        description="一行 <b>",
        link_page="https://a.test/links",
        icon_address="https://a.test/i.png",
        group=group,
        order=-1,
        email="a@a.test",
        language="en",
        always_show=True,
    )
    FriendFeed.objects.create(
        friend=FriendLink.objects.get(), link="x", given_address="https://a.test/feed", due_at=timezone.now()
    )
    friend("http://b.test", name="B", is_active=False, snoozed_until=timezone.now(), is_show=False)
    friend("http://c.test", name="C", group=group, order=1, not_show_reason="x", is_show=False)


@pytest.mark.parametrize("file_format", WRITTEN)
def test_the_owners_export_comes_back_field_for_field_and_byte_for_byte(everything, file_format) -> None:
    text = exporting.owners_list(file_format)
    columns = [*importing.OWNED, "feed__given_address", "create_date", "group__name", "group__line", "group__order"]
    columns.remove("group_id")
    before = list(FriendLink.objects.order_by("link").values(*columns))
    groups = list(FriendGroup.objects.values_list("name", "line", "order"))
    assert take(text).known == 3
    FriendLink.objects.all().delete()
    FriendGroup.objects.all().delete()
    assert take(text).created == 3
    assert list(FriendLink.objects.order_by("link").values(*columns)) == before
    assert list(FriendGroup.objects.values_list("name", "line", "order")) == groups
    if file_format != "json":
        assert exporting.owners_list(file_format) == text
    else:
        # The state is what the check says, which no list brings back.
        first, second = (json.loads(each)["friends"] for each in (text, exporting.owners_list(file_format)))
        assert [{**row, "state": ""} for row in first] == [{**row, "state": ""} for row in second]


def test_a_list_of_ours_says_how_things_shall_be(everything) -> None:
    text = exporting.owners_list(WRITTEN[2]).replace(",B,", ",Bee,").replace("B,http://b.test", "Bee,http://b.test")
    found = plan(text)
    assert [(item.friend_name, item.differences[0].after) for item in found.of(Fate.CHANGED)] == [("B", "Bee")]
    take(text)
    assert FriendLink.objects.filter(name="Bee", link="http://b.test").exists()


def test_an_import_is_taken_back_as_a_whole(friend) -> None:
    friend("https://alice.test", name="爱丽丝")
    before = list(FriendLink.objects.values())
    done = take(LINK_YML)
    assert undoing.undo(done.pk, user_name="owner") == Undone(deleted=2, restored=1)
    assert list(FriendLink.objects.values()) == before
    assert not FriendGroup.objects.exists()
    with pytest.raises(undoing.NothingToUndo):
        undoing.undo(done.pk, user_name="owner")


def test_what_was_there_comes_back_even_where_no_list_could_bring_it(friend) -> None:
    odd = {"link_page": "http://localhost/links", "language": "fr", "email": "a@localhost"}
    group = FriendGroup.objects.create(name="老友")
    friend("https://a.test/", name="A", group=group, order=3, is_active=False, snoozed_until=timezone.now(), **odd)
    before = FriendLink.objects.values().get()
    said = {"link_page": "", "language": "en", "email": "", "order": 0, "active": True, "always_show": True}
    row = {"name": "B", "link": "https://a.test/", "group": "", "snoozed_until": "", **said}
    done = take(json.dumps({"izone": "friends", "friends": [row]}))
    assert done.changed == 1
    assert undoing.undo(done.pk, user_name="").restored == 1
    assert FriendLink.objects.values().get() == before


def test_what_its_owner_has_touched_since_is_kept(friend) -> None:
    friend("https://alice.test", name="爱丽丝")
    done = take(LINK_YML + "    - {name: Dan, link: 'https://dan.test'}\n    - {name: Eve, link: 'https://eve.test'}\n")
    FriendLink.objects.filter(name="爱丽丝").update(description="改过")
    FriendLink.objects.filter(name="Bob").update(order=99)
    dan, eve = FriendLink.objects.get(name="Dan"), FriendLink.objects.get(name="Eve")
    user = User.objects.create_user("owner")
    Flip.objects.create(friend=dan, at=timezone.now(), is_show=True, link=dan.link, user=user)
    # What the check and a robots.txt write is no edit.
    until = timezone.now()
    FriendLink.objects.filter(pk=eve.pk).update(is_show=True, snoozed_until=until)
    RobotsAnswer.objects.create(friend=eve, link=eve.link, read_at=until, snoozed_until=until)
    assert undoing.undo(done.pk, user_name="owner") == Undone(deleted=2, kept=2, restored=1, edited=1)
    assert set(FriendLink.objects.values_list("name", flat=True)) == {"爱丽丝", "Bob", "Dan"}
    alice = FriendLink.objects.get(name="爱丽丝")
    assert (alice.description, alice.icon_address, alice.group) == ("改过", "", None)


def test_a_friend_without_a_name_gets_the_one_of_its_site_unless_its_owner_was_first() -> None:
    take("https://a.test\nhttps://b.test\nhttps://c.test\nCe https://d.test")
    FriendLink.objects.filter(link="https://b.test").update(name="我起的")
    for row in FriendLink.objects.exclude(link="https://c.test"):
        data = identity.to_json(Identity(titles=(f"名字 {row.name} | 又一行",)))
        LinkIdentity.objects.create(friend=row, link=row.link, data=data)
    assert filling.fill_names() == 1
    assert list(FriendLink.objects.order_by("link").values_list("name", flat=True)) == [
        "名字 a.test",
        "我起的",
        "c.test",
        "Ce",
    ]
    assert ImportedFriend.objects.filter(needs_name=True).count() == 1
    # The name that it was given is no edit of its owner's.
    (done,) = FriendImport.objects.all()
    assert undoing.undo(done.pk, user_name="").deleted == 3


def test_a_thousand_of_whom_most_are_known_take_as_few_queries_as_ten() -> None:
    FriendLink.objects.bulk_create(
        FriendLink(name=f"n{number}", link=f"https://a{number}.test/") for number in range(900)
    )
    text = "\n".join(f"n{number} https://a{number}.test" for number in range(1_000))
    with CaptureQueriesContext(
        connection,
    ) as planned:
        found = plan(text)
    assert (len(found.of(Fate.KNOWN)), len(found.of(Fate.NEW))) == (900, 100)
    assert len(planned) <= 4
    with CaptureQueriesContext(connection) as written:
        assert take(text).created == 100
    assert len(written) < 60


class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_the_commands_read_and_write_and_say_what_they_do(tmp_path, capsys, monkeypatch, no_broker) -> None:
    file = tmp_path / "link.yml"
    file.write_text(LINK_YML)
    call_command("import_friends", str(file), "--dry-run")
    assert not FriendLink.objects.exists()
    said = capsys.readouterr().out
    assert "新增 Alice https://alice.test/" in said
    assert "YAML（Hexo 的 link.yml）：新增 3 个，改动 0 个，已有 0 个，跳过 0 个。" in said
    call_command("import_friends", str(file))
    assert FriendLink.objects.count() == 3
    assert "已导入：新增 3 个，改动 0 个。" in capsys.readouterr().out
    call_command("export_friends")
    exported = capsys.readouterr().out
    assert exported == exporting.owners_list(WRITTEN[0])
    call_command("export_friends", "--format", "csv", "-o", str(tmp_path / "f.csv"))
    assert (tmp_path / "f.csv").read_bytes().decode() == exporting.owners_list(WRITTEN[2])
    monkeypatch.setattr("sys.stdin", Stdin(exported.encode()))
    call_command("import_friends", "-")
    said = capsys.readouterr().out
    assert "已有 3 个" in said
    assert "没有什么可以导入的" in said
    assert FriendImport.objects.count() == 1
    (tmp_path / "large").write_bytes(b"x" * (9 * 2**20))
    for name, why in (("large", "文件超过 8 MB，没有读它。"), ("none", "打不开文件")):
        with pytest.raises(CommandError, match=why):
            call_command("import_friends", str(tmp_path / name))
