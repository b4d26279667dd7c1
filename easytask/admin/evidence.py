"""Read the evidence of a check out for the owner, row by row; it knows the keys and judges nothing.

A new key of the evidence is one more row of FIELDS. Evidence from before a key was kept simply has no such row.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from easytask.labels import verdict_label
from easytask.models import LinkState
from easytask.verdicts import dead_marks, words
from easytask.verdicts.kinds import BacklinkState, Phase, cause_from
from easytask.verdicts.looks import Trait

Evidence = Mapping[str, Any]
# Takes the value of a key, which is never empty, and all of the evidence; returns what to show, if anything.
Format = Callable[[Any, Evidence], tuple[str, ...]]

PHASES = {
    Phase.DNS: gettext_noop("解析域名"),
    Phase.CONNECT: gettext_noop("连接"),
    Phase.FIRST_BYTE: gettext_noop("等待应答"),
    Phase.BODY: gettext_noop("读取"),
    Phase.PAUSE: gettext_noop("重试前等待"),
}
TRAITS = {
    Trait.NAME: gettext_noop("名称"),
    Trait.IDS: gettext_noop("备案号、统计号、外站账号"),
    Trait.HOSTS: gettext_noop("它链接的网站"),
    Trait.PATHS: gettext_noop("它自己的网页"),
    Trait.FEEDS: gettext_noop("订阅地址"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One line of evidence; ``is_quoted``: its values are texts from outside, to be shown as they came."""

    label: str
    values: tuple[str, ...]
    is_quoted: bool = False


def latest_rows(state: LinkState) -> list[EvidenceRow]:
    """Return what the latest check found: its verdict, our backlink, and the evidence."""
    return [
        EvidenceRow(_("结论"), (verdict_label(state.verdict, state.status),)),
        EvidenceRow(_("反链"), (_(words.BACKLINK_LABELS[BacklinkState(state.backlink)]),)),
        *rows(state.evidence),
    ]


def rows(evidence: Evidence) -> list[EvidenceRow]:
    """Return the evidence of a check, row by row; that of a separate link page follows that of the site."""
    of_link_page = _rows_of_page(evidence.get("link_page") or {})
    return [
        *_rows_of_page(evidence),
        *(dataclasses.replace(row, label=_("友链页：%s") % row.label) for row in of_link_page),
    ]


def _rows_of_page(evidence: Evidence) -> Iterator[EvidenceRow]:
    for field in FIELDS:
        value = evidence.get(field.key)
        values = field.format(value, evidence) if value else ()
        if values:
            yield EvidenceRow(_(field.label), values, field.is_quoted)


def _text(value: Any, _evidence: Evidence) -> tuple[str, ...]:
    return (str(value),)


def _words(text: str) -> Format:
    return lambda _value, _evidence: (_(text),)


def _cause(value: str, _evidence: Evidence) -> tuple[str, ...]:
    return (verdict_label(value, None),)


def _cannot_tell(value: str, _evidence: Evidence) -> tuple[str, ...]:
    cause = cause_from(value)
    return (_(words.CAUSES[cause]) if cause else value,)


def _doubt(value: str, evidence: Evidence) -> tuple[str, ...]:
    # Of the site, the verdict has made it its cause.
    return () if evidence.get("cannot_tell") else _cannot_tell(value, evidence)


def _all(value: list[str], _evidence: Evidence) -> tuple[str, ...]:
    return tuple(value)


def _redirects(value: list[str], evidence: Evidence) -> tuple[str, ...]:
    return () if evidence.get("moved") else tuple(value)


def _permanent_redirects(value: list[str], evidence: Evidence) -> tuple[str, ...]:
    return tuple(value) if evidence.get("moved") else ()


def _phases(value: Mapping[str, float], _evidence: Evidence) -> tuple[str, ...]:
    return tuple(f"{_(name)} {value[phase]:.0f} ms" for phase, name in PHASES.items() if phase in value)


def _bytes(value: int, evidence: Evidence) -> tuple[str, ...]:
    read = ngettext("%d 字节", "%d 字节", value) % value
    return (read + _("（没有读完）") if evidence.get("cut") else read,)


def _times(value: int, _evidence: Evidence) -> tuple[str, ...]:
    return (ngettext("%d 次", "%d 次", value) % value,)


def _certificate(value: str, evidence: Evidence) -> tuple[str, ...]:
    days = evidence["certificate_days"]
    when = {"day": date_format(localtime(dt.datetime.fromisoformat(value)), "Y-m-d"), "days": days}
    return ((_("%(day)s（当时还有 %(days)d 天）") if days >= 0 else _("%(day)s（当时已过期）")) % when,)


def _backlink(value: Mapping[str, Any], _evidence: Evidence) -> tuple[str, ...]:
    return (value["href"], "rel=nofollow") if value["nofollow"] else (value["href"],)


def _marks(value: list[str], _evidence: Evidence) -> tuple[str, ...]:
    """Read each mark out with what it stands for; spam that a title holds stands for itself."""
    kinds = dead_marks.KINDS
    return tuple(f"{name} → {verdict_label(kinds[name], None)}" if name in kinds else name for name in value)


def _traits(value: list[str], _evidence: Evidence) -> tuple[str, ...]:
    return tuple(_(TRAITS[Trait(name)]) for name in value if name in set(Trait))


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """How one key of the evidence is read out."""

    key: str
    label: str
    format: Format = _text
    is_quoted: bool = False


FIELDS = (
    Field("cannot_tell", gettext_noop("无法判断的原因"), _cannot_tell),
    Field("status", gettext_noop("应答状态码")),
    Field("cause", gettext_noop("没有完整应答的原因"), _cause),
    Field("detail", gettext_noop("原文"), is_quoted=True),
    Field("doubt", gettext_noop("存疑"), _doubt),
    Field("incomplete", gettext_noop("没有读到结尾的原因"), _cause),
    Field("challenged", gettext_noop("验证页面"), _words(gettext_noop("对方要求证明不是机器人"))),
    Field("wall", gettext_noop("验证页面的标记"), is_quoted=True),
    Field("marks", gettext_noop("可疑的标记"), _marks, is_quoted=True),
    Field("title", gettext_noop("网页标题"), is_quoted=True),
    Field("kept", gettext_noop("与以往相同的"), _traits),
    Field("lost", gettext_noop("以往有、现在不见的"), _traits),
    Field("needs_script", gettext_noop("脚本"), _words(gettext_noop("网页须运行脚本才有内容"))),
    Field("silent", gettext_noop("应答"), _words(gettext_noop("从头到尾没有任何应答"))),
    Field("url", gettext_noop("最终地址"), is_quoted=True),
    Field("redirects", gettext_noop("重定向经过"), _redirects, is_quoted=True),
    Field("redirects", gettext_noop("重定向经过（都是永久的）"), _permanent_redirects, is_quoted=True),
    Field("refreshes", gettext_noop("其中由网页自己跳转"), _times),
    Field("frames", gettext_noop("一并读过的框架"), _all, is_quoted=True),
    Field("milliseconds", gettext_noop("用时"), _phases),
    Field("bytes", gettext_noop("读取量"), _bytes),
    Field("coding", gettext_noop("压缩方式"), is_quoted=True),
    Field("mended", gettext_noop("应答头"), _words(gettext_noop("不合规范，照浏览器的宽容读出"))),
    Field("certificate_expires", gettext_noop("证书到期"), _certificate),
    Field("backlink", gettext_noop("找到的反链"), _backlink, is_quoted=True),
)
