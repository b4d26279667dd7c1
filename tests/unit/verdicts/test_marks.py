"""The marks of dead pages: each is found where it stands, and not where somebody writes of it."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import time
from urllib.parse import quote

import pytest

from easytask.pages.scanner import PageScanner
from easytask.verdicts import dead_marks, spam
from easytask.verdicts.dead_marks import DEAD_MARKS, KINDS, WEAK_MARKS, DeadMark
from easytask.verdicts.dead_marks.mark import DOMAIN
from easytask.verdicts.kinds import Kind
from easytask.verdicts.looks import Look, LookRequest
from easytask.verdicts.marks import Place
from easytask.verdicts.quarantine import QUARANTINES
from tests.unit.verdicts import titles
from tests.unit.verdicts.bare_pages import OF_PEOPLE
from tests.unit.verdicts.dead_pages import SAMPLES

NOW = dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)
HOME = "https://friend.test/"
EVERY_MARK = [*DEAD_MARKS, *WEAK_MARKS]
CASES = [
    pytest.param(mark, sample, id=f"{mark.name}: {sample[:40]}")
    for mark in EVERY_MARK
    for sample in SAMPLES.get(mark.name, ())
]


def look_at(
    body: str | bytes,
    *,
    url: str = HOME,
    link: str = "",
    headers: dict[str, str] | None = None,
    names: frozenset[str] = frozenset(),
) -> Look:
    scanner = PageScanner(None, LookRequest(at=NOW, names=names, link=link))
    scanner.start_page(url, 200, {"Content-Type": "text/html; charset=utf-8", **(headers or {})})
    scanner.feed(body if isinstance(body, bytes) else body.encode())
    look = scanner.finish_page().look
    assert look is not None
    return look


def dead_page(mark: DeadMark, sample: str) -> Look:
    """A page of its vendor's with the sample at the mark's place."""
    title, attributes, head, text, url, headers = "a.test", "", "", "x", HOME, {}
    match mark.place:
        case Place.TITLE:
            title, text = html.escape(sample), ""
        case Place.TAG:
            attributes = f" {sample}"
        case Place.SOURCE:
            head = f'<script src="{html.escape(sample)}"></script>'
        case Place.SCRIPT:
            head = f"<script>{sample}</script>"
        case Place.TEXT:
            text = html.escape(sample)
        case Place.ADDRESS:
            url = sample
        case Place.HEADER:
            name, _, value = sample.partition(": ")
            headers = {name: value}
    body = (
        f"<!doctype html><html{attributes}><head><title>{title}</title>{head}</head><body><p>{text}</p></body></html>"
    )
    return look_at(body, url=url, headers=headers)


def living_page(sample: str, footer: str = "") -> Look:
    """The front page of a blog that writes of it."""
    posts = "".join(
        f'<article><h2><a href="/posts/{word}-{n}/">{word} {n}</a></h2><p>{"慢慢写，慢慢走。" * 20}</p></article>'
        for n, word in enumerate(
            ("river", "lamp", "tea", "night", "moss", "ink", "hill", "rain", "salt", "door", "fox", "oak")
        )
    )
    shown = html.escape(sample)
    body = (
        "<!doctype html><html><head><title>南窗札记</title></head><body><h1>南窗札记</h1>"
        f'<pre>{shown}</pre><p>see <a href="https://other.test/?q={quote(sample)}">{shown}</a></p>{posts}{footer}</body></html>'
    )
    return look_at(body)


def test_every_mark_has_a_sample_and_every_sample_a_mark() -> None:
    assert {mark.name for mark in EVERY_MARK} == set(SAMPLES)


def test_no_two_marks_are_of_one_name() -> None:
    assert len({mark.name for mark in EVERY_MARK}) == len(EVERY_MARK)


def test_every_mark_is_of_a_kind_of_quarantine() -> None:
    assert set(KINDS.values()) <= QUARANTINES
    assert all(mark.source and mark.seen for mark in EVERY_MARK)


@pytest.mark.parametrize(("mark", "sample"), CASES)
def test_a_dead_page_bears_its_mark(mark: DeadMark, sample: str) -> None:
    look = dead_page(mark, sample)
    assert mark.name in (*look.marks, *look.weak_marks)


@pytest.mark.parametrize(("mark", "sample"), CASES)
def test_a_blog_that_writes_of_it_does_not(mark: DeadMark, sample: str) -> None:
    look = living_page(sample)
    assert look.marks == ()
    assert look.weak_marks == ()


SOLD = "https://forsale.dynadot.com/friend.test"
LEADING_ON = [
    f'<script>window.location.replace("{SOLD}")</script>',
    f"<script>top.location.href = `{SOLD}`</script>",
    f'<meta http-equiv="refresh" content="0; url={SOLD}">',
    f'<frameset rows="100%,*"><frame src="{SOLD}"></frameset>',
    f"<iframe width=100% src={SOLD}></iframe>",
]


@pytest.mark.parametrize("onward", LEADING_ON)
def test_a_page_that_only_leads_to_a_sellers_address_is_one_of_his(onward: str) -> None:
    page = f"<!doctype html><html><head><title>friend.test</title>{onward}</head><body></body></html>"
    assert "Dynadot (parked, address)" in look_at(page).marks
    assert look_at(page, link=SOLD).marks == ()
    assert look_at(page.replace("</body>", "<p>I write of tea and of domains.</p></body>")).marks == ()
    assert look_at(page.replace(SOLD, "https://other.test/?to=" + SOLD)).marks == ()


def test_so_is_one_that_leads_to_its_hosts_page_by_a_refresh() -> None:
    page = '<html><head><META HTTP-EQUIV="refresh" CONTENT="0;URL=/cgi-sys/{}.cgi"></head><body></body></html>'
    assert "cPanel (placeholder, address)" in look_at(page.format("defaultwebpage")).marks
    assert "cPanel (suspended, address)" in look_at(page.format("suspendedpage")).marks
    assert look_at("<html></html>", headers={"Refresh": f"0;url={SOLD}"}).marks[0] == "Dynadot (parked, address)"


def test_a_blank_page_that_leads_into_its_own_site_is_none() -> None:
    for path in ("/zh/", "/blog/index.php", "//www.friend.test/home", "index.html?from=/cgi-sys/defaultwebpage.cgi"):
        assert look_at(f"<title>x</title><script>location.href='{path}'</script>").marks == ()


@pytest.mark.parametrize(
    "source",
    [
        "https://www.west.cn/images/logo.png",
        "https://www.22.cn/img/a.png",
        "https://static.ename.com/a.js",
        "https://www.4.cn/a.png",
        "https://www.juming.com/logo.png",
        "https://www.sav.com/x.png",
        "https://www.atom.com/widget.js",
        "https://www.epik.com/badge.svg",
        "https://www.namebright.com/logo.png",
        "https://www.dynadot.com/img/landing.png",
        "https://porkbun.com/images/landing/pig.png",
        "https://www.gandi.net/spark.png",
        "https://static.loopia.se/shared/logo/logo-loopia-white.svg",
        "https://www.ionos.de/img/sparkling.png",
        "https://www.hostinger.com/banners/default.png",
        *(sample for mark in DEAD_MARKS if mark.is_shared for sample in SAMPLES[mark.name]),
    ],
)
def test_a_blog_that_shows_its_registrar_bears_no_mark(source: str) -> None:
    assert living_page("x", f'<footer><img src="{source}"></footer>').marks == ()


@pytest.mark.parametrize(
    "mark", [mark for mark in DEAD_MARKS if mark.place is Place.SOURCE and mark.kind is Kind.PARKED], ids=str
)
def test_a_parking_page_is_known_at_any_size_by_what_is_there_for_parking(mark: DeadMark) -> None:
    footer = "".join(f'<script src="{sample}"></script>' for sample in SAMPLES[mark.name] if "//" in sample)
    assert (mark.name in living_page("x", footer).marks) is mark.is_sure


@pytest.mark.parametrize(
    ("body", "content_type", "mark"),
    [
        (b"", "text/html", dead_marks.EMPTY),
        (b"\n \n", "text/html", dead_marks.EMPTY),
        (b"<html><head></head><body></body></html>", "text/html", dead_marks.EMPTY),
        (b'{"code": 404, "msg": "x"}', "application/json", dead_marks.NO_PAGE),
        (b'[{"a": 1}]', "text/html", dead_marks.NO_PAGE),
        (b"<?php require 'wp-blog-header.php'; ?>", "text/html", dead_marks.NO_PAGE),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "application/xml", dead_marks.NO_PAGE),
        (b"\x89PNG\r\n\x1a\n\0\0", "text/html", dead_marks.NO_PAGE),
        (b"GIF89a....", "image/gif", dead_marks.NO_PAGE),
    ],
)
def test_what_is_no_page(body: bytes, content_type: str, mark: str) -> None:
    assert mark in look_at(body, headers={"Content-Type": content_type}).marks


@pytest.mark.parametrize(
    "body",
    [
        "<p>[a note] in brackets</p>",
        '<?xml version="1.0"?><rss><channel><title>a feed</title><item><title>one</title></item></channel></rss>',
        "<frameset><frame src=/a></frameset>",
        '<div id="app"></div><script src="/app.js"></script>',
        "just some words, as text",
    ],
)
def test_what_is_a_page(body: str) -> None:
    assert look_at(body).marks == ()


def test_no_phrase_counts_beside_the_friends_name() -> None:
    page = "<title>friend.test</title><h1>This domain is for sale!</h1><p>松下问，愚人节快乐</p>"
    assert look_at(page).marks
    assert look_at(page, names=frozenset({"松下问"})).marks == ()


@pytest.mark.parametrize(
    "title",
    [
        "开云(中国)官方网站-登录入口",
        "必威体育登录入口-澳门新葡京官网",
        "Best Online Casinos 2026 - No Deposit Bonus",
        "GACOR88 : Situs Slot Gacor Hari Ini",
        "TX99 - Nhà Cái Uy Tín | Đăng Ký",
        "바카라사이트 - 카지노 추천",
        "Онлайн казино Вулкан - игровые автоматы",
        "Deneme Bonusu Veren Siteler 2026",
        "成人视频在线观看_无码高清免费",
        "全本免费小说阅读_最新章节",
        "Buy Viagra Online",
        "NBA直播_足球直播在线观看",
    ],
)
def test_spam_in_a_title(title: str) -> None:
    assert look_at(f"<title>{title}</title><p>x").spam_title


@pytest.mark.parametrize(
    "title",
    [
        "拨开云雾",
        "开云的博客",
        "无码编程实践 - 低代码",
        "Mayx的博客",
        "概率与赌徒",
        "Casino Royale Fan Blog",
        "在路上 - 拉斯维加斯游记",
        "棋牌室隔壁",
        "快三年了",
        "必威廉",
        "slot 的用法 - Vue 笔记",
        "Judith's blog",
    ],
)
def test_no_spam_in_a_title(title: str) -> None:
    assert not spam.spam_in_title(title.lower())


def test_a_title_that_contains_the_letters_of_spam_is_none() -> None:
    assert [title for title in titles.INNOCENT if look_at(f"<title>{title}</title><p>x").spam_title] == []


@pytest.mark.parametrize("text", ["x", "online blackjack", "the title's own words: {title}"])
def test_an_ambiguous_title_alone_tells_nothing(text: str) -> None:
    pages = {title: f"<title>{title}</title><p>{text.format(title=title)}" for title in titles.AMBIGUOUS}
    assert [title for title, page in pages.items() if look_at(page).spam_title] == []


@pytest.mark.parametrize("text", ["slot gacor", "online blackjack, 开元棋牌平台"])
def test_an_ambiguous_title_tells_where_the_text_does(text: str) -> None:
    pages = {title: f"<title>{title}</title><p>{text}" for title in titles.AMBIGUOUS}
    assert [title for title, page in pages.items() if not look_at(page).spam_title] == []


def test_two_ambiguous_words_in_a_title_tell() -> None:
    assert look_at("<title>Crypto Casino &amp; Bitcoin Sportsbook</title><p>x").spam_title
    assert not look_at("<title>Online casino, online casinos</title><p>x").spam_title


def test_two_words_of_a_business_tell_and_one_does_not() -> None:
    assert [title for title in titles.OF_BUSINESSES if not spam.is_of_a_business(title.lower(), "")] == []
    assert not spam.is_of_a_business("加盟, 加盟", "批发")
    assert not spam.is_of_a_business("casino, poker: gambling law review", "buy")
    assert spam.is_of_a_business("websites for growing teams", "a studio in lisbon. book a call.")


def test_titles_of_spam_are_found() -> None:
    assert [title for title in titles.SPAM if not look_at(f"<title>{title}</title><p>x").spam_title] == []


@pytest.mark.parametrize("unit", ["a", "a-", "a.", "www.", "a.b-", "-."])
def test_a_run_of_labels_is_read_once(unit: str) -> None:
    pattern = re.compile(rf"\b{DOMAIN} is parked")

    def seconds(count: int) -> float:
        began = time.process_time()
        assert pattern.search(unit * count) is None
        return time.process_time() - began

    # Where each label is a new beginning, ten times as many take a hundred times as long.
    few = min(seconds(1_000), seconds(1_000))
    assert any(seconds(10_000) < 30 * few + 0.02 for _ in range(3))


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ("<title>a.test", " -", "</title>"),
        ("<title>网站", "已被", "</title>"),
        ("<p>您访问的网站", "因已", ""),
        ("<p>您访问的网站", "因", ""),
        ("<p>index of / cgi-bin/", " -", " wp/"),
        ("<p>index of / cgi-bin/", "2026", " wp/"),
        ("<title>域名", " a-a.test", "</title>"),
        ("<title>404 ", "not found ", "x</title>"),
        ("<p>domain ", "a.test ", ""),
        ("<title>开云", "官方网站", "的</title>"),
        ("<title>国产", "久久", "的</title>"),
        ("<title>国产", "11", "的</title>"),
        ("<p>seite wurde ", "beschlag ", ""),
        ("<p>公安", "机关", ""),
        ("<p>upload ", "public ", ""),
        ("<script>var a={b", ":'\\\\'", "</script>"),
    ],
)
def test_a_pattern_that_fails_late_does_not_try_all_ways(before: str, unit: str, after: str) -> None:
    def seconds(count: int) -> float:
        began = time.process_time()
        look_at(before + unit * count + after)
        return time.process_time() - began

    # Where two ways to read a unit are tried for each, 24 of them cost millions of steps.
    few = min(seconds(12), seconds(12))
    assert any(seconds(24) < 10 * few + 0.05 for _ in range(3))


# A friend's name in the list may not be what its pages call it, and a small blog has little text.
SPOKEN_OF = [
    ("Domain parking explained", "What happens when a domain expires, and who earns from it."),
    ("域名停放是什么", "聊聊域名出售、一口价与米表的历史。"),
    ("本域名不出售", "这个域名很短，写了十年。"),
    ("404 Not Found 之歌", "独立音乐人的主页"),
    ("Access Denied", "a text adventure"),
    ("Just a stack trace", "weekly essays on programming"),
    ("数据库错误排查手册", "遇到 SQLSTATE[HY000] 的几种情况"),
    ("小皮日记", "小皮的日常"),
    ("Halo 安装教程", "记录安装过程"),
    ("It works!", "my first page"),
    ("服务器到期了", "服务器到期，已迁移完成。"),
    ("备案笔记", "如果网站未备案会怎样？"),
    ("老站长", "本站域名未备案，托管在香港。"),
    ("ドメインを取得した話", "サイトを停止していましたが再開しました。"),
    ("さくらのサーバ運用メモ", "設定の記録"),
    ("Der Blog ist umgezogen", "Diese Domain wurde 2009 registriert."),
    ("Мой домен", "Сайт был отключён на неделю."),
    ("Mi blog", "Mi cuenta suspendida: la historia."),
    ("Les mots", "Un site suspendu entre ciel et terre."),
    ("域名出售避坑指南", "聊聊怎样看懂一口价。"),
    ("Account Suspended", "a band from Leeds"),
    ("404 Not Found", "四零四乐队的小站"),
    ("503 Service Unavailable", "notes of a reliability engineer"),
    ("数据库错误", "一位管理员的运维手记"),
    ("This domain is for sale", "Essays on the web we have lost."),
]
BLOGS = {
    "feed": ('<link rel="alternate" type="application/rss+xml" href="/feed/">', ""),
    "link to a feed": ("", '<a href="/atom.xml">RSS</a>'),
    "navigation": ("", '<a href="/archives/">归档</a><a href="/tags/">标签</a><a href="/about/">关于</a>'),
    "full addresses": ("", '<a href="https://friend.test/links.html">a</a><a href="//friend.test/post/1.html">b</a>'),
    "Chinese addresses": ("", '<a href="/%E5%BD%92%E6%A1%A3/">归档</a><a href="/友链/">友链</a>'),
}


@pytest.mark.parametrize(("title", "text"), SPOKEN_OF)
@pytest.mark.parametrize(("head", "navigation"), BLOGS.values(), ids=BLOGS)
def test_no_phrase_counts_on_a_small_blog(title: str, text: str, head: str, navigation: str) -> None:
    look = look_at(f"<title>{title}</title>{head}<h1>{title}</h1><p>{text}</p>{navigation}")
    assert look.marks == look.weak_marks == ()


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("friend.test is for sale", "This domain is for sale. Make an offer…", Kind.PARKED),
        ("friend.test is for sale", "friend.test is for sale", Kind.PARKED),
        ("friend.test - 域名出售", "本域名出售，一口价。", Kind.PARKED),
        ("Account Suspended", "This account has been suspended.", Kind.SUSPENDED),
        ("网站已暂停", "您访问的网站已被暂停", Kind.SUSPENDED),
        ("网站未备案", "该网站未备案，暂时无法访问", Kind.BLOCKED),
        ("404 Not Found", "Not found", Kind.ERROR_PAGE),
        ("404 Not Found", "404 Not Found", Kind.ERROR_PAGE),
    ],
)
@pytest.mark.parametrize("head", [BLOGS["feed"][0], ""])
def test_what_title_and_text_say_of_the_page_itself_counts_beside_a_feed(
    title: str, text: str, kind: Kind, head: str
) -> None:
    look = look_at(f"<title>{title}</title>{head}<p>{text}</p>")
    assert kind in {KINDS[name] for name in look.marks}


@pytest.mark.parametrize(
    ("title", "is_marked"),
    [
        ("friend.test is for sale", True),
        ("friend.test 域名出售 - 域名交易平台", True),
        ("friend.test est à vendre", True),
        ("friend.test: notes on domains for sale", False),
        ("friend.test 域名趣事", False),
        ("other.test is for sale", False),
    ],
)
def test_a_page_of_any_length_is_told_by_its_own_name_for_sale(title: str, is_marked: bool) -> None:
    links = "".join(f'<a href="/{n}">x</a>' for n in range(20))
    look = look_at(
        f"<title>{title}</title><p>Make an offer 一口价 8800 Faire une offre</p>{'<p>Why us?</p>' * 900}{links}"
    )
    assert bool(look.marks) is is_marked


@pytest.mark.parametrize(
    ("page", "is_marked"),
    [
        ("<title>friend.test</title><div id=app></div><script src=/app.js></script>", False),
        ("<title>friend.test</title><h1>www.friend.test</h1>", True),
        ("<title>friend.test | stories</title>", False),
        ("<title>friend.test</title>", True),
        ("<title>friend.test</title><p>Private server.", False),
        ("<h1>friend.test</h1>", False),
    ],
)
def test_a_page_that_says_its_domain_and_no_more_has_a_weak_mark(page: str, is_marked: bool) -> None:
    assert (dead_marks.DOMAIN_TITLE in look_at(page).weak_marks) is is_marked


def test_what_title_and_text_say_of_the_page_itself_counts_beside_a_blogs_navigation() -> None:
    navigation = BLOGS["navigation"][1]
    assert look_at(f"<title>Account Suspended</title><p>This account has been suspended.</p>{navigation}").marks


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("friend.test is for sale", "Make an offer", Kind.PARKED),
        ("friend.test 域名出售", "联系QQ 12345", Kind.PARKED),
        ("404 Not Found", "Home Archives About The page you are looking for was not found.", Kind.ERROR_PAGE),
        ("页面未找到", "首页 归档 标签 抱歉，您要访问的页面找不到了 返回首页", Kind.ERROR_PAGE),
    ],
)
def test_what_names_its_own_address_or_the_page_that_was_asked_for_counts_beside_a_feed_and_words(
    title: str, text: str, kind: Kind
) -> None:
    look = look_at(f"<title>{title}</title>{BLOGS['feed'][0]}<p>{text}</p>")
    assert kind in {KINDS[name] for name in look.marks}


@pytest.mark.parametrize(
    "navigation",
    [
        "",
        '<a href="/">Home</a><a href="/about">About</a><a href="/contact">Contact</a><a href="/privacy">Privacy</a>',
        '<a href="/?query=cheap+flights">Cheap flights</a><a href="/?query=tags">Tags</a>',
        '<a href="/phpinfo.php">phpinfo</a><a href="/phpmyadmin/">phpMyAdmin</a>',
        '<a href="/manual">manual</a>',
        '<a href="https://other.test/archives/">a</a><a href="https://other.test/tags/">b</a>',
        '<a href="/tags/">one link may be chance</a>',
    ],
)
def test_phrases_count_where_no_blog_is(navigation: str) -> None:
    assert look_at(f"<title>a.test is for sale</title><p>This domain is for sale.</p>{navigation}").marks


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("本域名不出售", "一个人的主页"),
        ("关于", "这个域名很短，我很喜欢，不出售。"),
        ("404星球", "欢迎光临"),
        ("404 页面收藏馆", "收集各站的截图"),
        ("500 天", "一个人的日记"),
        ("小皮的博客", "小皮的日常"),
        ("LAMP", "一盏灯，一本书。"),
        ("老站长", "本站域名未备案，托管在香港，访问可能较慢。"),
        ("搬家了", "本站已搬家到 new.test，旧域名到期后不再续费。"),
        ("服务器到期了", "服务器到期，已搬到 new.test。"),
        ("Hi", "We've moved to new.test: this domain has expired by next year."),
        ("Hi", "This blog has moved. The domain is for sale."),
        ("引っ越し", "ブログは移転しました。このドメインの有効期限は来月です。"),
        ("Der Blog ist umgezogen", "Diese Domain steht bald zum Verkauf."),
        ("搬家", "本域名转让。请移步新址 new.test"),
        ("旧站", "此域名到期不续,新地址:new.test"),
        ("旧站", "该域名已到期,我的博客搬到了 new.test。"),
        ("旧站", "域名已过期,搬到 new.test 了"),
        ("Old", "This domain has expired. My site has moved."),
        ("Old", "This domain has expired. This site has moved to new.test."),
        ("老站长", "本站托管在香港。域名未备案,访问可能较慢。"),
        ("ドメインを取得した話", "先週のこと"),
        ("さくらのサーバ運用メモ", "設定の記録"),
        ("日記", "サイトを停止していましたが再開しました。"),
        ("Blog", "Diese Domain wurde 2009 registriert."),
        ("Mi blog", "Mi cuenta suspendida en Twitter: la historia."),
        ("Les mots", "Un site suspendu entre ciel et terre."),
    ],
)
def test_a_page_with_no_more_than_this_bears_no_mark(title: str, text: str) -> None:
    assert look_at(f"<title>{title}</title><p>{text}</p>").marks == ()


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("a.test", "Your hosting plan has expired.", Kind.SUSPENDED),
        ("a.test", "Su sitio web ha sido suspendido por falta de pago.", Kind.SUSPENDED),
        ("a.test", "Este site está temporariamente suspenso.", Kind.SUSPENDED),
        ("a.test", "Questo sito è stato sospeso.", Kind.SUSPENDED),
        ("a.test", "Ta strona została zawieszona.", Kind.SUSPENDED),
        ("a.test", "Bu hesap askıya alınmıştır.", Kind.SUSPENDED),
        ("a.test", "Akun ini telah ditangguhkan.", Kind.SUSPENDED),
        ("a.test", "Website này đã bị tạm ngưng.", Kind.SUSPENDED),
        ("a.test", "该网站含有违规内容,已被拦截", Kind.BLOCKED),
        ("a.test", "Interesse an dieser Domain?", Kind.PARKED),
        ("a.test", "Diese Website steht zum Verkauf! a.test ist die beste Quelle.", Kind.PARKED),
        ("a.test", "Domain ini telah kedaluwarsa.", Kind.PARKED),
        ("a.test", "The owner of a.test is offering it for sale for an asking price of 1999 USD!", Kind.PARKED),
        ("a.test", "此網域名稱正在出售中", Kind.PARKED),
        ("a.test", "该域名已暂停解析", Kind.PARKED),
        ("a.test", "Table 'blog.typecho_options' doesn't exist", Kind.ERROR_PAGE),
        ("503 Backend fetch failed", "Error 503 Backend fetch failed Guru Meditation: XID: 32770", Kind.ERROR_PAGE),
        ("404 Not Found", "404 Not Found nginx/1.24.0 (Ubuntu)", Kind.ERROR_PAGE),
        ("401 Authorization Required", "401 Authorization Required nginx", Kind.ERROR_PAGE),
        ("404 - 找不到文件或目录。", "服务器错误 404 - 找不到文件或目录。 您要查找的资源可能已被删除", Kind.ERROR_PAGE),
        (
            "HTTP状态 404 - 未找到",
            "HTTP状态 404 - 未找到 类型 状态报告 描述 源服务器未能找到目标资源的表示",
            Kind.ERROR_PAGE,
        ),
        ("エラー", "指定されたページ(URL)は見つかりません。", Kind.ERROR_PAGE),
        ("", "Forbidden", Kind.ERROR_PAGE),
        ("", "Error 404", Kind.ERROR_PAGE),
        ("建设中", "您想要查看的站点当前没有默认页。", Kind.PLACEHOLDER),
        ("a.test", "Hosting Anda telah aktif. Silakan upload website Anda ke public_html.", Kind.PLACEHOLDER),
        ("a.test", "Этот домен не прилинкован ни к одной из директорий на сервере!", Kind.PLACEHOLDER),
        ("a.test", "The owner of this website has not uploaded a website yet.", Kind.PLACEHOLDER),
        ("a.test", "This domain has recently been listed in the marketplace. Please click here.", Kind.PARKED),
        ("Ce domaine est à vendre", "", Kind.PARKED),
        ("a.test", "Le nom de domaine a.test est à vendre", Kind.PARKED),
        ("a.test", "Le domaine a.test a expiré", Kind.PARKED),
        ("Este dominio está en venta", "", Kind.PARKED),
        ("a.test", "El dominio a.test está en venta", Kind.PARKED),
        ("a.test", "Este dominio ha sido registrado con DonDominio", Kind.PARKED),
        ("a.test", "Questo dominio è parcheggiato presso Aruba", Kind.PARKED),
        ("a.test", "Este domínio está à venda", Kind.PARKED),
        ("a.test", "deze domeinnaam is te koop", Kind.PARKED),
        ("此网站已被封禁", "因违反相关法律法规，该网站已被封禁", Kind.BLOCKED),
        ("a.test", "Hier entsteht eine neue Internetpräsenz", Kind.PLACEHOLDER),
        ("a.test", "Ce nom de domaine a été réservé pour un client", Kind.PLACEHOLDER),
        ("a.test", "Votre domaine a bien été créé chez OVHcloud !", Kind.PLACEHOLDER),
        ("a.test", "Another fine website hosted by Bluehost", Kind.PLACEHOLDER),
        ("欢迎使用 LNMP一键安装包", "", Kind.PLACEHOLDER),
        ("Index of /", "Index of / ../ cgi-bin/ 01-Jan-2026 10:00 -", Kind.ERROR_PAGE),
        ("404", "", Kind.ERROR_PAGE),
        ("404 - 您访问的页面不存在", "", Kind.ERROR_PAGE),
        ("404 页面", "", Kind.ERROR_PAGE),
        ("500 | Internal Server Error", "", Kind.ERROR_PAGE),
        ("域名出售", "该域名正在出售。请访问最新地址", Kind.PARKED),
        ("a.test", "此域名出售。更新地址请联系QQ", Kind.PARKED),
        ("a.test", "此域名出售。请刷新地址栏后再试", Kind.PARKED),
        ("a.test", "此域名出售,给您的品牌安新家", Kind.PARKED),
        ("a.test", "This domain is for sale. The site has moved or was removed.", Kind.PARKED),
        ("a.test", "该网站未备案。请完成备案,或将网站迁移至境外服务器", Kind.BLOCKED),
        ("a.test", "该网站未完成ICP备案,暂时无法访问。如您是本站管理员,请登录控制台备案。", Kind.BLOCKED),
        ("a.test", "该网站未备案。如需访问,请联系本站的负责人。", Kind.BLOCKED),
        ("a.test", "该网站已停用,七日后数据将被迁移到回收站", Kind.SUSPENDED),
        ("a.test", "该网站已停用,您的数据已迁移到回收站", Kind.SUSPENDED),
        ("a.test", "您的网站已被暂停。请将数据迁移至其他主机", Kind.SUSPENDED),
        ("a.test", "Su cuenta ha sido suspendida", Kind.SUSPENDED),
        ("a.test", "Site suspendu", Kind.SUSPENDED),
        ("a.test", "このサイトは停止されています", Kind.SUSPENDED),
    ],
)
def test_other_wordings_of_dead_pages(title: str, text: str, kind: Kind) -> None:
    look = look_at(f"<title>{title}</title><p>{text}</p>")
    assert kind in {KINDS[name] for name in look.marks}


def test_no_weak_mark_stands_on_a_page_that_does_not_speak_of_itself() -> None:
    pages = {(title, text): look_at(f"<title>{title}</title><p>{text}</p>") for title, text in OF_PEOPLE}
    # The words of a business are looked for wherever they stand.
    business = {dead_marks.BUSINESS}
    assert [page for page, look in pages.items() if not look.is_notice and set(look.weak_marks) - business] == []


@pytest.mark.parametrize("heading", ["", "<h1>{}</h1>"], ids=["bare", "with a heading"])
def test_no_title_tells_beside_a_text_that_says_something_else(heading: str) -> None:
    pages = {
        (
            title,
            text,
        ): f"<title>{html.escape(title)}</title>{heading.format(html.escape(title))}<p>{html.escape(text)}</p>"
        for title, text in OF_PEOPLE
    }
    assert [page for page, body in pages.items() if look_at(body).marks] == []


@pytest.mark.parametrize(
    "body",
    [
        '<svg viewBox="0 0 9 9"><path d="M0 0L9 9"/></svg>',
        '<style>body{background:url(/moon.jpg)}</style><a href="/blog/"></a>',
        "<canvas id=sky></canvas>",
        '<html><head><meta http-equiv="refresh" content="0; url=/blog/"></head></html>',
        '<script>location.href="/blog/"</script>',
        '<frameset rows="80,*"><frame src="top.html"><frame src="main.html"></frameset>',
        "<title>Notion</title><div id=notion-app></div><script defer src=/_assets/app-1.js></script>",
        "<title>点滴记忆</title><p>恭喜您成功安装了emlog，这是系统自动生成的演示文章。编辑或者删除它，然后开始您的创作吧！",
        "<title>Hello World</title><p>如果您看到这篇文章,表示您的 blog 已经安装成功.",
        "<title>Hexo</title><h1>Hello World</h1><p>Welcome to Hexo! This is your very first post.",
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>404 Not Found</title></feed>',
        '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><rss><channel><title>Error</title></channel></rss>',
        "<title>公告</title><p>本站昨日被黑客入侵挂马，已下线排查，周末恢复。",
        "<title>服务暂停</title><p>笔记本坏了，RSS 暂停推送，修好就回来。",
        "<title>旧域名</title><p>旧域名已过期，请收藏新域名 new.test 。",
        "<title>域名转移</title><p>域名正在转移注册商，可能有几天访问不稳。",
        "<title>再会</title><p>这个域名不再续费，写到今天为止。",
        "<title>二手出售</title><p>出闲置：相机、键盘，一口价，微信联系。",
        "<title>笔记</title><p>遇到 x-vercel-error: deployment_not_found 怎么办",
    ],
)
def test_an_odd_page_of_somebody_bears_no_mark(body: str) -> None:
    assert look_at(body).marks == ()


@pytest.mark.parametrize(
    "script",
    [
        'const blocked = ["https://www.sedoparking.com/", "http://parkingcrew.net/", "https://skenzo.com/"]',
        "// sedoparking.com and cdnpark.com are filtered below",
        "const parkingPage = document.querySelector('#parking')",
        'const hosts = [{"domainPrice": 12, "host": "a"}]',
        'if (lives === 0) location.href = "/lander"',
    ],
)
def test_a_script_that_has_them_as_data_bears_no_mark(script: str) -> None:
    assert look_at(f"<title>Games</title><canvas></canvas><script>{script}</script>").marks == ()


@pytest.mark.parametrize(
    "path",
    ["lander", "install/", "suspended", "posts/beian-tips", "?subid1=mastodon"],
)
def test_a_friends_own_address_bears_no_mark_before_it_leads_elsewhere(path: str) -> None:
    assert look_at("<p>x", url=HOME + path, link=HOME).marks
    assert look_at("<p>x", url=HOME + path, link=HOME + path).marks == ()


def test_a_picture_of_a_common_name_bears_a_mark_beside_a_title_of_its_server_alone() -> None:
    picture = '<a href="/enter.html"><img src="welcome.png"></a>'
    assert look_at(f"<title>Welcome</title>{picture}").marks == ()
    assert look_at(f"<title>IIS7</title>{picture}").marks


@pytest.mark.parametrize(
    "text", [text for mark in DEAD_MARKS if mark.place is Place.SCRIPT for text in SAMPLES[mark.name]]
)
@pytest.mark.parametrize(
    "body",
    [
        '<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{}</script>',
        "<div id=app></div><script>window.__NUXT__={}</script><script src=/a.js></script>",
        "<title>笔记</title><div id=app></div><script>const posts = [{}]; render(posts)</script>",
    ],
)
def test_posts_that_a_script_draws_bear_no_mark(body: str, text: str) -> None:
    posts = json.dumps({"posts": [{"title": text, "slug": "a"}, {"title": "春天", "slug": "b"}]}, ensure_ascii=False)
    assert look_at(body.replace("{}", posts, 1)).marks == ()


def test_a_title_tells_when_nothing_is_said_and_no_script_may_say_more() -> None:
    assert look_at("<title>404 Not Found</title>").marks
    assert look_at("<title>404 Not Found</title><div id=app></div><script src=/app.js></script>").marks == ()
    assert look_at("<title>friend.test is for sale</title><div id=app></div><script src=/app.js></script>").marks


@pytest.mark.parametrize(
    "body",
    [
        "<img src=/1.jpg><img src=/2.jpg>",
        "<frameset cols=20%,80%><frame src=/menu.html><frame src=/main.html></frameset>",
        "<svg><path d=M0></svg>",
        "<video src=/film.mp4></video>",
        '<meta http-equiv="refresh" content="0;url=/blog/">',
    ],
)
@pytest.mark.parametrize("title", ["404", "Not Found", "Expired", "Coming Soon", "账户已冻结"])
def test_a_title_does_not_tell_where_a_picture_or_another_page_may_say_more(title: str, body: str) -> None:
    assert look_at(f"<title>{title}</title>{body}").marks == ()


@pytest.mark.parametrize("title", ["Index of /", "Directory listing for /"])
@pytest.mark.parametrize(
    "links", ["", '<a href="archives/">archives/</a><a href="tags/">tags/</a>', '<a href="feed.xml">feed.xml</a>']
)
def test_a_list_of_files_is_no_blog_whatever_it_links_to(title: str, links: str) -> None:
    look = look_at(f"<title>{title}</title><h1>{title}</h1><pre>../ {links}</pre>")
    assert look.marks or look.weak_marks


def test_a_list_of_empty_folders_bears_its_mark_whatever_it_links_to() -> None:
    links = '<a href="/archives/">cgi-bin</a><a href="/tags/">cgi-bin</a><a href="/feed.xml">cgi-bin</a>'
    assert look_at(f"<title>Index of /</title><h1>Index of /</h1>{links}").marks
