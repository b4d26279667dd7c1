"""Quarantine: what is suspected, what stands against it, how often it must be seen, and how a friend comes back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random

import pytest

from easytask.verdicts import quarantine, rules
from easytask.verdicts.addresses import parse_site_link
from easytask.verdicts.kinds import Cause, Kind, Problem
from easytask.verdicts.looks import Memory
from easytask.verdicts.records import Backlink, FetchResult, Friend, Verdict
from tests.unit.verdicts.blogs import Blog, after, check, fetch

START = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
OURS = parse_site_link("https://mysite.test/")

PARKED = '<!doctype html><head><title>friend.test</title><script src="//img.sedoparking.com/a.js"></script></head>'
SOLD = "<!doctype html><title>friend.test 域名出售</title><p>您访问的域名正在出售"
REGISTRAR = '<!doctype html><title>欢迎</title><script src="https://www.juming.com/js/a.js"></script><p>x'
FEED = '<link rel="alternate" type="application/rss+xml" href="/new-feed.xml">'
CASINO = "<!doctype html><title>开云体育(中国)官方网站</title><p>体育投注"
SUSPENDED = "<!doctype html><title>Account Suspended</title><p>This account has been suspended."
BLOCKED = "<!doctype html><title>未备案提示</title><p>本网站尚未进行备案"
DEFAULT = "<!doctype html><title>Welcome to nginx!</title><p>If you see this page, the nginx web server is installed."
ERROR = "<!doctype html><title>Database Error</title><p>Error establishing a database connection"
SIMPLE = "<!doctype html><title>听雨轩</title><h1>听雨轩</h1><p>慢慢写"


def blog(number: int = 7) -> Blog:
    return Blog(number, random.Random(number))


def known_friend(of: Blog | None = None) -> Friend:
    """A friend whose blog was looked at three days in a row."""
    of = of or blog()
    friend = Friend(1, of.name, f"https://{of.site}/")
    for day in range(3):
        of.write()
        friend = after(check(friend, fetch(friend, of.page, at=START + day * DAY)))
    return friend


def see(friend: Friend, body: str, *, days: float = 3, **how: object) -> Verdict:
    url = str(how.pop("url", ""))
    return check(friend, fetch(friend, body, at=START + days * DAY, url=url), **how)  # type: ignore[arg-type]  # a table's


class TestAtOnce:
    @pytest.mark.parametrize(("body", "kind"), [(PARKED, Kind.PARKED), (CASINO, Kind.TAKEN_OVER)])
    @pytest.mark.parametrize("patience", [1, 3])
    def test_it_is_hidden_in_this_run(self, body: str, kind: Kind, patience: int) -> None:
        verdict = see(known_friend(), body, patience=patience)
        assert (verdict.kind, verdict.is_show, verdict.needs_second_look) == (kind, False, False)
        assert verdict.not_show_reason
        assert verdict.finding.marks

    def test_a_first_look_asks_for_a_second_and_writes_nothing_of_it(self) -> None:
        friend = known_friend()
        verdict = first_look(friend, PARKED)
        assert (verdict.needs_second_look, verdict.kind, verdict.is_show) == (True, Kind.OK, True)
        assert verdict.memory is not None
        assert verdict.memory.marked_at is None
        assert verdict.memory.identity == friend.memory.identity

    @pytest.mark.parametrize(
        "second",
        [
            FetchResult("https://blog7.test/", problem=Problem.TIMEOUT),
            FetchResult("https://blog7.test/", 503),
            FetchResult("https://blog7.test/", 200),
        ],
    )
    def test_a_second_look_that_says_nothing_of_it_ends_it(self, second: FetchResult) -> None:
        verdict = see(known_friend(), PARKED, second=second)
        assert (verdict.kind, verdict.is_show, verdict.needs_second_look) == (Kind.OK, True, False)

    def test_a_second_look_that_says_something_else_ends_it(self) -> None:
        friend = known_friend()
        second = fetch(friend, CASINO, at=START + 3 * DAY)
        assert see(friend, PARKED, second=second).is_show

    def test_it_needs_no_second_look_once_it_is_known(self) -> None:
        friend = after(see(known_friend(), PARKED))
        verdict = first_look(friend, PARKED)
        assert (verdict.kind, verdict.is_show, verdict.needs_second_look) == (Kind.PARKED, False, False)

    @pytest.mark.parametrize(
        "url",
        [
            "http://ww12.blog7.test/?usid=1",
            "https://www.afternic.com/forsale/blog7.test",
            "https://dan.com/buy-domain/blog7.test",
        ],
    )
    def test_a_final_address_tells(self, url: str) -> None:
        assert see(known_friend(), "<p>x", url=url).kind is Kind.PARKED

    def test_ww1_of_somebody_else_tells_nothing(self) -> None:
        assert see(known_friend(), blog().page, url="http://ww12.other.test/").is_show

    def test_one_of_whom_nothing_is_known_yet(self) -> None:
        assert see(Friend(1, "听雨轩", "https://new.test/"), PARKED).kind is Kind.PARKED
        assert see(Friend(1, "听雨轩", "https://new.test/"), CASINO).kind is Kind.TAKEN_OVER


def first_look(friend: Friend, body: str) -> Verdict:
    """What is said before there was a second look."""
    return rules.evaluate(friend, fetch(friend, body, at=START + 3 * DAY))


COOKIE_JUMP = '<script>document.cookie="a=1";top.location.href="/"</script>'


class TestBehindACookie:
    """A parking page that sets a cookie and jumps by script looks like a wall without a name."""

    @pytest.mark.parametrize("asked", [False, True])
    def test_what_is_surely_parked_is_no_wall(self, asked: bool) -> None:
        friend = known_friend()
        page = fetch(friend, PARKED + COOKIE_JUMP, at=START + 3 * DAY, site_link=OURS if asked else None)
        verdict = check(friend, page, asked=asked)
        assert (verdict.kind, verdict.is_show) == (Kind.PARKED, False)

    @pytest.mark.parametrize("second", [SIMPLE, SOLD + COOKIE_JUMP])
    def test_a_second_look_must_say_the_same(self, second: str) -> None:
        friend = known_friend()
        page = fetch(friend, PARKED + COOKIE_JUMP, at=START + 3 * DAY)
        verdict = check(friend, page, second=fetch(friend, second, at=START + 3 * DAY))
        assert (verdict.kind, verdict.cause, verdict.is_show) == (Kind.UNCERTAIN, Cause.WALL, True)

    @pytest.mark.parametrize(
        "body",
        [
            COOKIE_JUMP,
            SOLD + COOKIE_JUMP,
            REGISTRAR + COOKIE_JUMP,
            f'{PARKED}<script>document.cookie="acw_sc__v2="+x;location.reload()</script>',
            f'{PARKED}<a href="https://github.com/person-7">me</a>{COOKIE_JUMP}',
        ],
    )
    def test_anything_else_stays_a_wall(self, body: str) -> None:
        verdict = see(known_friend(), body)
        assert (verdict.kind, verdict.cause, verdict.is_show) == (Kind.UNCERTAIN, Cause.WALL, True)


class TestAtTheSecondRun:
    TABLE = [
        (SOLD, Kind.PARKED),
        (REGISTRAR, Kind.PARKED),
        (SUSPENDED, Kind.SUSPENDED),
        (BLOCKED, Kind.BLOCKED),
        (DEFAULT, Kind.PLACEHOLDER),
        (ERROR, Kind.ERROR_PAGE),
        ("", Kind.ERROR_PAGE),
    ]

    @pytest.mark.parametrize(("body", "kind"), TABLE)
    def test_first_it_waits_then_it_is_hidden(self, body: str, kind: Kind) -> None:
        first = see(known_friend(), body)
        assert (first.kind, first.is_show, first.not_show_reason, first.failures) == (kind, True, "", 1)
        second = see(after(first), body, days=4)
        assert (second.kind, second.is_show, second.failures) == (kind, False, 2)

    def test_then_patience_counts(self) -> None:
        friend, shown = known_friend(), []
        for day in range(4):
            verdict = see(friend, SUSPENDED, days=3 + day, patience=3)
            shown.append(verdict.is_show)
            friend = after(verdict)
        assert shown == [True, True, False, False]

    def test_a_run_in_between_begins_anew(self) -> None:
        of = blog()
        friend = after(see(known_friend(of), ERROR))
        friend = after(see(friend, of.page, days=4))
        assert see(friend, ERROR, days=5).is_show

    def test_one_that_lacks_our_backlink_is_hidden_at_once_for_that(self) -> None:
        friend = known_friend()
        page = fetch(friend, SUSPENDED, at=START + 3 * DAY, site_link=OURS)
        first = check(friend, page, asked=True)
        assert (first.kind, first.is_show) == (Kind.NO_BACKLINK, False)
        again = fetch(friend, SUSPENDED, at=START + 4 * DAY, site_link=OURS)
        assert check(after(first), again, asked=True).kind is Kind.SUSPENDED


class TestVetoes:
    @pytest.mark.parametrize("dead", [PARKED, SOLD, SUSPENDED, BLOCKED, DEFAULT, ERROR])
    @pytest.mark.parametrize(
        "trace",
        [
            "<p>the name: {name}",
            '<a href="{account}">me</a>',
            '<link rel="alternate" type="application/atom+xml" href="/atom.xml">',
        ],
    )
    def test_a_trace_of_the_friend_stands_against_it(self, dead: str, trace: str) -> None:
        of = blog()
        friend = known_friend(of)
        body = f"{dead}{trace.format(name=of.name, account=of.account)}"
        for day in range(3):
            verdict = see(friend, body, days=3 + day)
            assert verdict.is_show
            assert verdict.kind not in quarantine.QUARANTINES
            friend = after(verdict)

    def test_our_backlink_stands_against_it(self) -> None:
        friend = known_friend()
        page = fetch(friend, f'{PARKED}<a href="https://mysite.test/">us</a>', at=START + 3 * DAY, site_link=OURS)
        assert page.backlink == Backlink("https://mysite.test/")
        assert check(friend, page, asked=True).is_show

    @pytest.mark.parametrize("name", ["Hexo", "首页", "blog7", "blog7.test", "鱼", "x"])
    def test_a_name_that_is_nobodys_does_not(self, name: str) -> None:
        friend = Friend(1, name, "https://blog7.test/")
        assert see(friend, f"{PARKED}<p>{name}").kind is Kind.PARKED

    def test_spam_beside_a_trace_is_a_question(self) -> None:
        of = blog()
        verdict = see(known_friend(of), f'{CASINO}<a href="{of.account}">me</a>')
        assert (verdict.kind, verdict.cause, verdict.is_show) == (Kind.UNCERTAIN, Cause.INTRUDER, True)
        assert verdict.finding.marks == ("开云体育",)

    @pytest.mark.parametrize(
        ("feed", "links", "text", "kind"),
        [
            (FEED, 9, "春天的信", Kind.UNCERTAIN),
            ('<a href="/atom.xml">RSS</a>', 9, "春天的信", Kind.UNCERTAIN),
            (FEED, 9, "开云体育(中国)官方网站 春天的信", Kind.UNCERTAIN),
            (FEED, 9, "春天的信 开云体育app下载", Kind.TAKEN_OVER),
            (FEED, 9, "必威体育 乐鱼体育", Kind.TAKEN_OVER),
            (FEED, 1, "春天的信", Kind.TAKEN_OVER),
            # Links to posts are a blog's ways.
            ("", 9, "春天的信", Kind.UNCERTAIN),
            ("", 9, "春天的信 开云体育app下载", Kind.TAKEN_OVER),
        ],
    )
    def test_a_blog_without_spam_in_its_text_is_a_question(self, feed: str, links: int, text: str, kind: Kind) -> None:
        posts = "".join(f'<article><a href="/posts/{n}">{text}</a></article>' for n in range(links))
        body = f"<title>开云体育(中国)官方网站-登录入口</title>{feed}{posts}"
        verdict = see(Friend(1, "小明", "https://blog7.test/"), body)
        assert (verdict.kind, verdict.is_show) == (kind, kind is Kind.UNCERTAIN)
        assert see(known_friend(), body).kind is kind

    def test_a_company_or_a_shop_has_no_ways_of_a_blog(self) -> None:
        links = "".join(f'<a href="/product/{n}">春天的信</a>' for n in range(9))
        assert see(known_friend(), f"<title>开云体育(中国)官方网站</title>{links}").kind is Kind.TAKEN_OVER

    @pytest.mark.parametrize(
        "title", ["笔趣阁", "How I quit online poker", "跑分平台 - CPU 与显卡性能对比", "出会い系で出会った夫との日々"]
    )
    @pytest.mark.parametrize("friend", [Friend(1, "小明", "https://blog7.test/"), None])
    def test_a_blog_by_an_ambiguous_name_stays(self, title: str, friend: Friend | None) -> None:
        posts = "".join(f'<article><a href="/posts/{n}">春天的信</a><p>慢慢写。</article>' for n in range(7))
        nav = '<a href="/archives/">归档</a><a href="/tags/">标签</a><a href="/about/">关于</a>'
        friend = friend or known_friend()
        for days in range(3, 9):
            verdict = see(friend, f"<title>{title}</title>{nav}{posts}", days=days)
            assert verdict.is_show
            assert verdict.finding.suspected is None
            friend = after(verdict)

    @pytest.mark.parametrize(("text", "kind"), [("春天的信", Kind.UNCERTAIN), ("SLOT777 RTP slot", Kind.TAKEN_OVER)])
    def test_a_feed_as_everybody_has_it_stands_against_no_spam_in_the_text(self, text: str, kind: Kind) -> None:
        of = blog()
        of.feed = "/feed/"
        posts = "".join(f'<a href="/{n}-x">{text}</a>' for n in "abc")
        body = f"<title>SLOT88: Situs Slot Gacor Maxwin</title>{FEED.replace('/new-feed.xml', '/feed/')}{posts}"
        assert see(known_friend(of), body).kind is kind

    @pytest.mark.parametrize(
        ("title", "body", "kind"),
        [
            ("运维之路 - Linux,Docker,Nginx,Python", DEFAULT, Kind.PLACEHOLDER),
            ("老王笔记 | 主机,域名,VPS", SOLD, Kind.PARKED),
            ("Kai - hosting, domain, dns", SOLD.replace("域名出售", "is for sale"), Kind.PARKED),
            ("球迷小王 | 足球,体育,篮球", CASINO, Kind.TAKEN_OVER),
            # The name stands nowhere but in the spam.
            ("星空", "<title>星空体育·(中国)官方网站</title><p>体育投注", Kind.TAKEN_OVER),
            ("星空", "<title>星空体育·(中国)官方网站 - 星空</title><p>体育投注", Kind.UNCERTAIN),
        ],
    )
    def test_what_the_friend_writes_about_is_no_trace(self, title: str, body: str, kind: Kind) -> None:
        of = blog()
        of.name = title
        friend = Friend(1, "", "https://blog7.test/")
        for days in range(3):
            friend = after(see(friend, of.page.replace(" - notes</title>", "</title>"), days=days))
        for days in (3, 4, 5):
            verdict = see(friend, body, days=days)
            friend = after(verdict)
        assert verdict.kind is kind

    def test_what_the_friend_is_called_is_no_spam(self) -> None:
        friend = Friend(1, "Best Online Casinos Fan", "https://blog7.test/")
        assert see(friend, "<title>Best Online Casinos Fan</title><p>one film").kind is Kind.OK

    def test_a_friend_who_takes_a_name_with_the_letters_of_spam_stays(self) -> None:
        of = blog()
        friend = known_friend(of)
        of.name = "比特码的博客"
        assert see(friend, of.page).kind is Kind.OK


class TestStranger:
    def test_nothing_left_is_a_doubt_and_after_a_day_a_question(self) -> None:
        friend, other = known_friend(), blog(8).page
        causes = []
        for days in (3, 3.5, 4, 30):
            verdict = see(friend, other, days=days)
            assert (verdict.kind, verdict.is_show) == (Kind.UNCERTAIN, True)
            causes.append(verdict.cause)
            friend = after(verdict)
        assert causes == [Cause.UNRECOGNISED, Cause.UNRECOGNISED, Cause.STRANGER, Cause.STRANGER]
        assert friend.memory.identity == known_friend().memory.identity

    def test_the_friend_ends_it(self) -> None:
        of = blog()
        friend = after(see(known_friend(of), blog(8).page))
        verdict = see(friend, of.page, days=9)
        assert verdict.kind is Kind.OK
        assert after(verdict).memory.unrecognised_since is None

    def test_a_page_with_little_on_it_is_no_question(self) -> None:
        friend = after(see(known_friend(), "<p>hello"))
        assert see(friend, "<p>hello", days=9).cause is Cause.UNRECOGNISED

    def test_little_known_little_missed(self) -> None:
        friend = Friend(1, "听雨轩", "https://blog7.test/")
        friend = after(see(friend, SIMPLE, days=0))
        assert see(friend, blog(8).page).kind is Kind.OK

    def test_a_clock_that_is_set_back_begins_anew(self) -> None:
        friend = after(see(known_friend(), blog(8).page, days=9))
        verdict = see(friend, blog(8).page, days=3)
        assert verdict.cause is Cause.UNRECOGNISED
        assert after(verdict).memory.unrecognised_since == START + 3 * DAY

    def test_a_missing_backlink_hides_all_the_same(self) -> None:
        friend = known_friend()
        page = fetch(friend, blog(8).page, at=START + 3 * DAY, site_link=OURS)
        assert check(friend, page, asked=True).kind is Kind.NO_BACKLINK

    @pytest.mark.parametrize(
        "body",
        [
            "<title>Acme Valves Ltd - wholesale</title><p>We sell valves.",
            "<title>振远阀门有限公司-生产厂家</title><p>主营球阀",
            '<title>Loading...</title><script>location.href="https://t.test/l?k="+1</script>',
            "<title>blog7.test</title><p>Renew this hosting account with your hosting provider",
        ],
    )
    def test_weak_marks_count_where_nothing_is_left(self, body: str) -> None:
        first = see(known_friend(), body)
        assert first.is_show
        assert not see(after(first), body, days=4).is_show
        fresh = see(Friend(1, "听雨轩", "https://new.test/"), body)
        assert see(after(fresh), body, days=4).is_show

    @pytest.mark.parametrize(
        ("name", "called", "is_show"),
        [("Lena", "blog7.test", True), ("blog7.test", "Lena", True), ("Lena", "Hi", False)],
    )
    def test_the_domain_as_a_title_tells_nothing_where_the_friend_is_called_so(
        self, name: str, called: str, is_show: bool
    ) -> None:
        of = blog()
        of.name = called
        friend = dataclasses.replace(known_friend(of), name=name)
        friend = after(see(friend, "<title>blog7.test</title><h1>blog7.test"))
        assert see(friend, "<title>blog7.test</title><h1>blog7.test", days=4).is_show is is_show

    @pytest.mark.parametrize(
        "text", ["Gone climbing.", "Personal domain of Paul K. Nothing here yet.", "个人域名，自用"]
    )
    def test_whoever_says_something_under_the_domain_as_a_title_is_shown(self, text: str) -> None:
        friend = after(see(known_friend(), f"<title>blog7.test</title><p>{text}"))
        assert see(friend, f"<title>blog7.test</title><p>{text}", days=4).is_show

    @pytest.mark.parametrize(
        "notice",
        ["服务器维护，错误请见谅", "We are moving to a new hosting provider", "域名正在备案，预计二十天后恢复访问"],
    )
    def test_a_notice_of_work_is_no_weak_mark(self, notice: str) -> None:
        first = see(known_friend(), f"<p>{notice}")
        assert first.cause is Cause.UNRECOGNISED
        assert see(after(first), f"<p>{notice}", days=4).is_show


class TestWayBack:
    @staticmethod
    def quarantined(of: Blog | None = None) -> Friend:
        friend = after(see(known_friend(of), PARKED))
        assert quarantine.is_quarantined(friend)
        return friend

    def test_a_clean_page_of_the_thief_does_not_come_back(self) -> None:
        friend = self.quarantined()
        for day in (4, 30, 300):
            verdict = see(friend, blog(8).page, days=day)
            assert (verdict.kind, verdict.cause, verdict.is_show) == (Kind.UNCERTAIN, Cause.STRANGER, False)
            assert verdict.not_show_reason == friend.not_show_reason
            friend = after(verdict)

    def test_the_friend_does(self) -> None:
        of = blog()
        friend = self.quarantined(of)
        verdict = see(friend, of.page, days=30)
        assert (verdict.kind, verdict.is_show, verdict.not_show_reason) == (Kind.OK, True, "")
        assert not quarantine.is_quarantined(after(verdict))

    def test_one_trait_is_not_enough(self) -> None:
        of = blog()
        page = f"<title>x</title><p>formerly {of.name}</p>" + "<p>new words. " * 200
        assert not see(self.quarantined(of), page, days=30).is_show

    def test_silence_in_between_does_not_open_the_way(self) -> None:
        friend = self.quarantined()
        friend = after(check(friend, FetchResult(friend.link, problem=Problem.TIMEOUT)))
        assert friend.not_show_reason == "请求超时"
        assert not see(friend, blog(8).page, days=9).is_show

    def test_one_of_whom_nothing_was_known_comes_back_after_a_week_without_a_mark(self) -> None:
        friend = after(see(Friend(1, "听雨轩", "https://new.test/"), PARKED))
        assert not see(friend, blog(8).page, days=9).is_show
        assert see(friend, blog(8).page, days=10).is_show

    def test_the_owner_who_shows_it_again_ends_it(self) -> None:
        friend = dataclasses.replace(self.quarantined(), is_show=True)
        verdict = see(friend, blog(7).page, days=9)
        assert verdict.kind is Kind.OK
        assert after(verdict).memory.marked_at is None


class TestMove:
    def test_it_is_offered_after_two_weeks_at_the_same_place(self) -> None:
        of = blog()
        friend = known_friend(of)
        offered = []
        for days in (3, 10, 16.9, 17):
            verdict = see(friend, of.page, days=days, url="https://new.test/")
            friend = after(verdict)
            offered.append(quarantine.offers_move(friend.memory, now=START + days * DAY))
        assert offered == [False, False, False, True]
        assert friend.memory.moved_to == "https://new.test/"

    def test_another_place_begins_anew(self) -> None:
        of = blog()
        friend = after(see(known_friend(of), of.page, url="https://new.test/"))
        friend = after(see(friend, of.page, days=20, url="https://newer.test/"))
        assert not quarantine.offers_move(friend.memory, now=START + 20 * DAY)

    @pytest.mark.parametrize("url", ["https://www.blog7.test/", "https://blog.blog7.test/zh/"])
    def test_the_own_domain_is_no_move(self, url: str) -> None:
        of = blog()
        assert after(see(known_friend(of), of.page, url=url)).memory.moved_to == ""

    def test_a_stranger_there_is_no_move(self) -> None:
        verdict = see(known_friend(), blog(8).page, url="https://new.test/")
        assert verdict.cause is Cause.UNRECOGNISED
        assert after(verdict).memory.moved_to == ""


class TestWhenToLook:
    NOW = START + 9 * DAY

    @pytest.mark.parametrize(
        ("friend", "due"),
        [
            (Friend(1, "a", "https://a.test/"), True),
            (Friend(1, "a", "https://a.test/", memory=Memory(looked_at=NOW - DAY)), True),
            (Friend(1, "a", "https://a.test/", memory=Memory(looked_at=NOW - DAY / 2)), False),
            (Friend(1, "a", "https://a.test/", memory=Memory(looked_at=NOW + DAY)), True),
            (Friend(1, "a", "https://a.test/", failures=1, memory=Memory(looked_at=NOW)), True),
            (Friend(1, "a", "https://a.test/", is_show=False, memory=Memory(looked_at=NOW)), True),
            (Friend(1, "a", "https://a.test/", memory=Memory(looked_at=NOW, unrecognised_since=NOW)), True),
            (Friend(1, "a", "https://a.test/", memory=Memory(looked_at=NOW, marked_at=NOW)), True),
        ],
    )
    def test_a_look_is_due(self, friend: Friend, due: bool) -> None:
        assert quarantine.look_request(friend, now=self.NOW, hours=20).is_due is due

    def test_without_a_look_nothing_is_remembered(self) -> None:
        friend = known_friend()
        verdict = check(friend, FetchResult(friend.link, 200))
        assert verdict.kind is Kind.OK
        assert verdict.memory is None

    def test_half_a_page_says_nothing(self) -> None:
        friend = known_friend()
        page = dataclasses.replace(fetch(friend, PARKED, at=START + 3 * DAY), incomplete=Problem.BROKEN_OFF, bytes=99)
        assert check(friend, page).kind is Kind.OK


def test_evidence_tells_the_owner_what_was_seen() -> None:
    verdict = see(known_friend(), PARKED)
    evidence = verdict.evidence(START)
    assert evidence["marks"] == ["Sedo (parked, source)"]
    assert evidence["title"] == "friend.test"
    assert evidence["kept"] == []
    assert evidence["lost"] == ["hosts", "ids", "name", "paths"]


@pytest.mark.slow
def test_ten_weeks_of_a_fleet() -> None:
    """200 living blogs, and 20 that die at a random time: found within two looks, and none of the living is touched."""
    rng = random.Random(20261126)
    looks = [START + week * 7 * DAY for week in range(11)]
    deaths = [PARKED, SOLD, CASINO, SUSPENDED, BLOCKED, DEFAULT, ERROR]
    blogs = [Blog(number, random.Random(number)) for number in range(220)]
    links = {of.number: f"https://{of.site}/" for of in blogs}
    dies = {number: rng.randrange(3, 7) for number in range(200, 220)}
    friends = {of.number: Friend(of.number, of.name, links[of.number]) for of in blogs}
    hidden_at: dict[int, int] = {}
    doubts = 0
    for turn, at in enumerate(looks):
        for of in blogs:
            friend, number = friends[of.number], of.number
            of.live()
            body, url = of.page, f"https://{of.site}/"
            if number in dies and turn >= dies[number]:
                # Three weeks later whoever bought it shows a clean blog of his own.
                is_clean = turn >= dies[number] + 3
                body = Blog(number + 1000, random.Random(turn)).page if is_clean else deaths[number % len(deaths)]
                url = friend.link
            verdict = check(friend, fetch(friend, body, at=at, url=url))
            doubts += verdict.kind is Kind.UNCERTAIN and number < 200
            if not verdict.is_show:
                hidden_at.setdefault(number, turn)
            friends[number] = after(verdict)
    assert [number for number in hidden_at if number < 200] == []
    assert {number: hidden_at[number] - dies[number] for number in dies if hidden_at[number] - dies[number] > 1} == {}
    assert not any(friends[number].is_show for number in dies)
    # The owner is asked about few of the living, if any.
    assert doubts <= 200 * len(looks) * 0.005
