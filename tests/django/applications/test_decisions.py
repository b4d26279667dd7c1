"""The owner decides about an application once, both sides are told, and letters go to nobody who wants none."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from blog.models import FriendLink
from easytask.applications import decisions
from easytask.checker import LinkChecker
from easytask.models import Application, FriendFeed, Letter, Notice
from easytask.notifications import digest, letters
from easytask.tasks import tend_history
from tests.django.applications.applicants import CARD, HOME, LINK, apply_with
from tests.plugins.processes import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loopback", "no_broker")]


class TestDeciding:
    @pytest.fixture
    def application(self, client, site, settings, mailoutbox):
        settings.SITE_URL, settings.EMAIL_IS_SET_UP = "https://ours.example", True
        self.address = apply_with(client, site.page("/", HOME + LINK))
        client.post(self.address, CARD | {"email": "him@example.com"})
        return Application.objects.get()

    def test_both_sides_are_told_by_mail(self, application, django_user_model, mailoutbox):
        letters.send()
        [received] = mailoutbox
        assert received.to == ["him@example.com"]
        assert f"https://ours.example/friends/apply/{application.token}/" in received.body
        assert received.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        # What a stranger typed is not sent on to whoever has that mail address.
        assert "半山" not in received.subject + received.body
        [notice] = Notice.objects.filter(application=application)
        told = digest.compose(notice)
        assert told is not None
        assert f"/admin/easytask/application/{application.pk}/change/" in told.body
        decisions.decline(application.pk, "owner", "")
        notice.application.refresh_from_db()
        assert digest.compose(notice) is None

    def test_approval_makes_the_friend_and_tells_him(self, application, client, mailoutbox):
        letters.send()
        friend = decisions.approve(application.pk, "owner")
        letters.send()
        assert (friend.name, friend.link, friend.email) == ("半山", application.link, "him@example.com")
        assert mailoutbox[-1].subject.endswith("友链申请通过了")
        assert "站长通过了您的申请" in client.get(self.address).content.decode()
        # On the wall with its first check, as every friend.
        assert "半山" not in client.get("/friends/").content.decode()
        LinkChecker().run([friend.pk])
        assert "半山" in client.get("/friends/").content.decode()

    @pytest.mark.parametrize("feed", ["", "https://notes.example/rss"])
    def test_a_feed_that_the_applicant_typed_is_kept(self, application, feed):
        Application.objects.update(feed=feed)
        friend = decisions.approve(application.pk, "owner")
        assert list(FriendFeed.objects.values_list("friend", "given_address")) == ([(friend.pk, feed)] if feed else [])

    def test_a_friend_who_was_deleted_is_said_to_be_so(self, application, client):
        decisions.approve(application.pk, "owner").delete()
        assert "后来被站长移除了" in client.get(self.address).content.decode()

    def test_a_decline_says_why(self, application, client, mailoutbox):
        decisions.decline(application.pk, "owner", "再写几篇吧")
        letters.send()
        assert "再写几篇吧" in client.get(self.address).content.decode()
        assert "再写几篇吧" in mailoutbox[-1].body
        assert not FriendLink.objects.exists()

    def test_two_owners_decide_once(self, application):
        decisions.approve(application.pk, "one")
        with pytest.raises(decisions.DecisionRejected, match="已由 one 处理过了"):
            decisions.approve(application.pk, "two")
        with pytest.raises(decisions.DecisionRejected, match="已由 one 处理过了"):
            decisions.decline(application.pk, "two", "")
        assert FriendLink.objects.count() == 1

    @pytest.mark.postgres
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's own lock lets one writer in at a time")
    def test_owners_who_decide_at_the_same_moment_decide_once(self, application):
        barrier = threading.Barrier(6)

        def decide(number: int) -> str:
            barrier.wait()
            try:
                decisions.approve(application.pk, f"owner {number}")
            except decisions.DecisionRejected as reason:
                return str(reason)
            finally:
                connection.close()
            return "approved"

        with ThreadPoolExecutor(6) as pool:
            said = sorted(pool.map(decide, range(6)))
        assert said.count("approved") == FriendLink.objects.count() == 1
        assert all("处理过了" in words for words in said if words != "approved")

    def test_a_friend_that_was_added_meanwhile_is_not_added_twice(self, application, friend):
        friend(application.link)
        with pytest.raises(decisions.DecisionRejected, match="已经是友链"):
            decisions.approve(application.pk, "owner")

    def test_a_mail_server_that_is_away_loses_nothing(self, application, settings, mailoutbox):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
        assert letters.send().failed == 1
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert letters.send().sent == 0
        Letter.objects.update(retry_at=None)
        assert letters.send().sent == 1

    def test_nobody_is_written_to_again_and_again(self, application, settings):
        for _ in range(10):
            letters.queue_received(application)
        assert Letter.objects.count() == letters.LETTERS_A_DAY

    def test_unsubscribing_takes_a_post_and_ends_all_letters(self, application, mailoutbox):
        letters.send()
        address = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://ours.example")
        client = Client(enforce_csrf_checks=True)
        for _ in range(20):
            assert client.get(address).status_code == 200
        assert not letters.is_unwanted("him@example.com")
        answer = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert letters.is_unwanted("Him@Example.com")
        decisions.approve(application.pk, "owner")
        letters.send()
        assert len(mailoutbox) == 1
        assert Letter.objects.get(kind="approved").state == "dropped"

    @pytest.mark.parametrize("token", ["1:forged", "x", "999999", ":", "1"])
    def test_a_forged_token_is_a_404(self, client, token):
        assert client.get(f"/friends/unsubscribe/{token}/").status_code == 404
        assert client.post(f"/friends/unsubscribe/{token}/").status_code == 404

    def test_what_was_decided_long_ago_is_forgotten(self, application):
        decisions.decline(application.pk, "owner", "")
        Application.objects.update(decided_at=timezone.now() - dt.timedelta(days=100))
        tend_history()
        assert not Application.objects.exists()
