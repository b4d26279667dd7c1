"""The wall of friends: who is shown, who is away, and who is not named at all."""

import datetime as dt

import pytest
from django.utils import timezone

from blog.models import FriendGroup, FriendLink
from easytask.history.days import today
from easytask.models import Day, LinkIdentity, LinkState
from easytask.public.pulse import DAYS, Beat, days_in_one_text, draw, read_pulse
from easytask.public.wall import PAGE_FRIENDS, SCREENFUL
from easytask.verdicts import rules
from easytask.verdicts.kinds import Kind, Liveness

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(friend):
    """Make a friend whom a check has seen at its address."""

    def make(link, verdict="ok", **fields):
        row = friend(link, **fields)
        LinkState.objects.create(friend=row, link=link, is_show=row.is_show, verdict=verdict, checked_at=timezone.now())
        return row

    return make


def names(client, address="/friends/"):
    wall = client.get(address).context["wall"]
    shown = [card.name for group in wall.groups for card in group.cards]
    return {"shown": shown, "away": [card.name for card in wall.away]}


def test_visitors_see_the_shown_and_apart_from_them_the_away(client, friend, checked):
    checked("https://a.test/", name="Alice <b>")
    friend("https://b.test/", name="Bob", is_show=False, not_show_reason="网页请求返回404", not_show_kind="bad_status")
    friend("https://c.test/", name="Carol", is_active=False)
    page = client.get("/friends/").content.decode()
    assert 'href="https://a.test/"' in page
    assert "Alice &lt;b&gt;" in page
    assert page.index("Alice") < page.index("暂时连不上") < page.index("Bob")
    assert "网页请求返回" not in page
    assert "Carol" not in page


@pytest.mark.parametrize("kind", [*Kind, ""])
def test_only_whose_site_did_not_answer_is_named_as_away(client, friend, kind):
    friend("https://a.test/", name="A", is_show=False, not_show_kind=kind)
    is_down = kind != "" and rules.liveness(kind) is Liveness.DOWN
    assert names(client) == {"shown": [], "away": ["A"] if is_down else []}


@pytest.mark.parametrize(
    ("verdict", "cause", "is_away"),
    [
        ("timeout", "", True),
        ("uncertain", "wall", True),
        ("uncertain", "script", False),
        ("no_backlink", "", False),
        ("outage", "", True),
    ],
)
def test_a_site_that_the_latest_check_saw_alive_is_not_away(client, friend, verdict, cause, is_away):
    row = friend("https://a.test/", name="A", is_show=False, not_show_kind="timeout")
    evidence = {"cannot_tell": cause} if cause else {}
    state = LinkState.objects.create(
        friend=row, link=row.link, is_show=False, verdict=verdict, evidence=evidence, checked_at=timezone.now()
    )
    assert names(client)["away"] == (["A"] if is_away else [])
    state.link = "https://before.test/"
    state.save()
    assert names(client)["away"] == ["A"]


@pytest.mark.parametrize(
    ("reason", "is_away"),
    [("", False), ("网页请求返回404", True), ("网站未设置本站外链", False), ("网页过大，未找到本站外链", False)],
)
def test_of_a_row_without_a_kind_the_reason_tells(client, friend, reason, is_away):
    friend("https://a.test/", name="A", is_show=False, not_show_reason=reason)
    assert names(client)["away"] == (["A"] if is_away else [])


@pytest.mark.parametrize(
    ("days", "link", "is_show", "named"),
    [
        (89, "https://b.test/", False, True),
        (91, "https://b.test/", False, False),
        (91, "https://b.test/", True, True),
        # Its owner has changed the address since.
        (91, "https://old.test/", False, True),
    ],
)
def test_after_90_days_of_quarantine_a_friend_is_named_no_more(client, friend, days, link, is_show, named):
    row = friend("https://b.test/", name="Bob", is_show=is_show, not_show_kind="parked")
    LinkState.objects.create(friend=row, link=row.link, is_show=is_show, verdict="parked", checked_at=timezone.now())
    since = timezone.now() - dt.timedelta(days=days)
    LinkIdentity.objects.create(friend=row, link=link, quarantined_since=since)
    assert ("Bob" in client.get("/friends/").content.decode()) is named
    # Of whom nothing is remembered is named as ever.
    LinkIdentity.objects.all().delete()
    assert "Bob" in client.get("/friends/").content.decode()


def test_whom_no_check_has_seen_is_not_public(client, friend):
    friend("http://localhost/", name="A")
    friend("https://b.test/", name="B", always_show=True)
    assert names(client) == {"shown": ["B"], "away": []}


class TestWall:
    def test_friends_stand_in_their_groups_as_the_owner_wants(self, client, checked):
        second = FriendGroup.objects.create(name="远方", line="隔着山海。", order=2)
        first = FriendGroup.objects.create(name="近处", order=1)
        for name, group, order in [("d", None, 0), ("c", second, 5), ("b", first, 2), ("a", first, 1), ("e", None, 1)]:
            checked(f"https://{name}.test/", name=name, group=group, order=order)
        page = client.get("/friends/")
        groups = page.context["wall"].groups
        assert [(group.name, group.line, group.friends) for group in groups] == [
            ("近处", "", 2),
            ("远方", "隔着山海。", 1),
            ("", "", 2),
        ]
        assert names(client)["shown"] == ["a", "b", "c", "d", "e"]
        assert "更多朋友" in page.content.decode()

    def test_without_groups_there_is_no_heading_between(self, client, checked):
        checked("https://a.test/", name="a")
        assert "<h2" not in client.get("/friends/").content.decode()

    def test_random_order_has_everybody(self, client, checked):
        for number in range(30):
            checked(f"https://{number}.test/", name=f"{number:02}")
        orders = {tuple(names(client, "/friends/?order=random")["shown"]) for _ in range(3)}
        assert len(orders) > 1
        assert {tuple(sorted(order)) for order in orders} == {tuple(f"{number:02}" for number in range(30))}
        assert len(names(client, "/friends/?order=random&page=2")["shown"]) == 30
        assert names(client, "/friends/?order=nonsense") == names(client)

    @pytest.mark.parametrize(
        ("query", "found"),
        [("山", ["山月手记"]), ("TEA", ["一页茶"]), ("读书", ["山月手记"]), ("%", []), ("x" * 500, []), ("\0", None)],
    )
    def test_a_friend_is_found_by_name_line_or_address(self, client, checked, query, found):
        everybody = ["山月手记", "一页茶"]
        checked("https://shan.test/", name="山月手记", description="读书与徒步")
        checked("https://tea.test/", name="一页茶")
        page = client.get("/friends/", {"q": query})
        assert [card.name for group in page.context["wall"].groups for card in group.cards] == (
            everybody if found is None else found
        )

    def test_search_is_offered_when_there_are_more_than_a_screenful(self, client, checked):
        for number in range(SCREENFUL):
            checked(f"https://{number}.test/")
        assert 'role="search"' not in client.get("/friends/").content.decode()
        checked("https://more.test/")
        assert 'role="search"' in client.get("/friends/").content.decode()

    def test_many_come_in_pages_the_away_on_the_last(self, client, friend, checked):
        rows = FriendLink.objects.bulk_create(
            FriendLink(name=f"{number:03}", link=f"https://{number}.test/") for number in range(PAGE_FRIENDS + 3)
        )
        LinkState.objects.bulk_create(
            LinkState(friend=row, link=row.link, is_show=True, verdict="ok", checked_at=timezone.now()) for row in rows
        )
        friend("https://away.test/", name="away", is_show=False, not_show_kind="timeout")
        assert len(names(client)["shown"]) == PAGE_FRIENDS
        second = names(client, "/friends/?page=2")
        assert (len(second["shown"]), second["away"]) == (3, ["away"])
        assert f"{PAGE_FRIENDS + 3} 位朋友" in client.get("/friends/?page=2").content.decode()
        for number in ("3", "0", "-1", "x", "9" * 30, "²"):
            assert client.get("/friends/", {"page": number}).status_code == 404

    def test_it_takes_two_queries_however_many_there_are(self, client, checked, django_assert_num_queries):
        for number in range(20):
            checked(f"https://{number}.test/", group=FriendGroup.objects.create(name=str(number)))
        # One more is for the site's own settings.
        with django_assert_num_queries(3):
            client.get("/friends/")

    def test_a_cache_may_keep_it_and_asks_whether_it_changed(self, client, checked):
        checked("https://a.test/", name="a")
        page = client.get("/friends/")
        assert client.get("/friends/", headers={"If-None-Match": page["ETag"]}).status_code == 304
        FriendLink.objects.update(description="new")
        assert client.get("/friends/", headers={"If-None-Match": page["ETag"]}).status_code == 200
        assert not page.cookies

    def test_no_friends_and_none_found_are_said(self, client):
        assert "还没有友情链接" in client.get("/friends/").content.decode()
        page = client.get("/friends/", {"q": "<b>"}).content.decode()
        assert "&lt;b&gt;" in page
        assert "<b>" not in page


def pulse_of(row):
    found = FriendLink.objects.annotate(beats=days_in_one_text()).select_related("state").get(pk=row.pk)
    return read_pulse(found.beats, found.state)


class TestPulse:
    @pytest.mark.parametrize(
        ("up", "down", "beat"),
        [
            (24, 0, Beat.ALIVE),
            (23, 1, Beat.PARTLY),
            (0, 24, Beat.AWAY),
            (0, 0, Beat.UNKNOWN),
            (None, None, Beat.UNKNOWN),
        ],
    )
    def test_a_day_is_what_its_checks_saw(self, checked, up, down, beat):
        row = checked("https://a.test/", verdict="ok")
        yesterday = today() - dt.timedelta(days=1)
        Day.objects.create(friend=row, day=yesterday, ok=0, failing=0, unknown=0, up=up, down=down)
        assert pulse_of(row) == draw((DAYS - 2) * Beat.UNKNOWN + beat + Beat.ALIVE)

    @pytest.mark.parametrize("days", [DAYS, DAYS + 300, -1, -2])
    def test_what_is_older_or_still_to_come_is_left_out(self, checked, days):
        row = checked("https://a.test/", verdict="uncertain")
        Day.objects.create(friend=row, day=today() - dt.timedelta(days=days), ok=1, failing=0, unknown=0, up=1, down=0)
        assert pulse_of(row) is None

    def test_whose_link_is_missing_is_alive_all_the_same(self, checked):
        row = checked("https://a.test/", verdict="no_backlink")
        assert pulse_of(row).away == ""

    def test_it_is_told_in_words(self, client, checked):
        checked("https://a.test/")
        assert 'aria-label="最近 30 天里有检查的 1 天，1 天在线"' in client.get("/friends/").content.decode()


class TestStroll:
    def test_it_leads_to_a_friend_that_is_shown(self, client, friend, checked):
        checked("https://a.test/")
        checked("https://b.test/")
        friend("https://away.test/", is_show=False, not_show_kind="timeout")
        friend("https://unchecked.test/")
        friend("https://inactive.test/", is_active=False)
        found = {client.get("/friends/random/")["Location"] for _ in range(40)}
        assert found == {"https://a.test/", "https://b.test/"}

    def test_an_address_that_is_no_page_is_passed_by(self, client, checked):
        checked("javascript:alert(1)")
        checked("http://user[:pw@c.test/")
        assert client.get("/friends/random/")["Location"] == "/friends/"
        checked("https://b.test/")
        assert {client.get("/friends/random/")["Location"] for _ in range(9)} == {"https://b.test/"}

    def test_no_cache_keeps_it(self, client):
        assert "no-store" in client.get("/friends/random/")["Cache-Control"]


def test_the_page_of_our_user_agent_says_how_much_is_asked_of_a_host_here(client, settings):
    settings.FRIENDLINK_PER_HOST = 4
    assert "同一台主机上同时至多 4 个请求" in client.get("/zh-hans/friends/bot/").content.decode()
    assert "never more than 4 at once go to one host" in client.get("/en/friends/bot/").content.decode()
