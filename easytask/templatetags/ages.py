"""Say how long ago something was, as people do: ``{{ post.at|age }}`` is three years ago, and no months besides.

Django's timesince has no such end in Chinese, where it says 日 of days, and counts weeks.
"""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

register = template.Library()

_UNITS = (
    (dt.timedelta(days=365), ngettext_lazy("%d 年前", "%d 年前")),
    (dt.timedelta(days=30), ngettext_lazy("%d 个月前", "%d 个月前")),
    (dt.timedelta(days=1), ngettext_lazy("%d 天前", "%d 天前")),
    (dt.timedelta(hours=1), ngettext_lazy("%d 小时前", "%d 小时前")),
    (dt.timedelta(minutes=1), ngettext_lazy("%d 分钟前", "%d 分钟前")),
)


@register.filter
def age(moment: dt.datetime) -> str:
    """Return the time since then in its largest unit."""
    since = timezone.now() - moment
    for unit, words in _UNITS:
        if since >= unit:
            return str(words % (since // unit))
    return _("刚刚")
