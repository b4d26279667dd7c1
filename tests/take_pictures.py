"""``python -m tests.take_pictures`` takes the README's picture of /friends/ in a real Chromium: docs/friends.png.

The friends are made up and live in a temporary database; nothing is fetched from anywhere.
"""

import contextlib
import os
import tempfile
from datetime import timedelta
from pathlib import Path

import django

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "friends.png"
SIZE = {"width": 1120, "height": 800}

FRIENDS = [
    ("山间书房", "https://shanjian.example", "读书、爬山，偶尔写一点关于两者的文字。"),
    ("Lin 的笔记本", "https://notes.lin.example", "后端工程师的日常：数据库、分布式系统和咖啡。"),
    ("南方有雨", "https://rain.example", "住在南方小城，拍照片，记天气。"),
    ("The Quiet Terminal", "https://quiet.example", "Small tools, plain text and long walks."),
    ("半亩方塘", "https://fangtang.example", "源头活水：前端、排版与字体设计。"),
    ("阿哲在路上", "https://azhe.example", "骑行一万公里的游记，也写装备评测。"),
    ("墨痕", "https://xn--fsqu00a.example", "书法与编程，都是一笔一画的事。"),
    ("周末木工", "https://woodwork.example", "每个周末做一件小家具，失败的也会写出来。"),
    ("Kernel 与猫", "https://kernelcat.example", "Linux 内核源码阅读笔记，封面都是猫。"),
]
AWAY = [("旧时光", 12), ("深夜电台", 3)]


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "izone.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    django.setup()
    from django.utils import timezone

    from tests.services import SQLite, open_chromium, open_project, start_web

    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        project = stack.enter_context(open_project(SQLite(folder).new(), folder))
        chromium = stack.enter_context(open_chromium())
        for name, link, description in FRIENDS:
            project.friend(link, name=name, description=description)
        for name, days in AWAY:
            since = timezone.now() - timedelta(days=days)
            project.friend(f"https://{days}.example", name=name, is_show=False, is_show_since=since)
        page = chromium.new_page(locale="zh-CN", color_scheme="light", viewport=SIZE)
        page.goto(f"{start_web(project)}/friends/")
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PICTURE, full_page=True)


if __name__ == "__main__":
    main()
