"""Find by what a site is known elsewhere: filing and analytics numbers, and its owner's accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable

# How much of a page's beginning and end is searched for numbers, and how many places of each.
_END_CHARS, _PLACES = 4_096, 4
_KEPT_IDS = 16
# What a site is known by elsewhere: a text that is looked for, and a pattern that begins there.
_NUMBERS = (
    ("ICP", "icp:", re.compile(r"ICP[备證证]\s*(\d{6,10})")),
    ("公网安备", "police:", re.compile(r"公网安备\s*(\d{10,16})")),
    ("hm.js?", "baidu:", re.compile(r"hm\.js\?([0-9a-f]{32})")),
    ("G-", "google:", re.compile(r"(?<![A-Za-z0-9-])(G-[A-Z0-9]{6,12})(?![A-Za-z0-9-])")),
    ("UA-", "google:", re.compile(r"(?<![A-Za-z0-9-])(UA-\d{4,10}-\d{1,3})")),
    ("GTM-", "google:", re.compile(r"(GTM-[A-Z0-9]{5,9})")),
    ("ca-pub-", "adsense:", re.compile(r"ca-pub-(\d{16})")),
    ("clarity.ms/tag/", "clarity:", re.compile(r"clarity\.ms/tag/(\w{8,12})")),
    ("data-website-id", "umami:", re.compile(r"data-website-id=[\"']?([0-9a-f-]{36})")),
    ("LA.init", "51la:", re.compile(r"LA\.init\(\{id:\s*[\"'](\w{8,20})")),
    ("cnzz", "cnzz:", re.compile(r"cnzz\.com/[\w.]*\?(?:web_)?id=(\d{6,12})")),
    ("-site-verification", "verified:", re.compile(r"-site-verification[\"'][^<>]{0,20}content=[\"']([\w-]{8,64})")),
    ("data-repo", "repo:", re.compile(r"data-repo(?:-id)?=[\"']([\w./=-]{5,60})")),
    ("Gravatar", "gravatar:", re.compile(r"Gravatar\b.{0,60}?avatar/([0-9a-f]{32})")),
    ("/avatar/", "gravatar:", re.compile(r"/avatar/([0-9a-f]{32,64})")),
)
# Where one path is one person: a host, and a pattern of what stands before the person's name.
ACCOUNTS_AT = {
    "github.com": "",
    "gitee.com": "",
    "gitlab.com": "",
    "twitter.com": "",
    "x.com": "",
    "weibo.com": "(?:/u)?",
    "zhihu.com": "/people",
    "space.bilibili.com": "",
    "t.me": "",
    "facebook.com": "",
    "instagram.com": "",
    "linkedin.com": "/in",
    "youtube.com": "(?:/(?:channel|c)|(?=/@))",
    "douban.com": "/people",
    "juejin.cn": "/user",
    "blog.csdn.net": "",
    "jianshu.com": "/u",
    "segmentfault.com": "/u",
    "stackoverflow.com": "/users",
    "steamcommunity.com": "/(?:id|profiles)",
    "okjike.com": "/users",
    "sspai.com": "/u",
    "v2ex.com": "/member",
    "bsky.app": "/profile",
    "threads.net": "",
    "music.163.com": r"/#/user/home\?id=",
    "mastodon.social": "",
    "keybase.io": "",
    "patreon.com": "",
    "afdian.net": "(?:/a)?",
    "afdian.com": "(?:/a)?",
}
_ACCOUNT = re.compile(
    rf"(?:https?:)?//(?:www\.)?({'|'.join(re.escape(host) + before for host, before in ACCOUNTS_AT.items())})"
    r"/?([@\w.-]{2,40})/?(?:[?#]|\Z)",
    re.IGNORECASE,
)
# Accounts of software, which its users link to.
_NO_PERSON = frozenset(
    {"hexojs", "typecho", "gohugoio", "wordpress", "halo-dev", "theme-next", "iissnan", "jerryc127", "share", "intent"}
)


def account_at(href: str) -> str:
    """Return the account to which a link to one of ACCOUNTS_AT leads, as ``github.com/name``, "" when it is none."""
    found = _ACCOUNT.match(href)
    return f"{found[1]}/{found[2]}".lower() if found else ""


def find_ids(markup: str, script: str, accounts: Iterable[str]) -> frozenset[str]:
    """Return the numbers on a page, with their prefix as ``icp:``, and the accounts of people, at most 16."""
    found = dict.fromkeys(account for account in accounts if account.rpartition("/")[2] not in _NO_PERSON)
    # Numbers stand in the head, in scripts and in the footer.
    ends = markup if len(markup) < 2 * _END_CHARS else f"{markup[:_END_CHARS]}\n{markup[-_END_CHARS:]}"
    for text in (ends, script):
        for begins, prefix, pattern in _NUMBERS:
            at = text.find(begins)
            for _ in range(_PLACES):
                if at < 0:
                    break
                if number := pattern.search(text, max(0, at - 1), at + 200):
                    found[prefix + number[1]] = None
                at = text.find(begins, at + len(begins))
    # The rarest first: numbers, then accounts.
    return frozenset(sorted(found, key=lambda text: ("/" in text, text))[:_KEPT_IDS])
