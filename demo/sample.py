"""Put the demonstration there and take it out at a button, and say in sentences what became of it."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from demo import rows
from demo.rows import RemovalSummary
from easytask.admin.samples import Sample
from izone import demo_site, embedded, run


def describe_removal(removed: RemovalSummary) -> list[str]:
    """Return what was removed, and which posts were kept."""
    counts = {
        "friends": removed.friends,
        "posts": removed.posts,
        "tags": removed.tags,
        "schedules": removed.schedules,
    }
    if any(counts.values()):
        text = _(
            "已移除演示内容：友链 %(friends)d 个、文章 %(posts)d 篇、标签 %(tags)d 个、定时检查 %(schedules)d 个。"
        )
        sentences = [text % counts]
    else:
        sentences = [_("没有可移除的演示内容。")]
    return sentences + [_("文章《%s》已被修改过，予以保留。") % title for title in removed.kept]


def _load(port: str) -> list[str]:
    if rows.is_there():
        return [_("演示已经在了。")]
    rows.load(address=demo_site.address(settings.BASE_DIR), site_link=f"http://{run.HOST}:{port}")
    if embedded.is_locked(demo_site.lock(settings.BASE_DIR)):
        return [_("已放入演示，两分钟之内会检查一次。")]
    # A worker asks once, when it starts, whether it may speak to them.
    return [_("已放入演示；它的小站由 make run 启动，请重新运行一次 make run。")]


def _remove() -> list[str]:
    return describe_removal(rows.remove())


SAMPLE = Sample(is_there=rows.is_there, friends=rows.friends, posts=rows.posts, load=_load, remove=_remove)
