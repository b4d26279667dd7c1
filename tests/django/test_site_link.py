"""A mistake in our own site_link hides nobody: whole runs against real servers, and the owner's one click."""

from collections.abc import Callable
from typing import Any

import pytest

from blog.models import FriendLink
from easytask import sharding
from easytask.checker import LinkChecker
from easytask.models import ConfirmedSiteLink, LinkState, Run
from easytask.runs import shards
from easytask.runs.envelope import build_envelope
from easytask.sharding import ShardedChecker
from easytask.verdicts.kinds import Cause, Kind
from easytask.verdicts.outcomes import RunResult
from tests.plugins.sites import BACKLINK, Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback")]

TYPO = "https://ours.exmaple"
HIDDEN = (False, "网站未设置本站外链")
SHOWN = (True, "")


def check(site_link: str | None = None, **how: Any) -> RunResult:
    return LinkChecker(site_link).perform(**how)


def rows() -> dict[str, tuple[bool, str]]:
    found = FriendLink.objects.values_list("name", "is_show", "not_show_reason")
    return {name: (is_show, reason) for name, is_show, reason in found}


@pytest.fixture
def four(site: Site, friend: Callable[..., FriendLink]) -> Site:
    """Four friends who carry our link, and are known to."""
    for number in range(4):
        friend(site.page(f"/{number}", BACKLINK), name=str(number))
    check()
    return site


@pytest.mark.parametrize("typo", [TYPO, "https://example", "https://ours.example/blog", "https://www2.ours.example"])
def test_a_typing_error_hides_nobody_and_is_said(four, typo):
    result = check(typo)
    assert set(rows().values()) == {SHOWN}
    envelope = build_envelope(result)
    assert (envelope["code"], envelope["data"]["site_link_suspected"], envelope["data"]["to_not_show"]) == (0, True, 0)
    assert "疑似本站地址设置有误" in envelope["message"]
    assert Run.objects.first().suspected_site_link == result.suspected_site_link
    state = LinkState.objects.first()
    assert (state.verdict, state.evidence["cannot_tell"], state.failures) == (Kind.UNCERTAIN, Cause.SITE_LINK, 0)


def test_it_lasts_until_the_setting_is_right_again(four):
    assert [bool(check(TYPO).suspected_site_link) for _ in range(3)] == [True] * 3
    assert not check().suspected_site_link
    assert set(LinkState.objects.values_list("verdict", flat=True)) == {"ok"}


def test_it_lasts_over_runs_that_read_nothing(four, settings):
    pages = dict(four.pages)
    for number in range(4):
        four.page(f"/{number}", status=429)
    check()
    four.pages.update(pages)
    check(site_link="")
    assert check(TYPO).suspected_site_link
    assert set(rows().values()) == {SHOWN}


def test_friends_who_really_lost_it_are_hidden_as_ever(four):
    for number in range(2):
        four.page(f"/{number}", "<p>nothing</p>")
    result = check()
    assert (result.suspected_site_link, result.counts.to_not_show) == ("", 2)
    assert rows() == {"0": HIDDEN, "1": HIDDEN, "2": SHOWN, "3": SHOWN}


def test_nobody_at_all_is_hidden_for_it_not_even_who_never_had_it(four, friend, settings):
    settings.FRIENDLINK_PATIENCE = 2
    friend(four.page("/new", BACKLINK), name="new")
    friend(four.page("/none", "<p>nothing</p>"), name="was waiting")
    LinkState.objects.create(
        friend=FriendLink.objects.get(name="was waiting"),
        link=four.url + "/none",
        is_show=True,
        verdict="no_backlink",
        failures=1,
        checked_at=Run.objects.first().started_at,
    )
    check(TYPO)
    assert set(rows().values()) == {SHOWN}


def test_a_hidden_friend_does_not_lose_what_it_is_hidden_for(four):
    FriendLink.objects.filter(name="0").update(is_show=False, not_show_reason="请求超时")
    check(TYPO)
    assert rows()["0"] == (False, "请求超时")
    assert LinkState.objects.filter(had_backlink=True).count() == 4


def test_friends_who_do_not_answer_say_nothing_of_it(four, friend):
    for number in range(4):
        friend(four.page(f"/gone/{number}", BACKLINK), name=f"gone {number}")
    check()
    for number in range(4):
        four.page(f"/gone/{number}", status=500)
    result = check(TYPO)
    assert (bool(result.suspected_site_link), result.counts.to_not_show) == (True, 4)


def test_the_rule_can_be_switched_off(four, settings):
    settings.FRIENDLINK_OUTAGE_SHARE = 0.0
    assert check(TYPO).counts.to_not_show == 4


def test_another_address_begins_anew(four):
    FriendLink.objects.update(link=four.page("/moved", "<p>nothing</p>"))
    assert check().counts.to_not_show == 4


class TestChosenLinks:
    def ids(self) -> list[int]:
        return list(FriendLink.objects.values_list("pk", flat=True))

    def test_a_run_over_them_suspects_nothing_by_itself(self, four):
        assert check(TYPO, friend_ids=self.ids()).counts.to_not_show == 4

    def test_it_believes_the_suspicion_of_the_run_over_all(self, four):
        check(TYPO)
        result = check(TYPO, friend_ids=self.ids()[:1])
        assert (bool(result.suspected_site_link), set(rows().values())) == (True, {SHOWN})

    def test_it_does_so_for_that_site_link_alone(self, four):
        check(TYPO)
        assert check("https://another.example", friend_ids=self.ids()[:1]).counts.to_not_show == 1


def test_a_dry_run_says_it_and_remembers_nothing(four):
    assert check(TYPO, dry_run=True).suspected_site_link
    assert Run.objects.count() == 1


class TestConfirmation:
    def confirm(self, client: Any) -> Any:
        return client.post(f"/admin/easytask/run/{Run.objects.first().pk}/confirm-site-link/", follow=True)

    def test_the_owner_confirms_with_one_click_on_the_dashboard(self, four, admin_client, admin_user):
        check(TYPO)
        page = admin_client.get("/admin/").content.decode()
        assert "疑似本站地址设置有误" in page
        assert f"{Run.objects.first().pk}/confirm-site-link/" in page
        page = self.confirm(admin_client).content.decode()
        assert "已确认本站地址 https://ours.exmaple/" in page
        assert "confirm-site-link" not in page
        confirmed = ConfirmedSiteLink.objects.get()
        assert (confirmed.site_link, confirmed.user, confirmed.user_name) == (f"{TYPO}/", admin_user, "admin")
        result = check(TYPO)
        assert (result.suspected_site_link, result.counts.to_not_show) == ("", 4)

    def test_it_holds_for_that_address_alone(self, four, admin_client):
        check(TYPO)
        self.confirm(admin_client)
        assert check("https://another.example").suspected_site_link

    def test_the_page_of_the_run_has_the_button_until_it_is_pressed(self, four, admin_client):
        check(TYPO)
        run = f"/admin/easytask/run/{Run.objects.first().pk}/change/"
        assert "地址没有错" in admin_client.get(run).content.decode()
        self.confirm(admin_client)
        self.confirm(admin_client)
        assert "地址没有错" not in admin_client.get(run).content.decode()
        assert ConfirmedSiteLink.objects.count() == 1

    def test_it_is_for_who_may_change_friend_links(self, four, client, django_user_model):
        check(TYPO)
        client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
        assert "您没有修改友链的权限。" in self.confirm(client).content.decode()
        assert not ConfirmedSiteLink.objects.exists()

    def test_there_is_nothing_to_confirm_of_other_runs(self, four, admin_client):
        assert "没有什么可确认的" in self.confirm(admin_client).content.decode()


def test_it_is_seen_over_all_shards_where_none_alone_would_show_it(four, monkeypatch):
    monkeypatch.setattr(shards, "LINKS", 2)
    checker = ShardedChecker(TYPO)
    run_id, parts = checker.begin(started_by="task", task_id="a")
    assert (parts, checker.work_on(run_id)) == (2, True)
    result = sharding.read_result(run_id)
    assert (bool(result.suspected_site_link), result.counts.judged, set(rows().values())) == (True, 4, {SHOWN})
