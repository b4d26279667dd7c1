"""Makes front pages of blogs that live through ten weeks, and looks at them as a run does, without a network."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random

from easytask.pages.scanner import PageScanner
from easytask.verdicts import quarantine, rules
from easytask.verdicts.addresses import Address
from easytask.verdicts.records import FetchResult, Friend, Verdict

NAMES = [
    "折叠宇宙",
    "南窗札记",
    "听雨轩",
    "苔痕",
    "纸飞机",
    "旧时光",
    "麦田守夜",
    "晚风集",
    "枕书",
    "北岸",
    "橘猫的窝",
    "竹影",
    "白露",
    "木屋日记",
    "三余堂",
    "星野手记",
]
ENGLISH = [
    "Quiet Harbor",
    "Small Hours",
    "Ink Stains",
    "Copper Wire",
    "Loose Threads",
    "Night Train",
    "Moss and Stone",
    "Rain Delay",
]
WORDS = [
    "kettle",
    "bicycle",
    "compiler",
    "umbrella",
    "terminal",
    "garden",
    "database",
    "subway",
    "camera",
    "regex",
    "notebook",
    "tomato",
    "river",
    "mail",
]


@dataclasses.dataclass
class Blog:
    """One living blog; its random generator makes its posts and what happens to it."""

    number: int
    rng: random.Random

    def __post_init__(self) -> None:
        self.site = f"blog{self.number}.test"
        self.name = f"{self.rng.choice(NAMES + ENGLISH)} {self.number}"
        self.account = f"https://github.com/person-{self.number}"
        self.filing = (
            f"<a href='https://beian.miit.gov.cn/'>京ICP备{2019000000 + self.number * 7}号</a>"
            if self.number % 3
            else ""
        )
        self.friends = [f"https://friend{self.rng.randrange(10**6)}.test/" for _ in range(self.rng.randrange(4, 14))]
        self.folder = "posts"
        self.feed = "/atom.xml"
        self.slugs = [self._slug() for _ in range(12)]
        self.is_small = False

    def _slug(self) -> str:
        return f"{self.rng.choice(WORDS)}-{self.rng.randrange(16**6):06x}"

    def write(self) -> None:
        self.slugs = [self._slug() for _ in range(self.rng.randrange(3))] + self.slugs

    def live(self) -> None:
        """Let a week pass: posts are written, and now and then something greater happens."""
        self.write()
        self.is_small = False
        match self.rng.randrange(20):
            case 0:  # another software: paths and feed change, and the theme's credits
                self.folder, self.feed = self.rng.choice(
                    [("archives", "/feed/"), ("article", "/rss.xml"), ("p", "/index.xml")]
                )
            case 1:  # another name
                self.name = f"{self.rng.choice(NAMES + ENGLISH)} {self.number}{self.rng.randrange(99)}"
            case 2:  # it tidies up its friends
                self.friends = self.friends[::2] + [f"https://friend{self.rng.randrange(10**6)}.test/"]
            case 3:  # a notice for a week
                self.is_small = True
            case 4:  # another domain, to which the old one leads for good
                self.site = f"blog{self.number}-{self.rng.randrange(99)}.test"

    @property
    def page(self) -> str:
        if self.is_small:
            return f"<!doctype html><title>{self.name}</title><h1>{self.name}</h1><p>网站维护中，预计周日恢复。</p>"
        posts = "".join(
            f'<article><h2><a href="/{self.folder}/{slug}/">{slug}</a></h2><p>{"慢慢写，慢慢走。" * 9}</p></article>'
            for slug in self.slugs[:8]
        )
        friends = "".join(f'<li><a href="{friend}">a friend</a></li>' for friend in self.friends)
        return (
            f"<!doctype html><html><head><title>{self.name} - notes</title>"
            f'<link rel="alternate" type="application/atom+xml" href="{self.feed}"></head><body><h1>{self.name}</h1>'
            f'<nav><a href="/">首页</a> <a href="/about/">关于</a> <a href="/links/">友链</a></nav>'
            f"{posts}<ul>{friends}</ul>"
            f'<footer><a href="{self.account}">GitHub</a> {self.filing}</footer></body></html>'
        )


def fetch(
    friend: Friend, body: str, *, at: dt.datetime, url: str = "", site_link: Address | None = None, status: int = 200
) -> FetchResult:
    """The page as the fetcher would hand it on."""
    url = url or friend.link
    scanner = PageScanner(site_link, quarantine.look_request(friend, now=at, hours=0))
    scanner.start_page(url, status, {"Content-Type": "text/html; charset=utf-8"})
    scanner.feed(body.encode())
    reading = scanner.finish_page()
    redirects = (friend.link,) if url != friend.link else ()
    return FetchResult(
        url, status, redirects=redirects, moved=bool(redirects), reading=reading, backlink=reading.backlink
    )


def check(
    friend: Friend, page: FetchResult, *, second: FetchResult | None = None, asked: bool = False, patience: int = 1
) -> Verdict:
    """One check of a friend; ``second`` is what a second look finds, the same when it is not given."""
    verdict = rules.evaluate(friend, page, backlink_asked=asked, patience=patience)
    if verdict.needs_second_look:
        verdict = rules.evaluate(friend, page, backlink_asked=asked, patience=patience, second_look=second or page)
    return verdict


def after(verdict: Verdict) -> Friend:
    """The friend as the next run reads it."""
    friend = verdict.friend
    return dataclasses.replace(
        friend,
        is_show=verdict.is_show,
        not_show_reason=verdict.not_show_reason,
        failures=verdict.failures,
        memory=verdict.memory or friend.memory,
    )
