"""Tells the owner which links flipped, one digest a run and once on every channel: the outbox over the flips.

Checks that break one after another are told in the same way, once until one of them comes to an end again.

A flip is told when its run is over: the notice that takes it in names it in the same transaction, so none is forgotten
and none is in two. A channel that says no is tried again for a day, less and less often. A channel that may have taken
a digest (the worker was killed while it was being sent, or no answer came in time) is never sent that digest again: a
message too many is what makes people switch such messages off, and the history has every flip anyway.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from easytask.history.broken_runs import broken_runs
from easytask.labels import verdict_label
from easytask.models import Delivery, Flip, Notice, Run
from easytask.notifications import channels
from easytask.notifications.channels import Answer, Channel, Outcome
from easytask.runs import lock

MAIL = "mail"
NOTICE_MAX_AGE = dt.timedelta(days=1)  # of a flip; later the owner has other news, and the history has the old
SENDING_TIMEOUT = dt.timedelta(minutes=5)  # far longer than any sending takes
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=1)
LISTED_FLIPS = 15  # a chat takes some 4,000 characters
NAME_CHARS, LINK_CHARS = 40, 100

logger = logging.getLogger(__name__)


class SendSummary(NamedTuple):
    """How many digests went out, were refused and will be tried again, and are at an end without having gone."""

    sent: int
    failed: int
    lost: int


class ChannelTest(NamedTuple):
    """What a test came to on one channel."""

    name: str
    answer: Answer

    @property
    def went(self) -> bool:
        return self.answer.outcome is Outcome.SENT

    @property
    def words(self) -> str:
        """In the reader's language, but for what the other side said."""
        if self.went:
            return _("已送达")
        words = _("可能已送达，但没有收到确认") if self.answer.outcome is Outcome.UNKNOWN else _("没有送达")
        return f"{words} ({self.answer.detail})"


def send() -> SendSummary:
    """Takes in what has flipped, and sends what is due; may be called by anybody, at any time, twice at once."""
    lock.close_stale_runs()
    now = timezone.now()
    ways = _channels()
    _enqueue(list(ways), now)
    _enqueue_broken_runs(list(ways), now)
    counts = {Delivery.State.SENT: 0, Delivery.State.WAITING: 0, Delivery.State.UNKNOWN: _expire_sending(now)}
    counts[Delivery.State.GIVEN_UP] = _give_up(now)
    down: set[str] = set()  # a channel that said no is not asked again for the next digest in the same breath
    due = Delivery.objects.filter(state=Delivery.State.WAITING, at__lte=now).order_by("notice", "pk")
    for notice, deliveries in itertools.groupby(due.select_related("notice__run"), lambda delivery: delivery.notice):
        open_ones = [row for row in deliveries if row.channel in ways and row.channel not in down]
        for delivery, answer in _deliver(notice, open_ones, ways):
            counts[_note(delivery, answer)] += 1
            if answer.outcome is not Outcome.SENT:
                down.add(delivery.channel)
    lost = counts[Delivery.State.UNKNOWN] + counts[Delivery.State.GIVEN_UP]
    return SendSummary(counts[Delivery.State.SENT], counts[Delivery.State.WAITING], lost)


def test() -> list[ChannelTest]:
    """Sends a test through every channel and says of each whether it went; the outbox is not touched."""
    ways = _channels()
    title = _("这是一条测试通知")
    body = _("收到它，说明友链展示状态有变化时，您也会在这里收到通知。")
    answers = _send_via(ways, list(ways), _prefixed(title), body)
    called = names()
    return [ChannelTest(called[key], answer) for key, answer in answers.items()]


def nobody_to_tell() -> str:
    """Why there is no channel, in a sentence for the owner."""
    if settings.EMAIL_IS_SET_UP:
        return _("没有收件人：有修改友链权限的用户都没有填写邮箱地址。")
    return _("还没有设置通知渠道：请设置 EMAIL_URL 或 FRIENDLINK_NOTIFY_URLS。")


def names() -> dict[str, str]:
    """What the channels that are set up are called, by their keys in Delivery; those of one service are numbered."""
    called = {key: _("邮件") if way is None else way.name for key, way in _channels().items()}
    alike = Counter(called.values())
    numbers = {name: itertools.count(1) for name in alike}
    return {key: f"{name} {next(numbers[name])}" if alike[name] > 1 else name for key, name in called.items()}


class Latest(NamedTuple):
    """One delivery for the owner's eyes."""

    at: dt.datetime
    channel: str
    state: str
    attempts: int
    error: str


def latest(limit: int = 20) -> list[Latest]:
    """The latest deliveries, newest first."""
    called = names()
    return [
        Latest(
            row.at,
            called.get(row.channel, "–"),
            row.get_state_display(),
            row.attempts,
            _(row.error) if row.error else "",
        )
        for row in Delivery.objects.order_by("-pk")[:limit]
    ]


def recipients() -> list[str]:
    """The mail addresses of those who may change friend links, in the admin."""
    people = get_user_model()._default_manager.with_perm(
        "blog.change_friendlink", backend="django.contrib.auth.backends.ModelBackend"
    )
    with_address = people.filter(is_staff=True).exclude(email="").order_by("email")
    return list(with_address.values_list("email", flat=True).distinct())


# --- the outbox ------------------------------------------------------------------------------------------------------
def _enqueue(keys: Sequence[str], now: dt.datetime) -> None:
    """Makes a notice of each run that is over and has flips that no notice names yet.

    Without any channel as well, so that one which is set up later does not begin with yesterday's news.
    """
    news = Flip.objects.filter(notice=None, is_first_check=False, undone_by=None, at__gt=now - NOTICE_MAX_AGE)
    news = news.exclude(kind="").exclude(run__state=Run.State.RUNNING)
    flips: dict[int | None, list[int]] = defaultdict(list)
    for run_id, flip_id in news.order_by("pk").values_list("run", "pk"):
        flips[run_id].append(flip_id)
    for run_id, flip_ids in flips.items():
        with transaction.atomic():
            notice = Notice.objects.create(run_id=run_id, at=now)
            if not Flip.objects.filter(pk__in=flip_ids, notice=None).update(notice=notice):
                transaction.set_rollback(True)  # another process got there first
                continue
            Delivery.objects.bulk_create(Delivery(notice=notice, channel=key, at=now) for key in keys)


def _enqueue_broken_runs(keys: Sequence[str], now: dt.datetime) -> None:
    """Makes one notice of the runs in a row that broke, however long their row becomes."""
    broken = broken_runs()
    if broken is None:
        return
    with transaction.atomic():
        notice, is_new = Notice.objects.get_or_create(run_id=broken.first, breaking=True, defaults={"at": now})
        if is_new:
            Delivery.objects.bulk_create(Delivery(notice=notice, channel=key, at=now) for key in keys)


def _expire_sending(now: dt.datetime) -> int:
    """Closes what was being sent by a process that is no more; returns how many."""
    cut_off = Delivery.objects.filter(state=Delivery.State.SENDING, at__lt=now - SENDING_TIMEOUT)
    count = cut_off.update(state=Delivery.State.UNKNOWN, at=now, error=gettext_noop("发送途中进程被中断。"))
    if count:
        logger.warning("%d notices were cut off while they were being sent; they may have arrived.", count)
    return count


def _give_up(now: dt.datetime) -> int:
    """Closes what has waited for a day, as it does when its channel is not set up any more; returns how many."""
    old = Notice.objects.filter(at__lte=now - NOTICE_MAX_AGE)
    count = Delivery.objects.filter(state=Delivery.State.WAITING, notice__in=old).update(
        state=Delivery.State.GIVEN_UP, at=now
    )
    if count:
        logger.warning("%d notices were given up after a day of trying.", count)
    return count


def _deliver(
    notice: Notice, deliveries: Sequence[Delivery], ways: Mapping[str, Channel | None]
) -> list[tuple[Delivery, Answer]]:
    """Sends one notice through the channels that this process is the first to claim."""
    if not deliveries:
        return []
    words = _words_of(notice)
    if words is None:
        pks = [delivery.pk for delivery in deliveries]
        waiting = Delivery.objects.filter(pk__in=pks, state=Delivery.State.WAITING)
        waiting.update(state=Delivery.State.GIVEN_UP, error=gettext_noop("已没有可通知的变化。"))
        return []
    claimed = {delivery.channel: delivery for delivery in deliveries if _claim(delivery)}
    answers = _send_via(ways, list(claimed), *words)
    return [(claimed[key], answer) for key, answer in answers.items()]


def _claim(delivery: Delivery) -> bool:
    """Writes down that it is being sent, before it is: whoever finds that later must not send it again."""
    waiting = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, attempts=delivery.attempts)
    claimed = waiting.update(state=Delivery.State.SENDING, attempts=F("attempts") + 1, at=timezone.now())
    delivery.attempts += claimed
    return claimed == 1


def _note(delivery: Delivery, answer: Answer) -> Delivery.State:
    """Writes down what came of it; returns the state it is in now."""
    now = at = timezone.now()
    state = Delivery.State(answer.outcome) if answer.outcome is not Outcome.FAILED else Delivery.State.WAITING
    if state is Delivery.State.WAITING:
        at = now + min(FIRST_PAUSE * 2 ** min(delivery.attempts - 1, 10), LONGEST_PAUSE)
    sending = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENDING)
    sending.update(state=state, at=at, error=answer.detail)
    if state is not Delivery.State.SENT:
        logger.warning(
            "Notice %s did not go through %s (%s, attempt %d): %s",
            delivery.notice_id,
            delivery.channel.partition("-")[0],
            answer.outcome,
            delivery.attempts,
            answer.detail,
        )
    return state


# --- the channels ----------------------------------------------------------------------------------------------------
def _channels() -> dict[str, Channel | None]:
    """The channels that are set up, by key; mail is None."""
    ways: dict[str, Channel | None] = {MAIL: None} if settings.EMAIL_IS_SET_UP and recipients() else {}
    for url in settings.FRIENDLINK_NOTIFY_URLS:
        channel = channels.open_channel(url, allowed_networks=settings.FRIENDLINK_ALLOWED_NETWORKS)
        ways[channel.key] = channel
    return ways


def _send_via(ways: Mapping[str, Channel | None], keys: Sequence[str], title: str, body: str) -> dict[str, Answer]:
    chosen = [way for key in keys if (way := ways[key]) is not None]
    allowed = settings.FRIENDLINK_ALLOWED_NETWORKS
    answers = dict(channels.send(title, body, chosen, allowed_networks=allowed)) if chosen else {}
    if MAIL in keys:
        answers[MAIL] = channels.send_mail(title, body, recipients())
    return answers


# --- the words -------------------------------------------------------------------------------------------------------
def _words_of(notice: Notice) -> tuple[str, str] | None:
    """Title and text, in the site's language; None when all that it told of is gone or taken back."""
    with translation.override(settings.LANGUAGE_CODE):
        return _of_broken_runs(notice) if notice.breaking else _of_flips(notice)


def _of_broken_runs(notice: Notice) -> tuple[str, str] | None:
    broken = broken_runs()
    if broken is None or broken.first != notice.run_id:
        return None
    lines = [broken.words, broken.remedy, *_see("admin:easytask_run_changelist")]
    return _prefixed(_("连续 %d 次检查中途断了") % broken.count), "\n\n".join(lines)


def _of_flips(notice: Notice) -> tuple[str, str] | None:
    flips = _told(notice)
    hidden = sum(not flip.is_show for flip in flips)
    if not flips:
        return None
    counts = {"hidden": hidden, "shown": len(flips) - hidden}
    if not hidden:
        title = _("%(shown)d 个友链恢复展示") % counts
    elif hidden == len(flips):
        title = _("%(hidden)d 个友链被隐藏") % counts
    else:
        title = _("%(hidden)d 个友链被隐藏，%(shown)d 个恢复展示") % counts
    lines = [_line(flip) for flip in flips[:LISTED_FLIPS]]
    if len(flips) > LISTED_FLIPS:
        lines.append(_("另有 %d 个。") % (len(flips) - LISTED_FLIPS))
    run = notice.run
    if run is not None and run.outage:
        lines.append(_("这次检查疑似本站断网，没有因为无响应而隐藏任何友链。"))
    if run is not None:
        lines += _see("admin:easytask_run_change", run.pk)
    return _prefixed(title), "\n\n".join(lines)


def _see(page: str, *args: object) -> list[str]:
    """Where to read more, if it is known at which address readers find us."""
    if not settings.SITE_URL:
        return []
    return [_("查看：%s") % urljoin(settings.SITE_URL, reverse(page, args=args))]


def _told(notice: Notice) -> list[Flip]:
    """Its flips that still stand, the hidden ones first, each with the time of the change before as ``before``."""
    earlier: QuerySet[Flip] = Flip.objects.filter(friend=OuterRef("friend"), pk__lt=OuterRef("pk")).order_by("-pk")
    standing = notice.flips.filter(undone_by=None).select_related("friend")
    return list(standing.annotate(before=Subquery(earlier.values("at")[:1])).order_by("is_show", "pk"))


def _line(flip: Flip) -> str:
    told = {
        "name": " ".join(flip.friend.name.split())[:NAME_CHARS],
        "link": flip.link[:LINK_CHARS],
        "seen": verdict_label(flip.kind, flip.status),
        "at": _time(flip.at),
        "before": _time(flip.before) if flip.before else "",
    }
    if flip.is_show:
        text = _("%(at)s 恢复展示：%(name)s（%(seen)s）\n%(link)s")
        return (text + ("\n" + _("自 %(before)s 起一直隐藏") if flip.before else "")) % told
    return _("%(at)s 隐藏：%(name)s（%(seen)s）\n%(link)s") % told


def _prefixed(title: str) -> str:
    site = settings.SITE_URL.partition("://")[2].strip("/")
    return f"[{site or 'izone'}] {title}"


def _time(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "m-d H:i")
