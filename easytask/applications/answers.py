"""Say what a probe found, to applicant and owner alike: alive or why not, and where we found our link or looked."""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from easytask.labels import verdict_label
from easytask.probes import PageSeen, Probe, ProbeAnswer, ProbeFailure, ProbeState
from easytask.verdicts import words
from easytask.verdicts.eligibility import Eligibility, eligibility
from easytask.verdicts.kinds import BacklinkState, CheckStatus, Kind

_FAILURES = {
    ProbeFailure.NO_BROKER: gettext_noop(
        "我们这边的消息服务没有应答，没能去看您的网站。这不是您的问题，请过一会儿再试。"
    ),
    ProbeFailure.NO_WORKER: gettext_noop(
        "我们这边没有检查程序在运行，没能去看您的网站。这不是您的问题，请过一会儿再试。"
    ),
    ProbeFailure.BROKEN: gettext_noop("我们这边的检查出了错，没能看完您的网站。这不是您的问题，请再试一次。"),
}


_ALIVE_STATUSES = {
    Eligibility.READY: CheckStatus.OK,
    Eligibility.UNLINKED: CheckStatus.OK,
    Eligibility.UNVERIFIED: CheckStatus.UNKNOWN,
    Eligibility.DEAD: CheckStatus.FAILING,
    Eligibility.NO_SITE: CheckStatus.FAILING,
}


@dataclasses.dataclass(frozen=True, slots=True)
class PageWords:
    """One address that we asked, and what we saw there."""

    url: str
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerWords:
    """What one look came to; each ``status`` is one of ok, unlinked, failing and unknown, for the mark before it."""

    alive: str
    alive_status: str
    backlink: str
    backlink_status: str
    elsewhere: str
    pages: tuple[PageWords, ...]


def progress(probe: Probe) -> str:
    """Return how far a look is, in one sentence; empty when it has an answer."""
    if probe.failure is not None:
        return _(_FAILURES[probe.failure])
    if probe.is_overdue:
        return _("我们这边的检查程序还没有应答，再等一会儿；也可以先收藏这个页面，过几分钟再来看。")
    return {
        ProbeState.WAITING: _("正在排队……"),
        ProbeState.LOOKING: _("正在看您的网站……"),
    }.get(probe.state, "")


def answer_words(answer: ProbeAnswer) -> AnswerWords:
    """Return an answer in words."""
    return AnswerWords(
        alive=_alive(answer),
        alive_status=_ALIVE_STATUSES[eligibility(answer.kind, answer.cause)].value,
        backlink=_backlink(answer),
        backlink_status=(CheckStatus.OK if answer.has_backlink else CheckStatus.UNLINKED).value,
        elsewhere=_("它转到了另一个域名：%s") % answer.final_url if answer.elsewhere else "",
        pages=tuple(PageWords(page.url, _seen(page)) for page in answer.pages),
    )


def _alive(answer: ProbeAnswer) -> str:
    why = verdict_label(answer.kind, answer.status)
    match eligibility(answer.kind, answer.cause):
        case Eligibility.UNVERIFIED:
            cause = _(words.CAUSES[answer.cause]) if answer.cause else why
            return _("我们没法确认这个网站（%s）。") % cause
        case Eligibility.DEAD:
            return _("我们没能打开这个网站：%s。") % why
        case Eligibility.NO_SITE:
            return _("我们看到的网页不像一个人的网站：%s。") % why
        case _:
            return _("网站打得开。")


def _backlink(answer: ProbeAnswer) -> str:
    match answer.backlink:
        case BacklinkState.FOUND:
            return _("在 %s 上找到了我们的链接。") % answer.backlink_on
        case BacklinkState.NOFOLLOW:
            return _("在 %s 上找到了我们的链接（带 nofollow）。") % answer.backlink_on
        case BacklinkState.MISSING:
            return _("没有找到我们的链接。")
        case _:
            return ""


def _seen(page: PageSeen) -> str:
    if page.has_backlink:
        return _("有我们的链接")
    if page.problem is not None:
        return verdict_label(Kind(page.problem.value), None)
    if page.status in (200, 201, 202, 203):
        return _("打得开，没有我们的链接")
    return _("应答 %s") % page.status
