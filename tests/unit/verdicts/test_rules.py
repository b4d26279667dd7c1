"""The rules of the verdict as tables: no database, no network."""

import datetime as dt

import pytest

from easytask.verdicts import quarantine, records, rules, words
from easytask.verdicts.kinds import BacklinkState, Cause, CheckStatus, Kind, Liveness, Problem
from easytask.verdicts.records import Backlink, FetchResult, Friend, PageReading, Verdict

SHOWN = Friend(1, "a", "https://a.test/")
HIDDEN = Friend(2, "b", "https://b.test/", is_show=False, not_show_reason="网页请求返回500")
LINK = "https://a.test/"
OK = FetchResult(LINK, 200)
US = Backlink("https://ours.test/")
FOUND = FetchResult(LINK, 200, backlink=US)
WALL = PageReading(wall="Anubis")
SHELL = PageReading(needs_script=True)


def outcome(verdict: Verdict) -> tuple[Kind, bool, str]:
    return verdict.kind, verdict.is_show, verdict.not_show_reason


@pytest.mark.parametrize("friend", [SHOWN, HIDDEN])
@pytest.mark.parametrize(
    ("page", "asked", "kind", "reason"),
    [
        (OK, False, Kind.OK, ""),
        (FOUND, True, Kind.OK, ""),
        (OK, True, Kind.NO_BACKLINK, "网站未设置本站外链"),
        (FetchResult(LINK, 200, cut=True), True, Kind.TOO_LARGE, "网页过大，未找到本站外链"),
        (FetchResult(LINK, 200, cut=True, backlink=US), True, Kind.OK, ""),
        (FetchResult(LINK, 201, bytes=99, backlink=US), True, Kind.OK, ""),
        (FetchResult(LINK, 202, bytes=99), False, Kind.OK, ""),
        (FetchResult(LINK, 203, bytes=99), True, Kind.NO_BACKLINK, "网站未设置本站外链"),
        (FetchResult(LINK, 202), False, Kind.BAD_STATUS, "网页请求返回202"),
        (FetchResult(LINK, 202), True, Kind.BAD_STATUS, "网页请求返回202"),
        (FetchResult(LINK, 200, reading=SHELL), False, Kind.OK, ""),
        (FetchResult(LINK, 200, reading=SHELL, backlink=US), True, Kind.OK, ""),
        (FetchResult(LINK, 200, doubt=Cause.RESPONSE), False, Kind.OK, ""),
        (FetchResult(LINK, 200, doubt=Cause.RESPONSE, backlink=US), True, Kind.OK, ""),
        (FetchResult(LINK, 200, incomplete=Problem.BROKEN_OFF, bytes=99), False, Kind.OK, ""),
        (FetchResult(LINK, 200, incomplete=Problem.BROKEN_OFF), False, Kind.BROKEN_OFF, "连接中断"),
        (FetchResult(LINK, 200, incomplete=Problem.TIMEOUT), False, Kind.TIMEOUT, "请求超时"),
        (FetchResult(LINK, 200, incomplete=Problem.BAD_RESPONSE), False, Kind.BAD_RESPONSE, "响应无法解析"),
        (FetchResult(LINK, 200, incomplete=Problem.BROKEN_OFF, bytes=99, backlink=US), True, Kind.OK, ""),
        (FetchResult(LINK, 200, incomplete=Problem.BROKEN_OFF), True, Kind.BROKEN_OFF, "连接中断"),
        (FetchResult(LINK, 200, incomplete=Problem.TIMEOUT, cut=True), True, Kind.TIMEOUT, "请求超时"),
        (FetchResult(LINK, 404, reading=SHELL), True, Kind.BAD_STATUS, "网页请求返回404"),
        (FetchResult(LINK, 404, doubt=Cause.RESPONSE), True, Kind.BAD_STATUS, "网页请求返回404"),
        (FetchResult(LINK, 204), False, Kind.BAD_STATUS, "网页请求返回204"),
        (FetchResult(LINK, 302), True, Kind.BAD_STATUS, "网页请求返回302"),
        (FetchResult(LINK, 404), False, Kind.BAD_STATUS, "网页请求返回404"),
        (FetchResult(LINK, 403), True, Kind.BAD_STATUS, "网页请求返回403"),
        (FetchResult(LINK, 503), True, Kind.BAD_STATUS, "网页请求返回503"),
        (FetchResult(LINK, problem=Problem.TIMEOUT), False, Kind.TIMEOUT, "请求超时"),
        (FetchResult(LINK, problem=Problem.DNS), False, Kind.DNS, "域名无法解析"),
        (FetchResult(LINK, problem=Problem.UNREACHABLE), False, Kind.UNREACHABLE, "网络不可达"),
        (FetchResult(LINK, problem=Problem.REFUSED), False, Kind.REFUSED, "连接被拒绝"),
        (FetchResult(LINK, problem=Problem.BROKEN_OFF), False, Kind.BROKEN_OFF, "连接中断"),
        (FetchResult(LINK, problem=Problem.TLS_CERTIFICATE), False, Kind.TLS_CERTIFICATE, "TLS证书无效"),
        (FetchResult(LINK, problem=Problem.TLS_HANDSHAKE), False, Kind.TLS_HANDSHAKE, "TLS握手失败"),
        (FetchResult(LINK, problem=Problem.REDIRECTS), False, Kind.REDIRECTS, "重定向过多"),
        (FetchResult(LINK, problem=Problem.BAD_RESPONSE), False, Kind.BAD_RESPONSE, "响应无法解析"),
        (FetchResult(LINK, problem=Problem.BAD_URL), False, Kind.BAD_URL, "链接格式无效"),
        (FetchResult(LINK, problem=Problem.FORBIDDEN_ADDRESS), False, Kind.FORBIDDEN_ADDRESS, "地址不允许访问"),
    ],
)
def test_what_was_seen_decides_what_is_written(friend, page, asked, kind, reason):
    verdict = rules.evaluate(friend, page, backlink_asked=asked)
    assert outcome(verdict) == (kind, reason == "", reason)


@pytest.mark.parametrize("friend", [SHOWN, HIDDEN])
@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize(
    ("page", "cause"),
    [
        (FetchResult(LINK, 429), Cause.WALL),
        (FetchResult(LINK, 999), Cause.WALL),
        (FetchResult(LINK, 468), Cause.WALL),
        (FetchResult(LINK, 403, challenged=True), Cause.WALL),
        (FetchResult(LINK, 200, reading=WALL), Cause.WALL),
        (FetchResult(LINK, 202, reading=WALL, cut=True), Cause.WALL),
        (FetchResult(LINK, 521, reading=WALL), Cause.WALL),
        (FetchResult(LINK, problem=Problem.BAD_RESPONSE, doubt=Cause.RESPONSE), Cause.RESPONSE),
        (FetchResult(LINK, problem=Problem.TLS_CERTIFICATE, doubt=Cause.CHAIN), Cause.CHAIN),
    ],
)
def test_what_tells_nothing_of_the_friend_changes_nothing(friend, asked, page, cause):
    verdict = rules.evaluate(friend, page, backlink_asked=asked)
    assert (*outcome(verdict), verdict.cause) == (Kind.UNCERTAIN, friend.is_show, friend.not_show_reason, cause)
    assert (verdict.failures, verdict.reason_kind) == (friend.failures, None)


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        (FetchResult(LINK, 200, reading=SHELL), Cause.SCRIPT),
        (FetchResult(LINK, 200, reading=SHELL, cut=True), Cause.SCRIPT),
        (FetchResult(LINK, 200, doubt=Cause.RESPONSE), Cause.RESPONSE),
        (FetchResult(LINK, 200, doubt=Cause.RESPONSE, incomplete=Problem.BAD_RESPONSE), Cause.RESPONSE),
        (FetchResult(LINK, 203, bytes=9, doubt=Cause.RESPONSE, cut=True), Cause.RESPONSE),
    ],
)
def test_what_was_not_seen_is_never_called_missing(page, cause):
    verdict = rules.evaluate(SHOWN, page, backlink_asked=True)
    assert (verdict.kind, verdict.cause) == (Kind.UNCERTAIN, cause)


@pytest.mark.parametrize(
    ("links", "cause"),
    [
        (FetchResult("https://a.test/links", 200, reading=SHELL), Cause.SCRIPT),
        (FetchResult("https://a.test/links", 200, reading=WALL), Cause.LINK_PAGE),
        (FetchResult("https://a.test/links", 200, incomplete=Problem.TIMEOUT), Cause.LINK_PAGE),
        (FetchResult("https://a.test/links", 200, incomplete=Problem.TIMEOUT, bytes=99, backlink=US), None),
        (FetchResult("https://a.test/links", 404), Cause.LINK_PAGE),
        (FetchResult("https://b.test/links", 200, backlink=US), Cause.LINK_PAGE),
    ],
)
def test_a_link_page_that_could_not_be_read_says_so(links, cause):
    verdict = rules.evaluate(Friend(1, "a", LINK, links.url), OK, backlink_asked=True, link_page=links)
    assert (verdict.kind is Kind.UNCERTAIN, verdict.cause) == (cause is not None, cause)


def test_the_owner_is_told_the_cause_and_the_walls_name():
    now = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    evidence = rules.evaluate(SHOWN, FetchResult(LINK, 200, reading=WALL)).evidence(now)
    assert (evidence["kind"], evidence["cannot_tell"], evidence["wall"]) == ("uncertain", "wall", "Anubis")
    assert "cannot_tell" not in rules.evaluate(SHOWN, OK).evidence(now)


@pytest.mark.parametrize(
    ("page", "link_page", "kind"),
    [
        (OK, FetchResult("https://a.test/links", 200, backlink=US), Kind.OK),
        (OK, FetchResult("https://www.a.test/links", 200, backlink=US), Kind.OK),
        (OK, FetchResult("https://a.test/links", 200), Kind.NO_BACKLINK),
        (OK, FetchResult("https://a.test/links", 200, cut=True), Kind.TOO_LARGE),
        (OK, FetchResult("https://elsewhere.test/links", 200, backlink=US), Kind.UNCERTAIN),
        (FetchResult("https://moved.test/", 200), FetchResult("https://moved.test/links", 200, backlink=US), Kind.OK),
        (OK, FetchResult("https://a.test/links", 404), Kind.UNCERTAIN),
        (OK, FetchResult("https://a.test/links", 429), Kind.UNCERTAIN),
        (OK, FetchResult("https://a.test/links", problem=Problem.TIMEOUT), Kind.UNCERTAIN),
        (OK, FetchResult("not an address", problem=Problem.BAD_URL), Kind.UNCERTAIN),
        (FetchResult(LINK, 404), FetchResult("https://a.test/links", 200, backlink=US), Kind.BAD_STATUS),
        (
            FetchResult(LINK, problem=Problem.TIMEOUT),
            FetchResult("https://a.test/links", 200, backlink=US),
            Kind.TIMEOUT,
        ),
        (
            FetchResult(LINK, 403, challenged=True),
            FetchResult("https://a.test/links", 200, backlink=US),
            Kind.UNCERTAIN,
        ),
    ],
)
def test_link_decides_alive_and_link_page_decides_the_backlink(page, link_page, kind):
    friend = Friend(1, "a", "https://a.test/", link_page=link_page.url)
    assert rules.evaluate(friend, page, backlink_asked=True, link_page=link_page).kind is kind


def test_both_pages_stay_with_the_verdict_as_its_evidence():
    links = FetchResult("https://a.test/links", 404)
    for page in (OK, FetchResult(LINK, 404)):
        verdict = rules.evaluate(Friend(1, "a", LINK, links.url), page, backlink_asked=True, link_page=links)
        assert (verdict.page, verdict.link_page) == (page, links)


@pytest.mark.parametrize(
    ("link", "asked", "final"),
    [
        ("https://a.test/", "https://elsewhere.test/links", "https://a.test/links"),
        ("https://a.test/", "https://a.test/links", "https://elsewhere.test/links"),
        ("https://www.a.test/", "https://b.a.test/links", "https://b.a.test/links"),
    ],
)
def test_a_link_page_on_another_host_tells_nothing_before_or_after_redirects(link, asked, final):
    friend = Friend(1, "a", link, link_page=asked)
    verdict = rules.evaluate(
        friend, FetchResult(link, 200), backlink_asked=True, link_page=FetchResult(final, 200, backlink=US)
    )
    assert verdict.kind is Kind.UNCERTAIN


def test_the_white_list_shows_and_clears_the_reason():
    assert outcome(rules.white_listed(HIDDEN)) == (Kind.WHITE_LISTED, True, "")


@pytest.mark.parametrize("friend", [SHOWN, HIDDEN])
def test_a_crash_of_ours_changes_nothing(friend):
    assert outcome(rules.failed(friend)) == (Kind.FAILED, friend.is_show, friend.not_show_reason)


class TestPatience:
    def friend(self, failures: int) -> Friend:
        return Friend(1, "a", LINK, failures=failures)

    @pytest.mark.parametrize(
        ("before", "is_show", "reason"), [(0, True, ""), (1, True, ""), (2, False, "网页请求返回404")]
    )
    def test_a_link_is_hidden_at_the_nth_failing_run_in_a_row(self, before, is_show, reason):
        verdict = rules.evaluate(self.friend(before), FetchResult(LINK, 404), patience=3)
        assert outcome(verdict) == (Kind.BAD_STATUS, is_show, reason)
        assert verdict.failures == before + 1

    def test_a_shown_verdict_resets_the_count(self):
        assert rules.evaluate(self.friend(2), OK, patience=3).failures == 0

    def test_cannot_tell_neither_counts_nor_resets(self):
        assert rules.evaluate(self.friend(2), FetchResult(LINK, 429), patience=3).failures == 2

    def test_a_hidden_link_stays_hidden_and_its_reason_follows_the_latest_check(self):
        verdict = rules.evaluate(HIDDEN, FetchResult(LINK, 404), patience=3)
        assert outcome(verdict) == (Kind.BAD_STATUS, False, "网页请求返回404")


class TestOutage:
    @pytest.mark.parametrize(
        ("fetched", "silent", "share", "suspected"),
        [
            (4, 3, 0.5, True),
            (3, 3, 0.5, True),
            (2, 2, 0.5, False),  # fewer than three may well be dead
            (6, 3, 0.5, False),  # exactly the share is not more than it
            (7, 4, 0.5, True),
            (1000, 501, 0.5, True),
            (1000, 500, 0.5, False),
            (10, 10, 0.0, False),  # switched off
            (10, 10, 1.0, False),
            (10, 3, 0.2, True),
        ],
    )
    def test_it_is_suspected_from_three_links_and_above_the_share(self, fetched, silent, share, suspected):
        assert rules.suspects_outage(fetched=fetched, silent=silent, share=share) is suspected
        assert rules.suspects_site_link(kept=fetched - silent, lost=silent, share=share) is suspected

    @pytest.mark.parametrize(
        ("verdict", "tells"),
        [
            (rules.evaluate(SHOWN, OK), True),
            (rules.evaluate(HIDDEN, OK), False),
            (rules.white_listed(SHOWN), False),
            (rules.failed(SHOWN), False),
            (rules.evaluate(SHOWN, FetchResult(LINK, problem=Problem.BAD_URL)), False),
            (rules.evaluate(SHOWN, FetchResult(LINK, problem=Problem.FORBIDDEN_ADDRESS)), False),
            (rules.evaluate(SHOWN, FetchResult(LINK, problem=Problem.FORBIDDEN_ADDRESS, redirects=(LINK,))), True),
        ],
    )
    def test_only_shown_and_fetched_links_count(self, verdict, tells):
        assert verdict.counts_for_outage is tells

    def silent_verdict(self, *, silences: int = 0, is_show: bool = True) -> Verdict:
        friend = Friend(1, "a", LINK, is_show=is_show, not_show_reason="", failures=1, silences=silences)
        return rules.evaluate(friend, FetchResult(LINK, problem=Problem.TIMEOUT, silent=True))

    def test_nothing_changes_for_the_silent(self):
        (verdict,) = rules.in_outage([self.silent_verdict()], before=records.Outages(), any_answered=True)
        assert outcome(verdict) == (Kind.OUTAGE, True, "")
        assert (verdict.failures, verdict.silences) == (1, 1)

    @pytest.mark.parametrize(
        ("before", "minutes", "silences", "answered", "believed"),
        [
            (2, 60, 2, True, True),
            (5, 600, 5, True, True),
            (1, 600, 2, True, False),  # only the second such run in a row
            (2, 59, 2, True, False),  # the first is less than an hour ago
            (2, 60, 1, True, False),  # this link answered in one of them
            (2, 60, 2, False, False),  # nobody answered: it may still be our network
        ],
    )
    def test_silence_that_lasts_is_believed(self, before, minutes, silences, answered, believed):
        outages = records.Outages(before, dt.timedelta(minutes=minutes))
        (verdict,) = rules.in_outage([self.silent_verdict(silences=silences)], before=outages, any_answered=answered)
        assert outcome(verdict) == ((Kind.TIMEOUT, False, "请求超时") if believed else (Kind.OUTAGE, True, ""))

    @pytest.mark.parametrize(
        ("page", "answered"),
        [
            (FetchResult(LINK, 404), True),
            (FetchResult(LINK, problem=Problem.REFUSED), True),
            (FetchResult(LINK, problem=Problem.DNS), True),  # the DNS said that there is no such name
            (FetchResult(LINK, problem=Problem.DNS, silent=True), False),
            (FetchResult(LINK, problem=Problem.TIMEOUT, silent=True), False),
            (FetchResult(LINK, problem=Problem.BAD_URL), False),
        ],
    )
    def test_anything_said_by_anybody_is_an_answer(self, page, answered):
        assert rules.evaluate(SHOWN, page).was_answered is answered

    def test_a_verdict_waits_for_the_run_exactly_when_the_link_was_silent(self):
        assert self.silent_verdict().is_silent
        assert not rules.evaluate(SHOWN, FetchResult(LINK, problem=Problem.TIMEOUT)).is_silent
        assert not rules.white_listed(SHOWN).is_silent


def test_every_kind_has_a_label_and_every_problem_a_reason():
    assert set(words.LABELS) == set(Kind)
    assert set(words.CAUSES) == set(Cause)
    assert {Kind(problem.value) for problem in Problem} <= set(words.REASONS)


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        (CheckStatus.OK, {Kind.OK, Kind.WHITE_LISTED}),
        (CheckStatus.UNLINKED, {Kind.NO_BACKLINK, Kind.TOO_LARGE}),
        (CheckStatus.UNKNOWN, {Kind.UNCERTAIN, Kind.OUTAGE, Kind.FAILED}),
        (
            CheckStatus.FAILING,
            {Kind.BAD_STATUS, *(Kind(cause) for cause in Problem), *quarantine.QUARANTINES},
        ),
    ],
)
def test_every_kind_has_one_status(status, kinds):
    assert {kind for kind in Kind if rules.check_status(kind) is status} == kinds == set(rules.kinds_with(status))


LIVENESS = {
    Liveness.UP: {Kind.OK, Kind.NO_BACKLINK, Kind.TOO_LARGE},
    Liveness.UNKNOWN: {Kind.WHITE_LISTED, Kind.UNCERTAIN, Kind.OUTAGE, Kind.FAILED},
    Liveness.DOWN: {Kind.BAD_STATUS, *(Kind(problem) for problem in Problem), *quarantine.QUARANTINES},
}


@pytest.mark.parametrize(("liveness", "kinds"), LIVENESS.items())
def test_a_site_is_alive_whatever_it_says_of_our_link(liveness, kinds):
    assert {kind for kind in Kind if rules.liveness(kind) is liveness} == kinds == set(rules.kinds_that_say(liveness))


@pytest.mark.parametrize("cause", Cause)
def test_a_cause_that_leaves_only_our_link_in_doubt_says_that_the_site_is_alive(cause):
    is_alive = cause in (Cause.SCRIPT, Cause.LINK_PAGE, Cause.SITE_LINK, Cause.INTRUDER)
    assert rules.liveness(Kind.UNCERTAIN, cause) is (Liveness.UP if is_alive else Liveness.UNKNOWN)


def judged(page: FetchResult, *, asked: bool = True, link_page: FetchResult | None = None) -> Verdict:
    friend = Friend(1, "a", LINK, link_page=f"{LINK}links")
    return rules.evaluate(friend, page, backlink_asked=asked, link_page=link_page)


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (judged(FOUND), BacklinkState.FOUND),
        (judged(FetchResult(LINK, 200, backlink=Backlink("/", nofollow=True))), BacklinkState.NOFOLLOW),
        (judged(OK), BacklinkState.MISSING),
        (judged(FetchResult(LINK, 200, cut=True)), BacklinkState.MISSING),
        (judged(OK, asked=False), BacklinkState.NOT_ASKED),
        (rules.white_listed(SHOWN), BacklinkState.NOT_ASKED),
        (judged(FetchResult(LINK, 500)), BacklinkState.UNKNOWN),
        (judged(FetchResult(LINK, 429)), BacklinkState.UNKNOWN),
        (judged(FetchResult(LINK, problem=Problem.DNS)), BacklinkState.UNKNOWN),
        (rules.failed(SHOWN), BacklinkState.UNKNOWN),
        # The separate link page decides.
        (judged(OK, link_page=FetchResult(f"{LINK}links", 200, backlink=US)), BacklinkState.FOUND),
        (judged(FOUND, link_page=FetchResult(f"{LINK}links", 200)), BacklinkState.MISSING),
        (judged(OK, link_page=FetchResult(f"{LINK}links", 404)), BacklinkState.UNKNOWN),
    ],
)
def test_what_a_verdict_says_of_the_backlink(verdict, state):
    assert rules.backlink_state(verdict) is state


@pytest.mark.parametrize(
    ("kind", "status", "told"),
    [
        (Kind.BAD_STATUS, 404, "网页请求返回404"),
        # The code is not known any more.
        (Kind.BAD_STATUS, None, "返回错误状态码"),
        (Kind.TIMEOUT, None, "请求超时"),
        (Kind.OK, 200, "正常"),
    ],
)
def test_a_verdict_in_words(kind, status, told):
    assert words.describe(kind, status) == told
    assert words.describe(kind, status, lambda text: f"<{text}>").startswith("<")


class TestSiteLink:
    HAD = Friend(1, "a", LINK, failures=1, had_backlink=True)
    HAD_HIDDEN = Friend(1, "a", LINK, is_show=False, not_show_reason="请求超时", had_backlink=True)

    @pytest.mark.parametrize(
        ("friend", "page", "waits"),
        [
            (HAD, OK, True),
            (HAD, FetchResult(LINK, 200, cut=True), True),
            (HAD_HIDDEN, OK, True),
            (SHOWN, OK, True),
            # Neither is there anything to lose for it.
            (HIDDEN, OK, False),
            (HAD, FOUND, False),
            (HAD, FetchResult(LINK, 404), False),
            (HAD, FetchResult(LINK, 200, reading=SHELL), False),
        ],
    )
    def test_what_lacks_it_waits(self, friend, page, waits):
        assert rules.waits_for_site_link(rules.evaluate(friend, page, backlink_asked=True)) is waits

    @pytest.mark.parametrize(
        ("friend", "shown"), [(HAD, (Kind.UNCERTAIN, True, "")), (HAD_HIDDEN, (Kind.UNCERTAIN, False, "请求超时"))]
    )
    def test_nothing_changes_while_our_own_setting_is_suspected(self, friend, shown):
        lacking = rules.evaluate(friend, OK, backlink_asked=True)
        (verdict,) = rules.with_site_link_suspected([lacking])
        assert outcome(verdict) == shown
        assert (verdict.cause, verdict.failures, verdict.page) == (Cause.SITE_LINK, friend.failures, OK)
        assert rules.had_backlink(verdict)

    @pytest.mark.parametrize(
        ("verdict", "had"),
        [
            (rules.evaluate(SHOWN, FOUND, backlink_asked=True), True),
            (rules.evaluate(SHOWN, OK, backlink_asked=True), False),
            (rules.evaluate(HAD, OK, backlink_asked=True), False),
            (rules.evaluate(SHOWN, OK), False),
            (rules.evaluate(HAD, OK), True),
            (rules.evaluate(HAD, FetchResult(LINK, 404)), True),
            (rules.white_listed(HAD), True),
            (rules.failed(HAD), True),
        ],
    )
    def test_the_last_reading_outlives_checks_that_read_nothing(self, verdict, had):
        assert rules.had_backlink(verdict) is had
