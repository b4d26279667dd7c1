"""Say what became of a button's press in the reader's language: at once, and later in the friend's history.

What is kept of it is which of these it was, as of a run its outcome: a sentence would stay in its writer's language.
"""

from __future__ import annotations

import enum
import json

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from easytask.admin.actions import SNOOZE_DAYS


class Action(enum.StrEnum):
    """What an owner may do with a friend by a button; the values are stored."""

    SHOW_UNDONE = "show_undone"
    HIDE_UNDONE = "hide_undone"
    SHOWN_AGAIN = "shown_again"
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"
    SNOOZED = "snoozed"
    RESUMED = "resumed"
    ALWAYS_SHOWN = "always_shown"
    LEFT_TO_CHECK = "left_to_check"
    CONFIRMED = "confirmed"
    RETIRED = "retired"
    MOVED = "moved"
    LINK_PAGE_ADOPTED = "link_page_adopted"


_SENTENCES = {
    Action.SHOW_UNDONE: gettext_noop("已撤销，“%(name)s”重新隐藏；下一次检查若看到它正常，会再次展示。"),
    Action.HIDE_UNDONE: gettext_noop(
        "已撤销，“%(name)s”重新展示；下一次检查若仍失败会再次隐藏它，不想这样就选“一直展示”或“%(days)d 天内不检查”。"
    ),
    Action.SHOWN_AGAIN: gettext_noop(
        "“%(name)s”重新展示；下一次检查若仍失败会再次隐藏它，不想这样就选“一直展示”或“%(days)d 天内不检查”。"
    ),
    Action.DEACTIVATED: gettext_noop("“%(name)s”已停用：检查不访问它，访客也看不到它。"),
    Action.ACTIVATED: gettext_noop("“%(name)s”已启用，从下一次检查起照常检查。"),
    Action.SNOOZED: gettext_noop("%(days)d 天内不再检查“%(name)s”，它保持现在的样子，到时自动恢复检查。"),
    Action.RESUMED: gettext_noop("“%(name)s”恢复检查，从下一次检查开始。"),
    Action.ALWAYS_SHOWN: gettext_noop("“%(name)s”从现在起一直展示，检查不再访问它。"),
    Action.LEFT_TO_CHECK: gettext_noop("“%(name)s”交给检查决定，从下一次检查开始。"),
    Action.CONFIRMED: gettext_noop(
        "“%(name)s”还是这位朋友的网站：已展示，下一次检查从头认识这个网站；若仍看到停放之类的标记，会再次隐藏它，"
        "不想这样就选“一直展示”。"
    ),
    Action.RETIRED: gettext_noop("“%(name)s”已停用：访客看不到它，检查也不再访问它；要恢复，就在下面重新启用。"),
    Action.MOVED: gettext_noop("“%(name)s”改用新地址，下一次检查从那里开始。"),
    Action.LINK_PAGE_ADOPTED: gettext_noop("“%(name)s”的友链页地址已填好，从下一次检查起在那里找反链。"),
}


def sentence(action: Action, name: str, *, days: int = SNOOZE_DAYS) -> str:
    """Return what to tell whoever did this with the friend of that name."""
    return _(_SENTENCES[action]) % {"name": name, "days": days}


def change_message(action: Action) -> str:
    """Return the action as a change message of Django's log."""
    return json.dumps({"action": action, "days": SNOOZE_DAYS})


def message_of(entry: LogEntry) -> str:
    """Return what an entry of the log says; one of Django's own, or older than this, as Django tells it.

    Of an action that only a later version knows, it is empty.
    """
    if not entry.change_message.startswith("{"):
        return entry.get_change_message()
    kept = json.loads(entry.change_message)
    known = kept["action"] in set(Action)
    return sentence(Action(kept["action"]), entry.object_repr, days=kept["days"]) if known else ""
