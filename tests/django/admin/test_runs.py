"""The page of a run while a worker works and before one has taken it, and the record of those before."""

import datetime as dt
import time

import pytest
from django.db import connection
from django.utils import timezone

from easytask.admin.run_verdicts import FEW_LINKS
from easytask.models import Run
from easytask.runs import lock
from tests.django.admin.conftest import RUNS, TASK, begin, check_all, messages_of

pytestmark = pytest.mark.django_db


def test_the_runs_can_be_read_and_not_edited(admin_client, admin_user):
    run = lock.begin_run(started_by="owner", user_id=admin_user.pk)
    lock.set_total(run, 7)
    page = admin_client.get("/admin/easytask/run/").content.decode()
    for words in ("进行中", "站长 admin", "0 / 7"):
        assert words in page
    assert admin_client.get("/admin/easytask/run/add/").status_code == 403
    assert admin_client.get(f"/admin/easytask/run/{run}/change/").status_code == 200


@pytest.mark.parametrize(("prefix", "words"), [("", "检查记录"), ("/en", "Checks")])
def test_a_list_is_headed_by_what_it_lists(admin_client, prefix, words):
    page = admin_client.get(f"{prefix}/admin/easytask/run/").content.decode()
    assert f"<h1>{words}</h1>" in page
    assert f"<title>{words} | izone</title>" in page


class TestRuns:
    """The page of a run while a worker works, and before one has taken it."""

    def waiting(self, seconds_ago: int = 0, newest_run: int = 0) -> str:
        return f"{RUNS}waiting/{TASK}/{newest_run}/{int(time.time()) - seconds_ago}/"

    def test_the_waiting_page_leads_to_its_run_by_the_tasks_id(self, admin_client):
        run = begin(task_id=TASK)
        assert admin_client.get(self.waiting())["Location"] == f"{RUNS}{run.pk}/change/"
        part = admin_client.get(self.waiting(), headers={"X-Live": "1"}).content.decode()
        assert f'data-next="{RUNS}{run.pk}/change/"' in part

    def test_after_some_seconds_it_says_that_no_worker_answers_and_what_to_do(self, admin_client):
        assert "已交给 worker" in admin_client.get(self.waiting()).content.decode()
        page = admin_client.get(self.waiting(seconds_ago=9)).content.decode()
        assert "还没有 worker 接手这次检查" in page
        assert "celery -A izone worker" in page
        assert '<meta http-equiv="refresh"' in page

    @pytest.mark.parametrize(("state", "seconds_ago"), [("running", 0), ("done", 9)])
    def test_a_run_that_got_ahead_is_shown_instead(self, admin_client, state, seconds_ago):
        run = begin(task_id="another", state=state)
        response = admin_client.get(self.waiting(seconds_ago), follow=True)
        assert response.redirect_chain[-1][0] == f"{RUNS}{run.pk}/change/"
        assert "抢先开始" in messages_of(response)[0]

    def test_ours_may_still_come_when_another_one_was_quick(self, admin_client):
        begin(task_id="another", state="done")
        assert "已交给 worker" in admin_client.get(self.waiting()).content.decode()

    @pytest.mark.parametrize("state", ["running", "done"])
    def test_ours_is_never_taken_for_another(self, admin_client, state):
        begin(task_id="another", state="done")
        ours = begin(task_id=TASK, state=state)
        response = admin_client.get(self.waiting(seconds_ago=9), follow=True)
        assert response.redirect_chain[-1][0] == f"{RUNS}{ours.pk}/change/"
        assert messages_of(response) == []

    def test_one_query_looks_for_ours_and_for_others(self, admin_client):
        """Whatever begins between two queries would be seen by the second alone."""
        looked = []

        def count(execute, sql, *args):
            looked.append('FROM "easytask_run"' in sql)
            return execute(sql, *args)

        address = self.waiting()
        with connection.execute_wrapper(count):
            assert admin_client.get(address).status_code == 200
        assert looked.count(True) == 1

    def test_a_run_that_was_over_before_is_not_taken_for_it(self, admin_client):
        before = begin(state="done")
        page = admin_client.get(self.waiting(seconds_ago=9, newest_run=before.pk)).content.decode()
        assert "还没有 worker 接手这次检查" in page

    def test_a_run_is_followed_with_its_counts_and_changes(self, admin_client, friend):
        friend("https://a.test/", name="A")
        run = begin(total=7)
        check_all(run_id=run.pk, status=410)
        for address in (f"{RUNS}{run.pk}/change/", f"{RUNS}{run.pk}/progress/"):
            page = admin_client.get(address).content.decode()
            assert '<progress max="7" value="1"' in page
            assert "正在检查" in page
            assert "网页请求返回410" in page
        page = admin_client.get(f"{RUNS}{run.pk}/change/").content.decode()
        assert '<meta http-equiv="refresh"' in page
        assert "取消检查" in page

    def test_a_run_over_a_few_links_says_of_each_what_it_found(self, admin_client, friend):
        row = friend("https://a.test/", name="山间书房")
        run = begin(total=1, state="done")
        check_all(run_id=run.pk, status=429, elapsed=0.3)
        page = admin_client.get(f"{RUNS}{run.pk}/change/").content.decode()
        verdicts = page.partition('<ul class="verdicts">')[2].partition("</ul>")[0]
        for words in ("山间书房", "无法判断", "被防护页拦住", "300 ms", f"/friendlink/{row.pk}/change/"):
            assert words in verdicts
        Run.objects.update(total=FEW_LINKS + 1)
        assert '<ul class="verdicts">' not in admin_client.get(f"{RUNS}{run.pk}/change/").content.decode()

    def test_a_run_that_ended_says_how_and_refreshes_no_more(self, admin_client):
        run = begin(state="broken", error="超过 60 秒没有动静，已视为中断。")
        page = admin_client.get(f"{RUNS}{run.pk}/change/").content.decode()
        assert "检查中断了。 超过 60 秒没有动静" in page
        assert 'http-equiv="refresh"' not in page
        assert "取消检查" not in page
        assert "超过 60 秒没有动静" in admin_client.get(RUNS).content.decode()

    def test_a_run_without_a_sign_of_life_is_broken_on_its_own_page(self, admin_client):
        run = begin(seen_at=timezone.now() - dt.timedelta(seconds=90))
        assert "检查中断了" in admin_client.get(f"{RUNS}{run.pk}/progress/").content.decode()

    def test_it_is_cancelled_once(self, admin_client):
        run = begin()
        press = f"{RUNS}{run.pk}/cancel/"
        assert "已要求取消" in messages_of(admin_client.post(press, follow=True))[0]
        assert "正在取消" in admin_client.get(f"{RUNS}{run.pk}/progress/").content.decode()
        Run.objects.update(state="cancelled")
        assert messages_of(admin_client.post(press, follow=True)) == ["这次检查已经结束，没有什么可取消的。"]
        Run.objects.all().delete()
        assert messages_of(admin_client.post(press, follow=True)) == ["这次检查的记录已被删除。"]

    def test_one_who_may_only_look_cannot_cancel_it(self, staff):
        run, client = begin(), staff("view_run")
        assert "取消检查" not in client.get(f"{RUNS}{run.pk}/change/").content.decode()
        assert messages_of(client.post(f"{RUNS}{run.pk}/cancel/", follow=True)) == ["您没有取消检查的权限。"]
        assert not Run.objects.get().cancel_requested

    def test_one_who_may_see_no_run_sees_none(self, staff):
        run, client = begin(task_id=TASK), staff("view_friendlink")
        for address in (f"{RUNS}{run.pk}/change/", f"{RUNS}{run.pk}/progress/", self.waiting()):
            assert client.get(address).status_code == 403
        assert client.post(f"{RUNS}{run.pk}/cancel/").status_code == 403
