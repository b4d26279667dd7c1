"""Say in the reader's language what became of a list and of each friend in it."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from easytask.exchange.decoding import MAX_BYTES
from easytask.exchange.planning import Fate, Item
from easytask.exchange.reading import MOST_ENTRIES
from easytask.exchange.records import Fault, Format, Note, Skip, Unreadable

SKIPS = {
    Skip.NO_ADDRESS: gettext_lazy("没有网址"),
    Skip.BAD_ADDRESS: gettext_lazy("网址不是浏览器能打开的地址"),
    Skip.TOO_LONG: gettext_lazy("网址超过 500 个字符"),
    Skip.OURSELVES: gettext_lazy("这是本站自己"),
    Skip.REPEATED: gettext_lazy("同一个网址在文件里重复出现，只取第一次"),
    Skip.BAD_VALUE: gettext_lazy("有一项的值无法识别"),
}
NOTES = {
    Note.CUT: gettext_lazy("名称或介绍过长，已截短"),
    Note.ADDRESS_OF_FEED: gettext_lazy("文件里只有订阅地址，网址取自它的主机，请核对"),
    Note.ICON_LEFT: gettext_lazy("图标是旧站内的路径，不带过来"),
}
_SHOWS_UNCHECKED = gettext_noop("列表里说一直展示：一导入访客就看得到，也从不检查。勾选它才导入。")
FORMATS = {
    Format.OPML: "OPML",
    Format.JSON: "JSON",
    Format.CSV: gettext_lazy("CSV 表格"),
    Format.YAML: gettext_lazy("YAML（Hexo 的 link.yml）"),
    Format.TOML: gettext_lazy("TOML（Hugo 或 Zola）"),
    Format.HALO: gettext_lazy("Halo 的链接"),
    Format.TEXT: gettext_lazy("网址列表"),
}
# What each is for, beside its file.
EXPORTS = {
    Format.OPML: gettext_lazy("给订阅阅读器和别的博客"),
    Format.JSON: gettext_lazy("给程序；带检查的结论"),
    Format.CSV: gettext_lazy("给 Excel 之类的表格，改完可以再导入"),
    Format.YAML: gettext_lazy("给 Hexo Butterfly，直接可用"),
}
COLUMNS = {
    "name": gettext_lazy("名称"),
    "description": gettext_lazy("介绍"),
    "icon_address": gettext_lazy("图标"),
    "link_page": gettext_lazy("友链页"),
    "group": gettext_lazy("分组"),
    "feed": gettext_lazy("订阅"),
    "order": gettext_lazy("顺序"),
    "email": gettext_lazy("邮箱"),
    "language": gettext_lazy("语言"),
    "is_active": gettext_lazy("是否有效"),
    "always_show": gettext_lazy("一直展示"),
    "snoozed_until": gettext_lazy("暂不检查至"),
}
_FAULTS = {
    Fault.EMPTY: gettext_noop("里面什么也没有。"),
    Fault.TOO_LARGE: gettext_noop("文件超过 %(most)d MB，没有读它。"),
    Fault.TOO_MANY: gettext_noop("里面的友链超过 %(entries)d 个，请分成几份。"),
    Fault.ENCODING: gettext_noop("无法识别文字编码，请另存为 UTF-8 再试。"),
    Fault.DOCTYPE: gettext_noop("文件里有 DOCTYPE 声明；OPML 用不到它，为安全起见没有读。"),
    Fault.ALIASES: gettext_noop("文件里有 YAML 别名（*），一个小文件可以借此撑得极大，为安全起见没有读。"),
    Fault.TOO_DEEP: gettext_noop("嵌套得太深，不像友链列表。"),
    Fault.BROKEN_XML: gettext_noop("OPML 有语法错误，在第 %(line)d 行。"),
    Fault.BROKEN_JSON: gettext_noop("JSON 有语法错误，在第 %(line)d 行。"),
    Fault.BROKEN_YAML: gettext_noop("YAML 有语法错误，在第 %(line)d 行。"),
    Fault.BROKEN_TOML: gettext_noop("TOML 有语法错误，在第 %(line)d 行。"),
    Fault.BROKEN_CSV: gettext_noop("CSV 有语法错误，在第 %(line)d 行。"),
    Fault.NEWER: gettext_noop("它由更新版本的 izone 导出，请先升级再导入。"),
    Fault.NO_FRIENDS: gettext_noop("里面没有找到友链。"),
}


def marks(item: Item) -> list[str]:
    """Return what stands in a list of ours of a new friend besides what everybody sees."""
    entry = item.entry
    found = [] if entry.is_active else [_("停用")]
    if entry.snoozed_until:
        found.append(_("暂不检查至 %s") % date_format(localtime(entry.snoozed_until), "Y-m-d"))
    return [*found, entry.email] if entry.email else found


def notes(item: Item) -> list[str]:
    """Return what its reader should know of a friend before it comes in."""
    found = [str(NOTES[note]) for note in item.entry.notes] if item.fate is Fate.NEW else []
    return [_(_SHOWS_UNCHECKED), *found] if item.shows_unchecked else found


def unreadable(error: Unreadable) -> str:
    """Return in one sentence why nothing of a file was read."""
    figures = {"most": MAX_BYTES // 2**20, "entries": MOST_ENTRIES, "line": error.line}
    return _(_FAULTS[error.fault]) % figures
