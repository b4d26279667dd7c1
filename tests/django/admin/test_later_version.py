"""Pages, metrics and the rollup while a later version, which knows more, writes beside this one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone

from easytask.history import rollup
from easytask.history.days import midnight, today
from easytask.models import Application, Check, Flip, FriendFeed, LinkState, Run
from easytask.monitoring import metrics

pytestmark = pytest.mark.django_db


def test_what_a_later_version_writes_breaks_nothing(admin_client, friend):
    row = friend("https://a.test/", is_show=False, not_show_reason="新的原因", not_show_kind="later_kind")
    now = timezone.now()
    run = Run.objects.create(
        started_by="clock", started_at=now, seen_at=now, finished_at=now, state="done", outcome="later_outcome", total=1
    )
    yesterday = midnight(today() - dt.timedelta(days=1)) + dt.timedelta(hours=9)
    for at in (now, yesterday):
        Check.objects.create(
            friend=row,
            run=run if at == now else None,
            at=at,
            verdict="later_kind",
            cause="later_cause",
            backlink="later_state",
            evidence={"cannot_tell": "later_cause"},
        )
    LinkState.objects.create(
        friend=row,
        link=row.link,
        is_show=False,
        verdict="later_kind",
        backlink="later_state",
        evidence={"cannot_tell": "later_cause", "kept": ["name", "later_trait"], "milliseconds": {"later_phase": 1.0}},
        checked_at=now,
    )
    FriendFeed.objects.create(friend=row, link=row.link, due_at=now, read_at=now, problem="later_problem")
    LogEntry.objects.log_actions(
        admin_client.get("/admin/").wsgi_request.user.pk,
        [row],
        CHANGE,
        change_message='{"action": "later_action", "days": 30}',
    )
    application = Application.objects.create(
        token="a", state="later", link=row.link, key="a", created_at=now, handed_in_at=now, name="A"
    )
    Flip.objects.create(friend=row, run=run, at=now, is_show=False, link=row.link, kind="later_kind")
    for page in (
        "/admin/",
        "/admin/blog/friendlink/",
        f"/admin/blog/friendlink/{row.pk}/change/",
        f"/admin/blog/friendlink/{row.pk}/history/",
        "/admin/easytask/friendfeed/",
        f"/admin/easytask/friendfeed/{row.pk}/change/",
        "/admin/easytask/application/",
        f"/admin/easytask/application/{application.pk}/change/",
        f"/admin/easytask/run/{run.pk}/change/",
        "/admin/easytask/run/",
        "/friends/",
    ):
        assert admin_client.get(page).status_code == 200, page
    assert metrics.exposition()
    assert rollup.run().finished
