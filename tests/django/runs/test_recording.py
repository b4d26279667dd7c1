"""Reading friend links, writing verdicts under the state that was read, and the one lock."""

import dataclasses
import datetime as dt

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from blog.models import FriendLink
from easytask.models import Check, Flip, LinkIdentity, LinkState, Run
from easytask.runs import friends, lock, recording
from easytask.verdicts import rules
from easytask.verdicts.kinds import Kind, Problem
from easytask.verdicts.outcomes import RunCounts, RunOutcome, RunResult
from easytask.verdicts.records import Backlink, FetchResult, Friend, Outages, Verdict, truncate_text

pytestmark = pytest.mark.django_db


def hide(friend: Friend, **limits: int) -> Verdict:
    return rules.evaluate(friend, FetchResult(friend.link, problem=Problem.TIMEOUT, elapsed=1.5), **limits)


def show(friend: Friend) -> Verdict:
    return rules.evaluate(friend, FetchResult(friend.link, 200, elapsed=0.25))


def record(verdicts: list[Verdict]) -> list[Verdict]:
    """Records outside of any run; returns what was written."""
    return list(recording.record(verdicts, run_id=0).written)


class TestLoad:
    def test_it_loads_the_active_links_as_they_are(self, friend):
        row = friend("https://a.test/", name="A", link_page="https://a.test/links", is_show=False, not_show_reason="x")
        friend("https://b.test/", is_active=False)
        assert friends.load() == [
            Friend(row.pk, "A", "https://a.test/", "https://a.test/links", is_show=False, not_show_reason="x")
        ]

    @pytest.mark.parametrize(("hours", "loaded"), [(-1, True), (1, False)])
    def test_a_link_is_left_alone_until_the_owners_time_has_passed(self, friend, hours, loaded):
        friend("https://a.test/", snoozed_until=timezone.now() + dt.timedelta(hours=hours))
        assert bool(friends.load()) is loaded

    def test_it_loads_the_chosen_ones(self, friend):
        rows = [friend(f"https://{name}.test/") for name in "abc"]
        rows[2].is_active = False
        rows[2].save()
        assert [found.id for found in friends.load([rows[1].pk, rows[2].pk])] == [rows[1].pk]

    def test_an_unknown_id_is_refused_by_name(self, friend):
        with pytest.raises(friends.UnknownFriends, match="4711"):
            friends.load([friend("https://a.test/").pk, 4711])

    def test_the_slowest_last_time_come_first_and_the_unknown_before_them(self, friend):
        fast, slow, new = (friend(f"https://{name}.test/") for name in ("fast", "slow", "new"))
        record([show(found) if found.id == fast.pk else hide(found) for found in friends.load([fast.pk, slow.pk])])
        assert [found.id for found in friends.load()] == [new.pk, slow.pk, fast.pk]

    def test_it_takes_one_query(self, friend, django_assert_num_queries):
        for number in range(5):
            friend(f"https://{number}.test/")
        with django_assert_num_queries(1):
            assert len(friends.load()) == 5

    @pytest.mark.parametrize("edit", [{"is_show": True}, {"link": "https://moved.test/"}])
    def test_the_owners_edit_resets_the_count_of_failures(self, friend, edit):
        row = friend("https://a.test/")
        record([hide(found) for found in friends.load()])
        assert friends.load()[0].failures == 1
        FriendLink.objects.filter(pk=row.pk).update(**edit)
        assert friends.load()[0].failures == 0


class TestRecord:
    def test_a_hidden_link_gets_its_reason_and_the_reasons_kind(self, friend):
        row = friend("https://a.test/")
        (written,) = record([hide(found) for found in friends.load()])
        row.refresh_from_db()
        assert written.flips
        assert (row.is_show, row.not_show_reason, row.not_show_kind) == (False, "请求超时", "timeout")
        state = row.state
        assert (state.verdict, state.status, state.elapsed, state.failures) == ("timeout", None, 1.5, 1)
        assert state.is_current

    def test_it_keeps_since_when_a_link_is_shown_or_hidden(self, friend):
        long_ago = timezone.now() - dt.timedelta(days=9)
        row = friend("https://a.test/", is_show_since=long_ago)
        record([show(friends.load()[0])])
        row.refresh_from_db()
        assert row.is_show_since == long_ago
        record([hide(friends.load()[0])])
        row.refresh_from_db()
        hidden_since = row.is_show_since
        assert hidden_since > long_ago
        record([rules.evaluate(friends.load()[0], FetchResult(row.link, 404))])
        row.refresh_from_db()
        assert (row.not_show_reason, row.is_show_since) == ("网页请求返回404", hidden_since)

    def test_a_shown_link_loses_its_reason(self, friend):
        row = friend("https://a.test/", is_show=False, not_show_reason="请求超时", not_show_kind="timeout")
        record([show(found) for found in friends.load()])
        row.refresh_from_db()
        assert (row.is_show, row.not_show_reason, row.not_show_kind) == (True, "", "")
        assert row.state.status == 200

    def test_the_latest_state_replaces_the_one_before(self, friend):
        row = friend("https://a.test/")
        record([hide(found) for found in friends.load()])
        record([show(found) for found in friends.load()])
        assert LinkState.objects.get().verdict == "ok"
        assert FriendLink.objects.get(pk=row.pk).is_show

    def test_the_evidence_of_the_latest_check_is_kept_whatever_a_site_put_into_it(self, friend):
        row = friend("https://a.test/")
        page = FetchResult(
            row.link, 200, bytes=7, redirects=("https://a.test/旧",), backlink=Backlink(truncate_text("\0\ud800好"))
        )
        for found in (FetchResult(row.link, 404), page):
            record([rules.evaluate(friends.load()[0], found, backlink_asked=True)])
        evidence = LinkState.objects.get().evidence
        assert (evidence["kind"], evidence["bytes"], evidence["redirects"]) == ("ok", 7, ["https://a.test/旧"])
        assert evidence["backlink"] == {"href": "\ufffd?好", "nofollow": False}

    @pytest.mark.parametrize("make", [rules.failed, lambda found: rules.evaluate(found, FetchResult(found.link, 429))])
    def test_what_cannot_be_told_leaves_the_link_alone(self, friend, make):
        row = friend("https://a.test/", is_show=False, not_show_reason="网页请求返回500", not_show_kind="bad_status")
        record([make(found) for found in friends.load()])
        row.refresh_from_db()
        assert (row.is_show, row.not_show_reason, row.not_show_kind) == (False, "网页请求返回500", "bad_status")
        assert row.state.verdict in ("failed", "uncertain")

    @pytest.mark.parametrize(
        "edit",
        [
            {"is_show": False},
            {"link": "https://moved.test/"},
            {"link_page": "https://a.test/l"},
            {"is_active": False},
            {"always_show": True},
            {"snoozed_until": dt.datetime(2999, 1, 1, tzinfo=dt.UTC)},
        ],
    )
    def test_a_row_that_its_owner_edited_meanwhile_is_left_as_it_is(self, friend, edit):
        row = friend("https://a.test/")
        verdicts = [hide(found) for found in friends.load()]
        FriendLink.objects.filter(pk=row.pk).update(**edit)
        before = FriendLink.objects.values().get()
        assert record(verdicts) == []
        assert FriendLink.objects.values().get() == before
        assert not LinkState.objects.exists()

    def test_what_the_owner_says_of_a_site_meanwhile_is_not_overwritten_by_what_was_remembered(self, friend):
        row = friend("https://a.test/")
        doubted = LinkIdentity(friend=row, link=row.link, looked_at=timezone.now(), unrecognised_since=timezone.now())
        doubted.save()
        [found] = friends.load()
        verdict = dataclasses.replace(show(found), memory=found.memory)
        # 'Still theirs', while the run is under way.
        LinkIdentity.objects.all().delete()
        assert record([verdict]) == []
        assert not LinkIdentity.objects.exists()
        [again] = friends.load()
        assert record([dataclasses.replace(show(again), memory=again.memory)])

    def test_a_memory_of_another_address_stands_in_nobodys_way(self, friend):
        row = friend("https://a.test/")
        LinkIdentity.objects.create(friend=row, link="https://before.test/", looked_at=timezone.now())
        assert record([show(found) for found in friends.load()])

    def test_a_row_that_was_deleted_meanwhile_is_not_raised_from_the_dead(self, friend):
        row = friend("https://a.test/")
        verdicts = [show(found) for found in friends.load()]
        row.delete()
        assert record(verdicts) == []
        assert not FriendLink.objects.exists()

    def test_what_was_not_written_is_told_as_its_row_holds_it(self, friend):
        row, gone = friend("https://a.test/"), friend("https://b.test/")
        verdicts = [hide(found) for found in friends.load()]
        FriendLink.objects.filter(pk=row.pk).update(is_show=False, not_show_reason="mine")
        gone.delete()
        (left,) = recording.record(verdicts, run_id=0).left
        assert (left.friend.id, left.is_show, left.not_show_reason) == (row.pk, False, "mine")

    def test_other_fields_edited_meanwhile_keep_the_edit(self, friend):
        row = friend("https://a.test/", name="before")
        verdicts = [hide(found) for found in friends.load()]
        FriendLink.objects.filter(pk=row.pk).update(name="after", description="new")
        assert len(record(verdicts)) == 1
        row.refresh_from_db()
        assert (row.name, row.description, row.is_show) == ("after", "new", False)

    def test_the_number_of_queries_does_not_grow_with_the_batch(self, friend, django_assert_max_num_queries):
        for number in range(60):
            friend(f"https://{number}.test/", is_show=number % 2 == 0)
        verdicts = [hide(found) if found.id % 3 else show(found) for found in friends.load()]
        with django_assert_max_num_queries(7 if connection.vendor == "sqlite" else 8):
            assert len(record(verdicts)) == 60


class TestHistory:
    def begin(self) -> int:
        return lock.begin_run(started_by="code")

    def test_every_verdict_is_a_row_of_its_run(self, friend):
        row, run = friend("https://a.test/"), self.begin()
        recording.record([show(friends.load()[0])], run_id=run)
        check = Check.objects.get()
        assert (check.friend_id, check.run_id, check.verdict, check.status) == (row.pk, run, "ok", 200)
        assert check.milliseconds == 250
        assert timezone.now() - check.at < dt.timedelta(minutes=1)

    def test_a_link_that_was_not_fetched_has_no_milliseconds(self, friend):
        friend("https://a.test/")
        record([rules.white_listed(friends.load()[0])])
        assert (Check.objects.get().milliseconds, Check.objects.get().status) == (None, None)

    def test_the_evidence_is_kept_unless_all_is_well_and_was(self, friend):
        friend("https://a.test/")
        for make in (show, show, hide, hide, show, show):
            record([make(friends.load()[0])])
        kept = [check.evidence and check.evidence["kind"] for check in Check.objects.order_by("id")]
        assert kept == ["ok", None, "timeout", "timeout", "ok", None]

    def test_a_batch_that_is_written_twice_in_one_run_counts_once(self, friend):
        friend("https://a.test/")
        run = self.begin()
        verdicts = [hide(found, patience=9) for found in friends.load()]
        recording.record(verdicts, run_id=run)
        again = recording.record([hide(found, patience=9) for found in friends.load()], run_id=run)
        assert (len(again.written), len(again.left)) == (0, 1)
        assert (Check.objects.count(), LinkState.objects.get().failures) == (1, 1)
        assert Run.objects.get().judged == 1

    def test_the_next_run_writes_again(self, friend):
        friend("https://a.test/")
        for _ in range(2):
            run = self.begin()
            recording.record([show(friends.load()[0])], run_id=run)
            lock.end_run(run, RunResult(RunOutcome.DONE))
        assert Check.objects.values("run").distinct().count() == 2

    def test_a_row_that_its_owner_edited_meanwhile_has_no_history_of_it(self, friend):
        friend("https://a.test/")
        verdicts = [hide(found) for found in friends.load()]
        FriendLink.objects.update(link="https://moved.test/")
        record(verdicts)
        assert not Check.objects.exists()
        assert not Flip.objects.exists()

    def test_the_history_outlives_its_run_and_ends_with_its_friend(self, friend):
        row, run = friend("https://a.test/"), self.begin()
        recording.record([hide(friends.load()[0])], run_id=run)
        Run.objects.all().delete()
        assert (Check.objects.get().run, Flip.objects.get().run) == (None, None)
        row.delete()
        assert not Check.objects.exists()

    def test_a_change_is_a_row_with_its_cause_and_evidence(self, friend):
        row, run = friend("https://a.test/"), self.begin()
        recording.record([rules.evaluate(friends.load()[0], FetchResult(row.link, 404))], run_id=run)
        flip = Flip.objects.get()
        assert (flip.friend_id, flip.run_id, flip.is_show, flip.link) == (row.pk, run, False, row.link)
        assert (flip.kind, flip.status, flip.evidence["kind"]) == ("bad_status", 404, "bad_status")
        assert (flip.is_automatic, flip.user) == (True, None)

    def test_no_change_no_flip(self, friend):
        friend("https://a.test/")
        record([show(friends.load()[0])])
        record([hide(friends.load()[0], patience=2)])
        record([rules.failed(friends.load()[0])])
        assert not Flip.objects.exists()
        record([hide(friends.load()[0])])
        record([hide(friends.load()[0])])
        assert Flip.objects.count() == 1

    def test_the_is_first_check_of_a_friend_or_of_its_new_address_is_told(self, friend):
        row = friend("https://a.test/")
        record([hide(friends.load()[0])])
        record([show(friends.load()[0])])
        FriendLink.objects.filter(pk=row.pk).update(link="https://moved.test/")
        record([hide(friends.load()[0])])
        assert list(Flip.objects.order_by("id").values_list("is_first_check", flat=True)) == [True, False, True]

    @pytest.mark.parametrize(
        ("hours", "meanwhile", "is_taken_back"),
        [
            (1, {}, True),
            (47.5, {}, True),
            # It was away for longer.
            (48.5, {}, False),
            # The owner always wants it shown.
            (1, {"always_show": True}, False),
            # The owner mended the address.
            (1, {"link": "https://moved.test/"}, False),
        ],
    )
    def test_a_hide_that_the_check_soon_takes_back_is_marked(self, friend, hours, meanwhile, is_taken_back):
        row, _ = friend("https://a.test/"), friend("https://b.test/")
        earlier = Flip.objects.create(friend=row, at=timezone.now(), is_show=False, kind="dns", link=row.link)
        record([hide(found) for found in friends.load()])
        Flip.objects.update(at=timezone.now() - dt.timedelta(hours=hours))
        FriendLink.objects.filter(pk=row.pk).update(**meanwhile)
        (found,) = friends.load([row.pk])
        record([rules.white_listed(found) if found.always_show else show(found)])
        shown, hidden = Flip.objects.filter(friend=row, pk__gt=earlier.pk)
        assert hidden.taken_back_at == (shown.at if is_taken_back else None)
        assert set(Flip.objects.exclude(pk=hidden.pk).values_list("taken_back_at", flat=True)) == {None}

    def test_a_hide_that_the_owner_took_back_is_not_marked(self, friend):
        row = friend("https://a.test/")
        record([hide(found) for found in friends.load()])
        for is_show in (True, False):
            Flip.objects.create(friend=row, at=timezone.now(), is_show=is_show, link=row.link)
        record([show(found) for found in friends.load()])
        assert set(Flip.objects.values_list("taken_back_at", flat=True)) == {None}


class TestRun:
    def test_the_counts_grow_with_each_batch(self, friend):
        for name in "abc":
            friend(f"https://{name}.test/", is_show=name != "c")
        run = lock.begin_run(started_by="task")
        lock.set_total(run, 3)
        one, two, three = friends.load()
        recording.record([hide(one), show(two)], run_id=run)
        row = Run.objects.get()
        assert (row.total, row.judged, row.to_show, row.to_not_show) == (3, 2, 0, 1)
        FriendLink.objects.filter(pk=three.id).delete()
        recording.record([show(three)], run_id=run)
        row.refresh_from_db()
        assert (row.judged, row.to_show) == (3, 0)

    def test_who_started_it_is_kept_by_name(self, admin_user):
        run = lock.begin_run(started_by="owner", user_id=admin_user.pk)
        admin_user.delete()
        row = Run.objects.get(pk=run)
        assert (row.get_started_by_display(), row.user, row.user_name) == ("站长", None, "admin")

    def test_a_user_who_is_gone_by_now_does_no_harm(self):
        run = lock.begin_run(started_by="owner", user_id=4711)
        assert Run.objects.get(pk=run).user_name == ""

    def test_the_wish_to_cancel_reaches_the_next_batch(self, friend):
        friend("https://a.test/")
        run = lock.begin_run(started_by="task")
        assert not recording.record([], run_id=run).cancelled
        assert lock.cancel(run)
        assert recording.record([hide(found) for found in friends.load()], run_id=run).cancelled
        assert not FriendLink.objects.get().is_show
        lock.end_run(run, RunResult(RunOutcome.CANCELLED))
        assert Run.objects.get().state == "cancelled"

    def test_what_has_ended_is_not_cancelled(self):
        run = lock.begin_run(started_by="task")
        lock.end_run(run, RunResult(RunOutcome.DONE))
        assert not lock.cancel(run)
        assert not Run.objects.get().cancel_requested

    def test_the_lock_is_taken_once_and_given_back(self):
        run = lock.begin_run(started_by="task")
        with pytest.raises(lock.RunInProgress):
            lock.begin_run(started_by="command", is_full=False)
        lock.end_run(run, RunResult(RunOutcome.DONE))
        assert lock.begin_run(started_by="command", is_full=False) != run

    @pytest.mark.parametrize(
        ("seconds_ago", "every", "makes_another"),
        [(1, 3600, False), (9, 3600, False), (11, 3600, True), (1, 4, False), (3, 4, True)],
    )
    def test_a_tick_just_after_a_scheduled_run_starts_no_other(self, seconds_ago, every, makes_another):
        interval = IntervalSchedule.objects.create(every=every, period=IntervalSchedule.SECONDS)
        row = {"name": "check", "interval": interval, "enabled": True}
        PeriodicTask.objects.update_or_create(task="easytask.tasks.check_friend", defaults=row)
        run = lock.begin_run(started_by="clock")
        lock.end_run(run, RunResult(RunOutcome.DONE))
        Run.objects.update(finished_at=Now() - dt.timedelta(seconds=seconds_ago))
        if makes_another:
            assert lock.begin_run(started_by="clock") != run
            return
        with pytest.raises(lock.DuplicateTick):
            lock.begin_run(started_by="clock")
        assert Run.objects.get().pk == run

    @pytest.mark.parametrize(
        ("before", "after", "outcome"),
        [
            ("clock", "owner", RunOutcome.DONE),
            ("owner", "clock", RunOutcome.DONE),
            ("clock", "task", RunOutcome.DONE),
            ("clock", "clock", RunOutcome.DATABASE),
        ],
    )
    def test_only_a_tick_after_a_tick_that_was_answered_is_left_out(self, before, after, outcome):
        lock.end_run(lock.begin_run(started_by=before), RunResult(outcome))
        assert lock.begin_run(started_by=after)

    @pytest.mark.parametrize(("age", "state"), [(59, "running"), (61, "broken"), (-59, "running"), (-61, "broken")])
    def test_a_run_without_a_heartbeat_is_closed_as_abandoned(self, age, state):
        run = lock.begin_run(started_by="task")
        Run.objects.update(seen_at=Now() - dt.timedelta(seconds=age))
        lock.close_stale_runs()
        assert Run.objects.get(pk=run).state == state

    def test_every_batch_is_a_heartbeat_even_an_empty_one(self):
        run = lock.begin_run(started_by="task")
        Run.objects.update(seen_at=Now() - dt.timedelta(seconds=50))
        recording.record([], run_id=run)
        assert timezone.now() - Run.objects.get(pk=run).seen_at < dt.timedelta(seconds=5)

    def test_a_run_that_was_taken_over_does_not_close_its_successor(self):
        first = lock.begin_run(started_by="task")
        Run.objects.update(seen_at=Now() - dt.timedelta(minutes=2))
        second = lock.begin_run(started_by="task")
        lock.end_run(first, RunResult(RunOutcome.DONE))
        assert Run.objects.get(pk=first).state == "broken"
        assert Run.objects.get(pk=second).state == "running"

    def test_what_it_found_is_kept(self):
        run = lock.begin_run(started_by="task")
        lock.end_run(run, RunResult(RunOutcome.LINKS_FAILED, counts=RunCounts(active=3, failed=1), outage=True))
        row = Run.objects.get(pk=run)
        assert (row.state, row.outcome, row.data["active_num"], row.outage) == ("done", "links_failed", 3, True)

    def test_a_run_that_did_not_come_to_its_end_says_so(self):
        run = lock.begin_run(started_by="task")
        lock.end_run(run, RunResult(RunOutcome.ABANDONED))
        row = Run.objects.get(pk=run)
        assert (row.state, row.outcome, row.error) == ("failed", "abandoned", "检查被打断。")


class TestOutagesBefore:
    def past(self, minutes: int, *, outage: bool, is_full: bool = True, state: str = "done") -> None:
        moment = timezone.now() - dt.timedelta(minutes=minutes)
        Run.objects.create(
            started_by="task", started_at=moment, seen_at=moment, outage=outage, is_full=is_full, state=state
        )

    def test_without_any_there_are_none(self):
        assert lock.outages_before() == Outages()

    def test_those_in_a_row_are_counted_from_the_first(self):
        self.past(300, outage=True)
        self.past(240, outage=False)
        self.past(125, outage=True)
        self.past(60, outage=True)
        found = lock.outages_before()
        assert found.count == 2
        assert dt.timedelta(minutes=124) < found.age < dt.timedelta(minutes=126)

    def test_runs_over_chosen_links_and_abandoned_ones_do_not_interrupt_the_row(self):
        self.past(120, outage=True)
        self.past(90, outage=False, is_full=False)
        self.past(80, outage=False, state="broken")
        self.past(60, outage=True)
        assert lock.outages_before().count == 2


def test_every_kind_has_room_in_its_column():
    assert max(len(kind) for kind in Kind) <= LinkState._meta.get_field("verdict").max_length
