"""Count the verdicts of a run, name what it ended in, and word that for people; knows neither the database nor Celery.

The Chinese texts are message ids, as the reasons in ``rules`` are: a caller that has a reader translates them.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Callable, Collection, Mapping
from typing import Self

from easytask.verdicts import rules
from easytask.verdicts.kinds import BacklinkState, Kind
from easytask.verdicts.records import Verdict

gettext_noop = str  # lets makemessages find the texts, without Django in this room


class RunOutcome(enum.StrEnum):
    """What a run ended in: machines read this, and the sentence for people is made from it when it is shown."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    DUPLICATE_TICK = "duplicate_tick"
    CANCELLED = "cancelled"
    DEADLINE = "deadline"
    LINKS_FAILED = "links_failed"
    SHARDS_LOST = "shards_lost"
    BAD_ARGUMENT = "bad_argument"
    UNKNOWN_FRIENDS = "unknown_friends"
    DATABASE = "database"
    RESOURCES = "resources"
    ABANDONED = "abandoned"

    @property
    def reached_end(self) -> bool:
        """Whether the run went all its way, so that what it found is its result and not a remainder."""
        return self in (RunOutcome.DONE, RunOutcome.DEADLINE, RunOutcome.LINKS_FAILED)


class Argument(enum.StrEnum):
    """The arguments of a check that may make no sense."""

    SITE_LINK = "site_link"
    WHITE_LIST = "white_list"
    FRIEND_IDS = "friend_ids"
    USER_ID = "user_id"
    # What is stored of a setting, and so not what the caller passed.
    SETTING = "setting"


@dataclasses.dataclass(frozen=True, slots=True)
class RunCounts:
    """The counts of a run, of a shard, or of one batch; they add up. ``total`` is the number of links to be checked.

    ``active`` leaves out the white-listed links and those on which our own code failed. ``to_show`` and ``to_not_show``
    count rows that were really written, ``believed`` those of them that are hidden for silence. The last five tell of
    ourselves. Whether our own network is away: ``answered`` counts the links that said anything at all, and of the
    links that count for an outage ``heard`` those that answered and ``silent`` those that did not. Whether the address
    that we look for is wrong: of the links that carried it, ``kept_backlink`` counts those that still do and
    ``lost_backlink`` those that do not.
    The names are also the keys of the JSON in which a shard keeps its counts.
    """

    total: int = 0
    judged: int = 0
    active: int = 0
    failed: int = 0
    to_show: int = 0
    to_not_show: int = 0
    believed: int = 0
    answered: int = 0
    heard: int = 0
    silent: int = 0
    kept_backlink: int = 0
    lost_backlink: int = 0

    @classmethod
    def of(cls, judged: Collection[Verdict], *, written: Collection[Verdict]) -> Self:
        """Count what became of one batch; ``written`` are the verdicts whose row was still as it had been read."""
        flips = [verdict.is_show for verdict in written if verdict.flips]
        return cls(
            judged=len(judged),
            active=sum(verdict.kind not in (Kind.WHITE_LISTED, Kind.FAILED) for verdict in judged),
            failed=sum(verdict.kind is Kind.FAILED for verdict in judged),
            to_show=sum(flips),
            to_not_show=len(flips) - sum(flips),
            believed=sum(
                verdict.is_silent and not verdict.is_show and verdict.kind is not Kind.OUTAGE for verdict in written
            ),
        )

    @classmethod
    def of_ourselves(cls, verdicts: Collection[Verdict]) -> Self:
        """Count what verdicts tell of our own network and setting, before any of them is changed for that."""
        silent = [verdict for verdict in verdicts if verdict.is_silent]
        heard = [verdict for verdict in verdicts if not verdict.is_silent]
        had = [rules.backlink_state(verdict) for verdict in verdicts if verdict.friend.had_backlink]
        return cls(
            answered=sum(verdict.was_answered for verdict in heard),
            heard=sum(verdict.counts_for_outage for verdict in heard),
            silent=sum(verdict.counts_for_outage for verdict in silent),
            kept_backlink=sum(state in (BacklinkState.FOUND, BacklinkState.NOFOLLOW) for state in had),
            lost_backlink=sum(state is BacklinkState.MISSING for state in had),
        )

    @classmethod
    def from_json(cls, counts: Mapping[str, int]) -> Self:
        """Read what ``to_json`` has made; a count that is not there is 0, one that is not known here is left out."""
        return cls(**{field.name: counts.get(field.name, 0) for field in dataclasses.fields(cls)})

    def to_json(self) -> dict[str, int]:
        return dataclasses.asdict(self)

    def __add__(self, other: RunCounts) -> RunCounts:
        sums = (getattr(self, field.name) + getattr(other, field.name) for field in dataclasses.fields(self))
        return RunCounts(*sums)

    @property
    def not_checked(self) -> int:
        return max(0, self.total - self.judged)

    @property
    def outcome(self) -> RunOutcome:
        """What a run with these counts ended in when nothing but its deadline stopped it."""
        if self.not_checked:
            return RunOutcome.DEADLINE
        return RunOutcome.LINKS_FAILED if self.failed else RunOutcome.DONE


@dataclasses.dataclass(frozen=True, slots=True)
class RunResult:
    """What a run ended in and what it had found by then: all that a person, the envelope or the run's row says of it.

    ``detail`` is what the sentence names besides the counts: the unknown ids, what the database or the system said, how
    often the lost shards were tried, the seconds without a heartbeat, the value of the bad ``argument``. An abandoned
    run without a detail was interrupted. ``suspected_site_link`` is the address that we looked for when that is
    suspected to be a mistake, else empty. ``seconds`` is None when nobody has measured the whole run.
    """

    outcome: RunOutcome
    detail: str = ""
    argument: Argument | None = None
    counts: RunCounts = RunCounts()
    outage: bool = False
    suspected_site_link: str = ""
    dry_run: bool = False
    seconds: float | None = None

    def raise_for_failure(self) -> None:
        """Raise the CheckFailed of a run that did not go all its way."""
        if not self.outcome.reached_end:
            raise FAILURES.get(self.outcome, CheckFailed)(self)


class CheckFailed(Exception):
    """A run did not go all its way; ``result`` says what it ended in, the text is the sentence for it in Chinese."""

    def __init__(self, result: RunResult) -> None:
        super().__init__(result)
        self.result = result

    def __str__(self) -> str:
        return explain(self.result)


class RunInProgress(CheckFailed):
    """Another run holds the lock."""

    def __init__(self, result: RunResult = RunResult(RunOutcome.IN_PROGRESS)) -> None:
        super().__init__(result)


class DuplicateTick(CheckFailed):
    """The scheduled run that has just ended answers this tick as well."""

    def __init__(self, result: RunResult = RunResult(RunOutcome.DUPLICATE_TICK)) -> None:
        super().__init__(result)


class BadArgument(CheckFailed):
    """An argument of the check makes no sense."""


class UnknownFriends(CheckFailed):
    """Some of the wanted ids belong to no friend link."""


FAILURES: dict[RunOutcome, type[CheckFailed]] = {
    RunOutcome.IN_PROGRESS: RunInProgress,
    RunOutcome.DUPLICATE_TICK: DuplicateTick,
    RunOutcome.BAD_ARGUMENT: BadArgument,
    RunOutcome.UNKNOWN_FRIENDS: UnknownFriends,
}

SENTENCES = {
    RunOutcome.IN_PROGRESS: gettext_noop("已有一次检查正在进行。"),
    RunOutcome.DUPLICATE_TICK: gettext_noop("定时检查刚刚做过，这一次不再重复。"),
    RunOutcome.CANCELLED: gettext_noop("检查被取消，有 {not_checked} 个友链这次没有检查。"),
    RunOutcome.DEADLINE: gettext_noop("检查到了时限，有 {not_checked} 个友链这次没有检查。"),
    RunOutcome.LINKS_FAILED: gettext_noop("检查程序在 {failed} 个友链上出错，它们保持原样，详情见日志。"),
    RunOutcome.SHARDS_LOST: gettext_noop("检查进程连续 {detail} 次中途退出，有 {not_checked} 个友链这次没有检查。"),
    RunOutcome.UNKNOWN_FRIENDS: gettext_noop("没有编号为 {detail} 的友链。"),
    RunOutcome.DATABASE: gettext_noop("数据库出错：{detail}"),
    RunOutcome.RESOURCES: gettext_noop("系统资源不足：{detail}"),
    RunOutcome.ABANDONED: gettext_noop("超过 {detail} 秒没有动静，已视为中断。"),
}
BAD_ARGUMENTS = {
    Argument.SITE_LINK: gettext_noop("site_link 须是带主机名的 http(s) 网址，或空文本，不能是 {detail}。"),
    Argument.WHITE_LIST: gettext_noop("white_list 须是名称的列表，不能是 {detail}。"),
    Argument.FRIEND_IDS: gettext_noop("friend_ids 须是编号的列表，不能是 {detail}。"),
    Argument.USER_ID: gettext_noop("user_id 须是用户的编号，不能是 {detail}。"),
    Argument.SETTING: gettext_noop("后台保存的设置 {detail} 无法使用，检查没有开始；请在后台的设置里改正它。"),
}
INTERRUPTED = gettext_noop("检查被打断。")
# SQLite says no more than this when it finds no room for a new file.
SQLITE_NO_ROOM = "disk I/O error"
DISK_MAY_BE_FULL = gettext_noop("数据库出错：{detail}（磁盘可能已满）")
# SQLite's words, and PostgreSQL's, for a database that was never migrated, or not since an upgrade.
NOT_MIGRATED = re.compile(r"no such (?:table|column)\b|\b(?:relation|column) \S+ does not exist")
MIGRATIONS_ARE_MISSING = gettext_noop("数据库出错：{detail}（请先运行 manage.py migrate）")
# Python says nothing at all.
OUT_OF_MEMORY = "out of memory"
MEMORY_IS_SHORT = gettext_noop(
    "内存不够，检查没有做完，没查到的友链保持原样；请给它更多内存，或把 FRIENDLINK_CONCURRENCY 调小。"
)

OUTAGE = gettext_noop("疑似本站自己断网：没有友链因为无响应而被隐藏。")
OUTAGE_BELIEVED = gettext_noop("疑似本站自己断网；{believed} 个友链已连续多次无响应，这次按无响应处理。")
SITE_LINK_SUSPECTED = gettext_noop(
    "许多友链同时没有了指向 {site_link} 的反链，疑似本站地址设置有误：没有友链因此被隐藏。"
)


def explain(result: RunResult, translate: Callable[[str], str] = str) -> str:
    """Return why a run did not do its whole job, in one sentence; empty when it did.

    ``translate`` puts a Chinese template into the reader's language.
    """
    if result.outcome is RunOutcome.DONE:
        return ""
    template = translate(_template(result))
    return template.format(detail=result.detail, not_checked=result.counts.not_checked, failed=result.counts.failed)


def describe_suspicions(result: RunResult, translate: Callable[[str], str] = str) -> str:
    """Return what has meant for the links that our own network or setting is suspected; empty when neither is."""
    templates = []
    if result.outage:
        templates.append(OUTAGE_BELIEVED if result.counts.believed else OUTAGE)
    if result.suspected_site_link:
        templates.append(SITE_LINK_SUSPECTED)
    words = {"believed": result.counts.believed, "site_link": result.suspected_site_link}
    return " ".join(translate(template).format(**words) for template in templates)


def _template(result: RunResult) -> str:
    if result.argument is not None:
        return BAD_ARGUMENTS[result.argument]
    if result.outcome is RunOutcome.ABANDONED and not result.detail:
        return INTERRUPTED
    if result.outcome is RunOutcome.DATABASE and result.detail == SQLITE_NO_ROOM:
        return DISK_MAY_BE_FULL
    if result.outcome is RunOutcome.DATABASE and NOT_MIGRATED.search(result.detail):
        return MIGRATIONS_ARE_MISSING
    if result.outcome is RunOutcome.RESOURCES and result.detail == OUT_OF_MEMORY:
        return MEMORY_IS_SHORT
    return SENTENCES[result.outcome]
