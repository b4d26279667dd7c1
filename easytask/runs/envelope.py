"""Counts what was judged and written, and shapes the envelope and the rows for people and machines."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from django.conf import settings

from easytask.verdicts import rules
from easytask.verdicts.records import Kind, Verdict

if TYPE_CHECKING:
    from rich.table import Table

Data = dict[str, object]


class RunCounts:
    """The counts of one run, or of a shard of it; of several they add up. ``total``: the links to be checked.

    ``answered``, ``heard`` and ``silent`` are for the question whether our own network is away: who answered at all,
    and of the links that tell of the network those that were no silence and those that were.
    """

    def __init__(self, counts: Mapping[str, int] | None = None, *, dry_run: bool = False) -> None:
        self.counts = Counter(counts)
        self._dry_run = dry_run
        self.outage = False

    @property
    def total(self) -> int:
        return self.counts["total"]

    @total.setter
    def total(self, links: int) -> None:
        self.counts["total"] = links

    def add(self, judged: Collection[Verdict], *, written: Collection[Verdict]) -> None:
        """``written``: those of the judged whose row was still as it was read."""
        heard = [verdict for verdict in judged if not verdict.is_silent]
        self.counts.update(
            judged=len(judged),
            failed=sum(verdict.kind is Kind.FAILED for verdict in judged),
            active=sum(verdict.kind not in (Kind.WHITE_LISTED, Kind.FAILED) for verdict in judged),
            to_show=sum(verdict.flips and verdict.is_show for verdict in written),
            to_not_show=sum(verdict.flips and not verdict.is_show for verdict in written),
            believed=sum(
                verdict.kind is not Kind.OUTAGE
                and not verdict.is_show
                and verdict.page is not None
                and verdict.page.silent
                for verdict in written
            ),
            answered=sum(verdict.was_answered for verdict in heard),
            heard=sum(verdict.counts_for_outage for verdict in heard),
        )

    def wait(self, silent: Collection[Verdict]) -> None:
        """Counts the silence of verdicts that are added once the whole run's share of it is known."""
        self.counts["silent"] += sum(verdict.counts_for_outage for verdict in silent)

    def data(self) -> Data:
        """The ``data`` of the envelope so far; what is out of the ordinary is named only when it happened."""
        data: Data = {
            "active_num": self.counts["active"],
            "to_not_show": self.counts["to_not_show"],
            "to_show": self.counts["to_show"],
            "version": settings.VERSION,
        }
        if self._dry_run:
            data["dry_run"] = True
        if self.outage:
            data["outage"] = True
        if self.outage and self.counts["believed"]:
            data["silence_believed"] = self.counts["believed"]
        if self.counts["failed"]:
            data["failed"] = self.counts["failed"]
        if self.total > self.counts["judged"]:
            data["not_checked"] = self.total - self.counts["judged"]
        return data


def error_of(data: Data) -> str:
    """Why a run that came to its end did not do its whole job, in one sentence; empty when it did."""
    if "not_checked" in data:
        return f"检查到了时限，有 {data['not_checked']} 个友链这次没有检查。"
    if "failed" in data:
        return f"检查程序在 {data['failed']} 个友链上出错，它们保持原样，详情见日志。"
    return ""


def cancelled_of(data: Data) -> str:
    """What became of a run that somebody cancelled, in one sentence."""
    return f"检查被取消，有 {data.get('not_checked', 0)} 个友链这次没有检查。"


def lost_of(data: Data, *, attempts: int) -> str:
    """What became of a run of which some shards were lost with every process that tried them, in one sentence."""
    return f"检查进程连续 {attempts} 次中途退出，有 {data.get('not_checked', 0)} 个友链这次没有检查。"


def build_envelope(data: Data, *, seconds: float, error: str = "") -> dict[str, object]:
    """What the task returns; ``error`` says why there was no run, otherwise it is read off the data."""
    error = error or error_of(data)
    message = ""
    if "silence_believed" in data:
        message = f"疑似本站自己断网；{data['silence_believed']} 个友链已连续多次无响应，这次按无响应处理。"
    elif "outage" in data:
        message = "疑似本站自己断网：没有友链因为无响应而被隐藏。"
    return {"code": 1 if error else 0, "data": data, "message": message, "error": error, "time": round(seconds, 3)}


def link_row(verdict: Verdict) -> dict[str, object]:
    """One entry of the JSON's ``links``; ``is_show`` and the reason are the values after the run."""
    page = verdict.page
    return {
        "id": verdict.friend.id,
        "name": verdict.friend.name,
        "link": verdict.friend.link,
        "is_show": verdict.is_show,
        "not_show_reason": verdict.not_show_reason,
        "verdict": verdict.kind.value,
        "status": page.status if page else None,
        "elapsed": round(page.elapsed, 3) if page else 0.0,
        "evidence": verdict.evidence(dt.datetime.now(dt.UTC)),
    }


def verdict_table(
    verdicts: Collection[Verdict], *, headings: Collection[str], translate: Callable[[str], str]
) -> Table:
    """The verdicts as a table for a terminal, those that change first.

    Four headings: the name, the address, the verdict, the seconds; ``translate`` puts a Chinese text into the reader's
    language.
    """
    from rich.table import Table  # 60 ms that a task or a JSON run need not spend
    from rich.text import Text

    colours = {True: "green", False: "red"}
    result = Table(*headings)
    for verdict in sorted(verdicts, key=lambda verdict: (not verdict.flips, verdict.is_show)):
        sign = ("▲ " if verdict.is_show else "▼ ") if verdict.flips else ""
        result.add_row(
            Text(verdict.friend.name),
            Text(verdict.friend.link),
            Text(
                sign + rules.describe(verdict.kind, verdict.page.status if verdict.page else None, translate),
                colours[verdict.is_show],
            ),
            f"{verdict.page.elapsed:.2f}" if verdict.page else "",
        )
    return result
