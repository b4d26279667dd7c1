"""The words about one friend: why it is as it is, whoever made it so, in both languages."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from easytask.admin import actions, explanation
from easytask.history.changes import changes_of_friend
from easytask.models import VERDICTS
from easytask.runs import friends, recording
from easytask.verdicts import rules
from easytask.verdicts.records import Backlink, FetchResult, Kind, Phase, Problem

pytestmark = pytest.mark.django_db
FAILS = {"problem": Problem.TIMEOUT, "silent": True}
WELL = {"status": 200}


def told(row, *, patience=1, **found):
    """Checks the friend once, if anything is to be found, and tells its story."""
    if found:
        for friend in friends.load():
            recording.record(
                [rules.evaluate(friend, FetchResult(**{"url": friend.link, **found}), patience=patience)], run_id=0
            )
    row = type(row).objects.select_related("state").get(pk=row.pk)
    changes = changes_of_friend(row.pk)
    found = explanation.tell(row, getattr(row, "state", None), changes[0] if changes else None)
    return found, f"{found.headline} {' '.join(found.sentences)}"


def test_an_automatic_hide_names_its_cause_and_that_it_may_end_by_itself(friend):
    found, words = told(friend("https://a.test/"), **FAILS)
    assert (found.status, found.headline) == ("failing", "已对访客隐藏：请求超时")
    assert "自动隐藏了它，原因：请求超时。在时限之内" in words
    assert "自动重新展示" in words


def test_a_friend_that_came_back_says_so(friend):
    row = friend("https://a.test/")
    told(row, **FAILS)
    found, words = told(row, **WELL)
    assert (found.status, found.headline) == ("ok", "展示中")
    assert "看到它恢复正常" in words


def test_a_friend_in_its_patience_says_how_much_is_left(friend, settings):
    settings.FRIENDLINK_PATIENCE = 3
    found, words = told(friend("https://a.test/"), patience=3, **FAILS)
    assert found.status == "unknown"
    assert "已连续失败 1 次，满 3 次才会隐藏" in words


def test_a_wall_explains_why_nothing_changed(friend):
    found, words = told(friend("https://a.test/"), status=429)
    assert found.headline == "展示中，但最近一次检查并不顺利"
    assert "挡住了检查" in words


def test_the_owners_hand_is_named(friend, admin_user):
    row = friend("https://a.test/")
    told(row, **FAILS)
    actions.undo(row.flips.get().pk, admin_user)
    words = told(row)[1]
    assert "admin 在" in words
    assert "撤销了检查的自动改动" in words
    assert "下一次检查会重新判断" in words
    actions.always_show(row.pk, True, admin_user)
    actions.snooze(row.pk, timezone.now() + dt.timedelta(days=30))
    words = told(row)[1]
    assert "一直展示" in words
    assert "自动恢复检查" in words


def test_a_hide_by_hand_is_not_blamed_on_the_check(friend, admin_user):
    row = friend("https://a.test/")
    row.is_show = False
    actions.record_manual_change(row, admin_user)
    row.save()
    found, words = told(row)
    assert found.headline == "已对访客隐藏"
    assert "亲手隐藏了它" in words


@pytest.mark.parametrize("kind", [kind for kind, _ in VERDICTS if kind not in (Kind.OK, Kind.WHITE_LISTED)])
def test_every_cause_has_its_meaning(kind):
    assert explanation.MEANINGS[Kind(kind)]


def test_the_evidence_is_told_line_by_line_in_english_too():
    page = FetchResult(
        "https://a.test/new",
        200,
        redirects=("https://a.test/",),
        moved=True,
        phases={Phase.DNS: 0.012, Phase.BODY: 0.2},
        bytes=9,
        cut=True,
        certificate_expires=timezone.now() - dt.timedelta(days=2),
        backlink=Backlink("/go", nofollow=True),
    )
    silent = FetchResult("https://a.test/links", problem=Problem.TIMEOUT, silent=True, detail="no word")
    with translation.override("en"):
        lines = {
            fact.name: fact.values for fact in explanation.facts({**page.evidence(timezone.now()), "link_page": None})
        }
        of_page = explanation.facts({"link_page": silent.evidence(timezone.now())})
    assert lines["Redirected for good by way of"] == ("https://a.test/",)
    assert lines["Latency"] == ("DNS 12 ms", "reading 200 ms")
    assert lines["Read"] == ("9 bytes (not all of it)",)
    assert "already expired" in lines["Certificate expires"][0]
    assert lines["Backlink that was found"] == ("/go", "rel=nofollow")
    assert all(fact.name.startswith("Link page: ") for fact in of_page)
    assert ("no word",) in [fact.values for fact in of_page]


def test_evidence_from_before_a_key_was_kept_is_read_all_the_same():
    assert explanation.facts({}) == []
    assert explanation.facts({"kind": "ok", "status": 200, "redirects": ["https://a.test/"]})
