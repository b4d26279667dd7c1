"""A wall is known by each of its marks, and a living page that bears one, or writes about it, is none."""

from __future__ import annotations

import html
import re

import pytest

from easytask.pages.sparse import SPARSE_LINKS, SPARSE_TEXT_BYTES
from easytask.verdicts.marks import MARKS, STATUS_MARKS, Mark, Place
from easytask.verdicts.records import Backlink
from tests.unit.pages.reading import LINK, OURS, PAGE, read

HASH = "0cc175b9c0f1b6a831c399e269772661"
# A wall's name, where its mark stands, and how it reads there.
SAMPLES = [
    ("429", Place.TITLE, "429 Too Many Requests"),
    ("429", Place.TITLE, "Too Many Requests"),
    ("Cloudflare", Place.HEADER, "CF-Mitigated: challenge"),
    ("Cloudflare", Place.SCRIPT, "(function(){window._cf_chl_opt = {cvId: '3', cType: 'managed'}}())"),
    ("Cloudflare", Place.SOURCE, "/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=8"),
    ("Cloudflare", Place.TITLE, "Just a moment..."),
    ("Cloudflare", Place.TITLE, "请稍候…"),
    ("Cloudflare", Place.TITLE, "Attention Required! | Cloudflare"),
    ("Cloudflare", Place.TITLE, "Access denied | friend.test used Cloudflare to restrict access"),
    ("GoEdge", Place.ADDRESS, "https://friend.test/WAF/VERIFY/CAPTCHA?info=abc"),
    ("GoEdge", Place.SOURCE, "/WAF/VERIFY/CAPTCHA?info=abc"),
    ("GoEdge", Place.ELEMENT, "GOEDGE_WAF_CAPTCHA_CODE"),
    ("CDNFly", Place.SOURCE, "/_guard/auto.js"),
    ("CDNFly", Place.SOURCE, "/_guard/html.js?js=delay_jump_html"),
    ("BasedFlare", Place.ADDRESS, "https://friend.test/.basedflare/bot-check?/"),
    ("BasedFlare", Place.SOURCE, "/.basedflare/js/challenge.min.js"),
    ("F5", Place.SOURCE, "/TSPD/08d4a0c9e1ab2000?type=9"),
    ("F5", Place.TITLE, "Request Rejected"),
    ("AWS WAF", Place.HEADER, "x-amzn-waf-action: challenge"),
    ("AWS WAF", Place.HEADER, "X-Amzn-Waf-Action: captcha"),
    ("AWS WAF", Place.SOURCE, "https://41bc.610c.us-east-1.token.awswaf.com/41bc/challenge.js"),
    ("AWS WAF", Place.SCRIPT, "window.gokuProps = {key: 'x'};"),
    ("Vercel", Place.HEADER, "x-vercel-mitigated: challenge"),
    ("Vercel", Place.HEADER, "x-vercel-mitigated: deny"),
    ("Vercel", Place.HEADER, "X-Vercel-Challenge-Token: 2.1788836897.60.x"),
    ("Vercel", Place.TITLE, "Vercel Security Checkpoint"),
    ("Anubis", Place.HEADER, "Refresh: 4; url=/.within.website/x/cmd/anubis/api/pass-challenge?x=y"),
    ("Anubis", Place.ADDRESS, "https://friend.test/.within.website/x/cmd/anubis/api/pass-challenge"),
    ("Anubis", Place.ELEMENT, "anubis_challenge"),
    ("Anubis", Place.ELEMENT, "anubis_version"),
    ("Anubis", Place.SOURCE, "/.within.website/x/cmd/anubis/static/js/main.mjs"),
    ("Alibaba", Place.HEADER, "bxpunish: 1"),
    ("Alibaba", Place.ADDRESS, "https://friend.test/_____tmd_____/punish?x5secdata=xd"),
    ("Alibaba", Place.SOURCE, "//friend.test/_____tmd_____/punish?x5secdata=xd"),
    ("Aliyun WAF", Place.SCRIPT, 'document.cookie="acw_sc__v2="+mask+";path=/";'),
    ("Aliyun WAF", Place.SCRIPT, "var arg1='3000176000856006061501533003690027800375';"),
    ("Aliyun WAF", Place.SOURCE, "https://g.alicdn.com/sd-base/static/1.0.5/image/405.png"),
    ("Aliyun WAF", Place.SOURCE, "https://errors.aliyun.com/error?s=405"),
    ("Aliyun WAF", Place.ELEMENT, "aliyun_waf_aa"),
    ("EdgeOne", Place.SCRIPT, 'document.cookie="EO_Bot_Ssid=3612672000;path=/";'),
    ("EdgeOne", Place.SCRIPT, 'document.cookie="__tst_status="+(a+n)+"#;path=/"'),
    ("Tencent WAF", Place.ADDRESS, "https://waf.tencent-cloud.com/501page.html"),
    ("Tencent WAF", Place.SOURCE, "https://waf.tencent-cloud.com/501page.html"),
    ("Tencent WAF", Place.SCRIPT, 'window.location.href="https://waf.tencent.com/403page.html"'),
    ("Tencent Captcha", Place.SOURCE, "https://turing.captcha.qcloud.com/TCaptcha.js"),
    ("Tencent Captcha", Place.SOURCE, "https://ssl.captcha.qq.com/TCaptcha.js"),
    ("SafeLine", Place.SCRIPT, 'SafeLineChallenge("abc", {level: "1"})'),
    ("SafeLine", Place.SOURCE, "/.safeline/static/challenge.css"),
    ("SafeLine", Place.SOURCE, "https://challenge.rivers.chaitin.cn/challenge/v2/challenge.js"),
    ("SafeLine", Place.TITLE, "Protected By Chaitin SafeLine WAF"),
    ("SafeLine", Place.ELEMENT, "slg-bg"),
    ("宝塔", Place.SOURCE, f"/renji_296d626f_{HASH}.js?id=1"),
    ("宝塔", Place.SOURCE, f"/huadong_296d626f_{HASH}.js?id=1"),
    ("宝塔", Place.SOURCE, "/btwaf_aes_forge_6d7584ebbc80.js"),
    ("宝塔", Place.TITLE, "网站防火墙"),
    ("加速乐", Place.SCRIPT, "document.cookie='__jsl_clearance=1551231428.844|0|x';location.href=location.pathname"),
    ("加速乐", Place.SCRIPT, "document.cookie=('_')+('_')+('j')+('s')+('l');location.href=location.pathname"),
    ("加速乐", Place.SOURCE, "http://static.jiasule.com/static/js/http_error.js"),
    ("创宇盾", Place.SOURCE, "https://www.365cyd.com/static/logo.png"),
    ("云锁", Place.SCRIPT, "function YunSuoAutoJump() {}"),
    ("云锁", Place.SCRIPT, 'self.location = "/?security_verify_data=" + stringToHex(screendate);'),
    ("云锁", Place.SOURCE, "/x/security_verify_img?r=1"),
    ("云锁", Place.ELEMENT, "yunsuologo"),
    ("Tencent WAF", Place.SOURCE, "https://waf-static.tencent.com/501page.html?u=/"),
    ("Tencent WAF", Place.SCRIPT, 'window.location.href="https://waf-static.tencent.com/501page.html"'),
    ("D盾", Place.TITLE, "D盾_拦截提示"),
    ("安全宝", Place.SOURCE, "/aqb_cc/error/index.html"),
    ("UCloud WAF", Place.SOURCE, "/uewaf_deny_pages/default/img/1.png"),
    ("WTS-WAF", Place.TITLE, "WTS-WAF"),
    ("Newdefend", Place.SOURCE, "/nd-block/logo.png"),
    ("Imunify360", Place.TITLE, "One moment, please..."),
    ("BitNinja", Place.TITLE, "Visitor anti-robot validation"),
    ("NinjaFirewall", Place.TITLE, "NinjaFirewall: 403 Forbidden"),
    ("GoDaddy", Place.TITLE, "GoDaddy Security - Access Denied"),
    ("GoDaddy", Place.TITLE, "Access Denied - GoDaddy Website Firewall"),
    ("Virusdie", Place.SOURCE, "http://cdn.virusdie.ru/splash/firewallstop.png"),
    ("安全狗", Place.SOURCE, "http://404.safedog.cn/images/safedogsite/head.png"),
    ("360", Place.SOURCE, "/wzws-waf-cgi/"),
    ("360", Place.SCRIPT, 'var wzwsquestion="WZWS_CONFIRM_PREFIX_LABEL5";'),
    ("瑞数", Place.SCRIPT, "$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=23850;"),
    ("百度云加速", Place.SCRIPT, "document.cookie='yjs_use_ob=0'"),
    ("百度云加速", Place.SOURCE, "/.well-known/yunjiasu-cgi/x.css"),
    ("云盾", Place.SOURCE, "https://www.yundun.com/yd-http-error/x.png"),
    ("华为云 WAF", Place.SOURCE, "https://static.hwclouds.com/waf.png"),
    ("玄武盾", Place.SOURCE, "https://admin.dbappwaf.cn/x.png"),
    ("DDoS-Guard", Place.SOURCE, "https://check.ddos-guard.net/check.js"),
    ("DDoS-Guard", Place.SOURCE, "/.well-known/ddos-guard/js-challenge/index.js"),
    ("DDoS-Guard", Place.TITLE, "DDoS-Guard"),
    ("Sucuri", Place.HEADER, "X-Sucuri-Block: XSS"),
    ("Sucuri", Place.SCRIPT, "var s={},sucuri_cloudproxy_js='',S='dD0nMSc=';"),
    ("Sucuri", Place.SOURCE, "https://cdn.sucuri.net/sucuri-firewall-block.css"),
    ("Sucuri", Place.TITLE, "Sucuri WebSite Firewall - CloudProxy - Access Denied"),
    ("Imperva", Place.SOURCE, "/_Incapsula_Resource?SWJIYLWA=5074a744e2e3d891814e9a2dace20bd4"),
    ("Imperva", Place.TITLE, "Pardon Our Interruption..."),
    ("Imperva", Place.ELEMENT, "distilCaptchaForm"),
    ("DataDome", Place.HEADER, "X-DD-B: 1"),
    ("DataDome", Place.SOURCE, "https://ct.captcha-delivery.com/c.js"),
    ("DataDome", Place.ADDRESS, "https://geo.captcha-delivery.com/captcha/?cid=x"),
    ("HUMAN", Place.ELEMENT, "px-captcha"),
    ("HUMAN", Place.SCRIPT, "window._pxAppId = 'PXabcdef';"),
    ("HUMAN", Place.SOURCE, "//captcha.px-cdn.net/PXabcdef/captcha.js"),
    ("HUMAN", Place.TITLE, "Access to this page has been denied."),
    ("Akamai", Place.SCRIPT, 'function triggerInterstitialChallenge() {xhr.open("POST", "/x");}'),
    ("Akamai", Place.SCRIPT, 'xhr.open("POST", "/_sec/verify?provider=interstitial", false);'),
    ("Akamai", Place.ELEMENT, "sec-if-cpt-container"),
    ("Kasada", Place.SOURCE, "/149e9513-01fa-4fb0-aad4-566afd725d1b/2d206a39-8ed7-437e-a3be-862e0f06eea3/ips.js?x=y"),
    ("Qrator", Place.SOURCE, "/__qrator/qauth_utm_v2.js"),
    ("Radware", Place.ADDRESS, "https://validate.perfdrive.com/64b9/?ssa=x"),
    ("Radware", Place.SOURCE, "https://validate.perfdrive.com/64b9/captcha"),
    ("Fastly", Place.SOURCE, "/_fs-ch-1T1wmsGaOgGaSxcX/script.js"),
    ("Fastly", Place.TITLE, "Client Challenge"),
    ("Azure WAF", Place.SOURCE, "/.azwaf/jsc/challenge.x.js"),
    ("Azure WAF", Place.TITLE, "Azure WAF"),
    ("Bunny Shield", Place.SOURCE, "/.bunny-shield/assets/shield-challenge.js"),
    ("Bunny Shield", Place.TITLE, "Establishing a secure connection ..."),
    ("SiteGround", Place.HEADER, "SG-Captcha: challenge"),
    ("SiteGround", Place.SOURCE, "/.well-known/sgcaptcha/?r=%2F"),
    ("SiteGround", Place.ADDRESS, "https://friend.test/.well-known/captcha/?r=%2F"),
    ("LiteSpeed", Place.SOURCE, "/.lsrecap/recaptcha?"),
    ("LiteSpeed", Place.ADDRESS, "https://friend.test/.lsrecap/recaptcha?"),
    ("Imunify360", Place.ELEMENT, "wsidchk-form"),
    ("Imunify360", Place.SCRIPT, "document.getElementById('wsidchk').value = x;"),
    ("StackPath", Place.TITLE, "StackPath"),
    ("InfinityFree", Place.SCRIPT, "toHex(slowAES.decrypt(c,2,a,b))"),
    ("InfinityFree", Place.SOURCE, "/aes.js"),
    ("go-away", Place.ADDRESS, "https://friend.test/?__goaway_challenge=cookie&__goaway_id=1"),
    ("go-away", Place.SOURCE, "/.well-known/.git.gammaspectra.live/git/go-away/cmd/go-away/assets/static/logo.png"),
    ("Cerberus", Place.SOURCE, "/.cerberus/static/main.js?v=1"),
    ("Powxy", Place.SOURCE, "/.powxy/static/main.js"),
    ("CrowdSec", Place.TITLE, "CrowdSec Captcha"),
    ("CrowdSec", Place.TITLE, "CrowdSec ReCaptcha"),
    ("BunkerWeb", Place.TITLE, "Bot Detection"),
    ("cookie", Place.SCRIPT, 'document.cookie = "BPC=x;path=/";\nlocation.href = "/?attempt=1";'),
    ("cookie", Place.SCRIPT, 'document.cookie="k=1";window.location.reload(true)'),
    ("Turnstile", Place.SOURCE, "https://challenges.cloudflare.com/turnstile/v0/api.js"),
    ("hCaptcha", Place.SOURCE, "https://js.hcaptcha.com/1/api.js"),
    ("reCAPTCHA", Place.SOURCE, "https://www.recaptcha.net/recaptcha/api.js"),
    ("Aliyun Captcha", Place.SOURCE, "https://o.alicdn.com/captcha-frontend/aliyunCaptcha/AliyunCaptcha.js"),
    ("GeeTest", Place.SOURCE, "https://static.geetest.com/v4/gt4.js"),
]
# What is written where the status is an error's.
TEXTS = [
    ("Tencent WAF", "腾讯云Web应用防火墙"),
    ("Aliyun WAF", "Sorry, your request has been blocked as it may cause potential threats to the server's security."),
    ("ngx_lua_waf", "网站防火墙 您的请求带有不合法参数，已被网站管理员设置拦截！ 可能原因："),
    ("ngx_lua_waf", "您的请求带有不合法参数，已被系统设置拦截！"),
    ("创宇盾", "创宇盾提示您：当前访问疑似黑客攻击，已被网站管理员设置为拦截"),
    ("Janusec", "Reason: x, by Janusec Application Gateway"),
    ("AWS WAF", "The request could not be satisfied. Request blocked. We can't connect to the server for this app."),
    ("mod_security", "An appropriate representation could not be found. This error was generated by Mod_Security."),
    ("Wordfence", "Your access to this site has been limited by the site owner. Generated by Wordfence at Thu, 26 Nov"),
    ("BitNinja", "Security check by BitNinja.IO"),
    ("MalCare", "Blocked because of Malicious Activities. Firewall powered by MalCare Pro"),
    ("WP Cerber", "Your request looks suspicious or similar to automated requests from spam posting software."),
    ("SiteGuard", "The server refuse to browse the page. Powered by SiteGuard"),
    ("Cloudbric", "Your request was blocked by Cloudbric"),
]
IN_HEAD = [sample for sample in SAMPLES if sample[1] in (Place.HEADER, Place.ADDRESS)]
IN_BODY = [sample for sample in SAMPLES if sample not in IN_HEAD]


def markup(place: Place, text: str) -> str:
    written = html.escape(text)
    return {
        Place.TITLE: f"<title> {written}\n</title>",
        Place.SOURCE: f'<script src="{written}"></script>',
        Place.SCRIPT: f"<script>{text}</script>",
        Place.ELEMENT: f'<div class="a {written}"></div>',
    }[place]


def wall(body: str, *, status: int = 200, url: str = PAGE, headers: dict[str, str] | None = None) -> str:
    """Return what a page is called, whether or not it should link to us, and however it is cut."""
    readings = [
        read(body, site_link=site_link, status=status, url=url, headers=headers, piece=piece).wall
        for site_link in (OURS, None)
        for piece in (7, 65_536)
    ]
    assert len(set(readings)) == 1
    return readings[0]


def matches(mark: Mark, place: Place, text: str) -> bool:
    if place is Place.HEADER:
        name, _, value = text.partition(": ")
        text = f"{name.lower()}: {value.lower()}"
    text = text.lower() if place in (Place.TITLE, Place.TEXT) else text
    whole = place in (Place.TITLE, Place.ELEMENT)
    return mark.place is place and bool((re.fullmatch if whole else re.search)(mark.pattern, text))


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: f"{mark.name} {mark.place.name}")
def test_every_mark_has_a_source_and_a_page_that_bears_it(mark: Mark) -> None:
    assert mark.source.startswith(("https://", "RFC "))
    assert mark.place is Place.STATUS or any(
        matches(mark, place, text)
        for name, place, text in [*SAMPLES, *((name, Place.TEXT, text) for name, text in TEXTS)]
        if name == mark.name
    )


@pytest.mark.parametrize(("name", "place", "text"), IN_HEAD)
@pytest.mark.parametrize("status", [200, 202, 403, 405])
def test_a_mark_in_the_head_counts_whatever_the_page(name: str, place: Place, text: str, status: int) -> None:
    url, headers = (text, {}) if place is Place.ADDRESS else (PAGE, dict([text.split(": ", 1)]))
    for body in ("", "<p>word</p>" * 2000):
        assert wall(body, status=status, url=url, headers=headers) == name


@pytest.mark.parametrize(
    "header",
    ["cf-mitigated: block", "cf-ray: 8a1b", "server: cloudflare", "server: ddos-guard", "x-amzn-requestid: x"]
    + ["x-vercel-cache: HIT", "x-vercel-id: x", "bxpunish: 0", "refresh: 0; url=/zh/", "x-sucuri-id: 15005", "x-dd-b: "]
    + ["set-cookie: acw_tc=2760827c; path=/", "x-via-jsl: d8c5e31,-", "x-iinfo: 21-16", "sg-f-cache: HIT"],
)
def test_what_guarded_sites_always_say_is_no_mark(header: str) -> None:
    assert wall("<title>A blog</title><p>Hello", headers=dict([header.split(": ", 1)])) == ""


@pytest.mark.parametrize("url", [PAGE + "?to=https://validate.perfdrive.com/", PAGE + "aes.js", PAGE + "captcha/"])
def test_an_address_that_only_names_a_wall_is_no_mark(url: str) -> None:
    assert wall("<p>Hello", url=url) == ""


@pytest.mark.parametrize(("name", "place", "text"), IN_BODY)
def test_a_mark_in_the_body_of_a_sparse_page_counts(name: str, place: Place, text: str) -> None:
    page = f"<!doctype html><head>{markup(place, text)}</head><body><p>Hello</p></body>"
    is_guard = any(mark.is_guard and matches(mark, place, text) for mark in MARKS)
    assert wall(page, status=503) == name
    assert wall(page) == ("" if is_guard else name)
    assert wall(page.replace("Hello", "请完成安全验证后继续访问")) == name


@pytest.mark.parametrize(
    "body",
    [
        '<title>小站</title><script src="https://turing.captcha.qcloud.com/TCaptcha.js"></script>写给朋友们的小站'
        "<form><input name=u><input type=password></form>",
        '<script src="https://ssl.captcha.qq.com/TCaptcha.js"></script><p>请先完成安全验证再登录',
        '<meta name="aliyun_waf_aa" content="x"><meta name="aliyun_waf_bb" content="y"><h1>小屋</h1><p>写字',
        '<meta name="aliyun_waf_aa" content="x"><title>小屋</title><div id=app></div><script src="/a.js"></script>',
        "<title>Bot Detection</title><p>I write about bots and how sites detect them. Today: TLS fingerprints.",
    ],
)
def test_what_guards_a_living_page_is_no_mark(body: str) -> None:
    assert wall(body) == ""


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (
            '<!doctype html><meta charset="UTF-8"><meta name="aliyun_waf_aa" content="x"><meta name="aliyun_waf_bb" '
            'content="y"><title></title><meta name="viewport" content="width=device-width"><script>0</script>',
            "Aliyun WAF",
        ),
        (
            '<meta name="aliyun_waf_aa" content="x"><title>Verification</title><div id=captcha-element></div>',
            "Aliyun WAF",
        ),
        (
            "<title>Bot Detection</title><h1>Please wait while we check if you are a Human</h1>"
            '<form method="post" action="/challenge"></form>',
            "BunkerWeb",
        ),
        (
            '<title>访问验证</title><script src="https://turing.captcha.qcloud.com/TCaptcha.js"></script><p>请完成安全验证',
            "Tencent Captcha",
        ),
        (
            '<title>Checking</title><script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>'
            "<p>Verifying that you are human. This may take a few seconds.",
            "Turnstile",
        ),
    ],
)
def test_a_guard_is_a_wall_where_nothing_else_is_or_the_page_says_so(body: str, name: str) -> None:
    assert wall(body) == name


@pytest.mark.slow
@pytest.mark.parametrize(("name", "place", "text"), IN_BODY)
def test_a_mark_counts_neither_as_text_nor_on_a_page_that_is_not_sparse(name: str, place: Place, text: str) -> None:
    bears = markup(place, text)
    written = f"<title>About walls</title><pre>{html.escape(text)} {html.escape(bears)}</pre><!-- {bears} -->"
    assert wall(written, status=503) == ""
    assert wall(f"<title>A blog</title><template>{bears}</template><textarea>{bears}</textarea>", status=503) == ""
    assert wall(bears + "<p>A guarded blog writes on.</p>" * 200) == ""
    assert wall(bears + "<li><a href=/post>A post</a>" * SPARSE_LINKS) == ""


@pytest.mark.parametrize(("name", "text"), TEXTS)
@pytest.mark.parametrize("status", [403, 405, 406, 503])
def test_what_a_wall_writes_is_a_mark_where_the_status_is_an_errors(name: str, text: str, status: int) -> None:
    page = f"<title>403 Forbidden</title><p>{html.escape(text)}"
    assert wall(page, status=status) == name
    assert wall(page) == ""
    assert wall(page + "<p>A page that does not end</p>" * 200, status=status) == ""


def test_the_name_of_a_meta_is_a_mark() -> None:
    assert wall('<meta name="aliyun_waf_aa" content="x"><script src="/u21pn7x6/r8lw5pzu"></script>') == "Aliyun WAF"
    assert wall('<meta name="description" content="aliyun_waf_aa"><p>Hello') == ""


@pytest.mark.parametrize(("name", "place", "text"), IN_BODY)
def test_a_page_that_links_to_us_is_no_wall(name: str, place: Place, text: str) -> None:
    assert read(markup(place, text) + LINK).backlink == Backlink(OURS)


@pytest.mark.parametrize("script", ["scripts/jsd/main.js", "challenge-platform.js"])
def test_what_cloudflare_adds_to_living_pages_is_no_mark(script: str) -> None:
    page = f"<title>A blog</title><script src='/cdn-cgi/challenge-platform/{script}'></script>"
    assert wall(page + "<script>window.__CF$cv$params={r:'8'}</script>") == ""


def test_the_statuses_of_walls_are_nobody_elses() -> None:
    assert STATUS_MARKS == {429: "429", 999: "999", 468: "SafeLine", 493: "360", 567: "EdgeOne"}
    for status, name in STATUS_MARKS.items():
        assert wall("<p>word</p>" * 2000, status=status) == name
        assert wall(markup(Place.ELEMENT, "px-captcha"), status=status) == "HUMAN"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "sparse"),
    [
        ("x" * (SPARSE_TEXT_BYTES - 1), True),
        ("x" * SPARSE_TEXT_BYTES, False),
        ("字" * (SPARSE_TEXT_BYTES // 3), True),
        ("字" * (SPARSE_TEXT_BYTES // 3 + 1), False),
        (" \n" * SPARSE_TEXT_BYTES, True),
        ("<i title='" + "x" * SPARSE_TEXT_BYTES + "'>", True),
        ("<style>" + "x" * SPARSE_TEXT_BYTES + "</style>", True),
        ("<!--" + "x" * SPARSE_TEXT_BYTES + "-->", True),
        ("<noscript>" + "x" * SPARSE_TEXT_BYTES + "</noscript>", True),
        ("<script>" + "x" * 100_000 + "</script>", True),
        ("<template>" + "x" * SPARSE_TEXT_BYTES + "</template>", True),
        ("<a href=/>x</a>" * (SPARSE_LINKS - 1), True),
        ("<a href=/>x</a>" * SPARSE_LINKS, False),
        ("<svg><path d='M0 0'/></svg>" * 5_000, True),
    ],
    ids=range(14),
)
def test_a_page_is_sparse_when_it_has_little_text_and_few_links(text: str, sparse: bool) -> None:
    page = "<div id=px-captcha></div>" + text
    assert (wall(page) == "HUMAN") is sparse
