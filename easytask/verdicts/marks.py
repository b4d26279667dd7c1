"""List the marks by which a response calls itself a bot wall, as data: where each stands, how it reads, who says so.

A wall says nothing of the friend, so a page that bears such a mark is never held against it. The table is closed: a
mark comes in with a source, and with a page in the tests that bears it. A living page may bear one as well, as the
guard of its comment form or in an article about walls, so marks in a body count on a sparse page only, and as text only
on one whose status is an error's: nobody writes there.
"""

from __future__ import annotations

import dataclasses
import enum


class Place(enum.Enum):
    """Where a mark stands. HEADER, STATUS and ADDRESS count always, the others on a sparse page only."""

    # The pattern is searched for in ``name: value``, the name in lower case.
    HEADER = enum.auto()
    # The pattern is the whole status.
    STATUS = enum.auto()
    # The pattern is searched for in the final address.
    ADDRESS = enum.auto()
    # The pattern is the whole title, its white space made single spaces, in any case.
    TITLE = enum.auto()
    # The pattern is searched for in an address that the page loads or sends to: script, frame, picture, form, refresh.
    SOURCE = enum.auto()
    # The pattern is searched for in the text of the page's own scripts.
    SCRIPT = enum.auto()
    # The pattern is the whole id, or one whole class, of an element, or the whole name of a ``<meta>``.
    ELEMENT = enum.auto()
    # The pattern is searched for in the start tag of the page's ``<html>`` or ``<body>``.
    TAG = enum.auto()
    # The pattern is searched for in the text, in lower case: a dead page's opening, or that of a wall with an error's
    # status.
    TEXT = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a wall: ``name`` is the wall's own, for the owner.

    ``source`` documents the mark, or is where it was met, at ``seen``.
    ``is_guard``: guarded sites bear it on their living pages as well, as a captcha at the login. It is a wall where the
    status is an error's, where the page says CHECKS_VISITORS, or where it has neither a title nor a text.
    """

    name: str
    place: Place
    pattern: str
    source: str
    seen: str = "2026-11-26"
    is_guard: bool = False


_WAFW00F = "https://github.com/EnableSecurity/wafw00f/blob/acf6104/wafw00f/plugins/"
_IDENTYWAF = "https://github.com/stamparm/identYwaf/blob/master/data.json"
_WAF_REPEATER = "https://github.com/pbuff07/waf_repeater"
_NGX_LUA_WAF = "https://github.com/loveshell/ngx_lua_waf/blob/master/config.lua"
_ANTIBOT = "https://github.com/microlinkhq/is-antibot/blob/eba53e7/src/providers.json"
_CAPTCHAS = "https://github.com/microlinkhq/is-antibot/pull/66"
_CLOUDFLARE = "https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/"
_CLOUDFLARE_SCRIPTS = "https://github.com/scaredos/cfresearch"
_AWS = "https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html"
_AWS_SCRIPTS = "https://github.com/wappalyzer/wappalyzer/issues/6021"
_VERCEL = "https://github.com/vercel-labs/vgpu/pull/228"
_ANUBIS = "https://github.com/TecharoHQ/anubis"
_SAFELINE = "https://github.com/chaitin/SafeLine/issues/134"
_ALIYUN = "https://github.com/DIYgod/RSSHub/issues/22027"
_EDGEONE = "https://www.mohrss.gov.cn"
_JIASULE = "https://juejin.cn/post/7386485874300977178"
_BAOTA = "https://github.com/aaPanel/BT-WAF"
_YUNSUO = "https://zimuku.org"
_RUISHU = "https://github.com/pysunday/rs-reverse"
_DATADOME = "https://github.com/germondai/trawl/pull/83"
_SITEGROUND = "https://cubicpv.com"
_FASTLY = (
    "https://www.fastly.com/documentation/guides/security/bot-management/client-challenges/"
    "embedding-challenges-in-pages"
)
_TESTCOOKIE = "https://github.com/kyprizel/testcookie-nginx-module"
_INFINITYFREE = "https://forum.infinityfree.com/t/anti-bot-discussion-on-the-i-1-thing/84179"
_IMUNIFY = "https://www.imunify360.com"
_AZURE = "https://learn.microsoft.com/azure/web-application-firewall/waf-javascript-challenge"
_LITESPEED = "https://www.hostinger.com"
_AKAMAI = "https://gist.github.com/justhyped/5c28e785642fccdf13265bf5d09e551a"
_KASADA = "https://github.com/0x6a69616e/kpsdk-solver"
_QRATOR = "https://github.com/pointless5g/qrator-solver"
_RADWARE = "https://validate.perfdrive.com"
_GOEDGE = "https://github.com/TeaOSLab/EdgeNode"
_CDNFLY = "https://blog.csdn.net/cjc000/article/details/140476371"
_BASEDFLARE = "https://gitgud.io/fatchan/haproxy-protection"
_BUNNY = "https://github.com/goodtrailer/daily-desktop/issues/115"
_GO_AWAY = "https://git.gammaspectra.live/git/go-away"
_CERBERUS = "https://github.com/sjtug/cerberus/blob/master/Caddyfile"
_POWXY = "https://github.com/runxiyu/powxy"
_CROWDSEC = "https://github.com/crowdsecurity/lua-cs-bouncer/blob/main/templates/captcha.html"
_BUNKERWEB = "https://github.com/bunkerity/bunkerweb/blob/master/src/common/core/antibot/files/javascript.html"
_AKAMAI_INTERSTITIAL = "https://www.justice.gov/news"
_TENCENT_CAPTCHA = "https://cloud.tencent.com/document/product/1110/75489"
_ALIYUN_CAPTCHA = "https://help.aliyun.com/zh/captcha/captcha2-0/"
_ALIYUN_META = "https://github.com/xtekky/gpt4free"

# How a page says, in its title or its text in lower case, that it is nothing but a check of who visits.
CHECKS_VISITORS = (
    r"(?:访问|安全|人机|身份|滑动|行为|浏览器)(?:验证|检[测查])(?!码|.{0,6}登[录陆])|访问异常|不是机器人"
    r"|请(?:先|您)?(?:完成|进行|通过).{0,8}验证(?!码|.{0,6}登[录陆])|正在(?:检[测查]|验证).{0,8}(?:浏览器|环境|是否)"
    r"|\bverif(?:y|ying)\b.{0,40}\b(?:human|robot|bot|browser|connection|you are)\b|\Averification\Z"
    r"|\bchecking your browser\b|\bcheck if you are\b|\bare you (?:a )?(?:human|robot)\b|\bnot a (?:ro)?bot\b"
    r"|\b(?:unusual|suspicious|automated) (?:traffic|activity|requests?)\b|\bsecurity (?:check|verification)\b"
    r"|\b(?:solve|complete) the captcha\b|\bprotected (?:by|with) bunkerweb\b"
)

# A wall that is known by no name of its own.
NAMELESS_WALL = "cookie"

MARKS = (
    # What lasts to the last try, or is what LinkedIn made common for "you are a robot".
    Mark("429", Place.STATUS, "429", "RFC 6585, 4"),
    Mark(
        "429",
        Place.TITLE,
        "(?:(?:http )?(?:error )?429[ :|–-]*)?(?:too many requests|请求过于频繁|请求过多)[.!]?",
        "RFC 6585, 4",
    ),
    Mark("999", Place.STATUS, "999", "https://github.com/gjtorikian/html-proofer/issues/215"),
    # Cloudflare
    Mark("Cloudflare", Place.HEADER, "cf-mitigated: challenge", _CLOUDFLARE),
    Mark("Cloudflare", Place.SCRIPT, r"\b_cf_chl_opt\b", _CLOUDFLARE_SCRIPTS),
    Mark("Cloudflare", Place.SOURCE, r"/cdn-cgi/challenge-platform/\w+/\w+/orchestrate/", _CLOUDFLARE_SCRIPTS),
    Mark("Cloudflare", Place.TITLE, r"just a moment\.\.\.|请稍候…", _CLOUDFLARE_SCRIPTS),
    Mark(
        "Cloudflare", Place.TITLE, r"attention required! \| cloudflare", "https://github.com/Ekultek/WhatWaf/issues/10"
    ),
    Mark("Cloudflare", Place.TITLE, r"access denied \| .* used cloudflare to restrict access", _CLOUDFLARE_SCRIPTS),
    # Amazon
    Mark("AWS WAF", Place.HEADER, "x-amzn-waf-action: (?:challenge|captcha)", _AWS),
    Mark("AWS WAF", Place.SOURCE, r"//[^/]+\.(?:token|captcha)\.awswaf\.com/", _AWS_SCRIPTS),
    Mark("AWS WAF", Place.SCRIPT, r"\bgokuProps\b", _CAPTCHAS),
    Mark("AWS WAF", Place.TEXT, r"\brequest blocked\. we can't connect to the server\b", _IDENTYWAF),
    # Vercel
    Mark("Vercel", Place.HEADER, "x-vercel-mitigated: (?:challenge|deny)", _VERCEL),
    Mark("Vercel", Place.HEADER, "x-vercel-challenge-token: .", _VERCEL),
    Mark("Vercel", Place.TITLE, "vercel security checkpoint", _VERCEL),
    # Anubis
    Mark("Anubis", Place.HEADER, r"refresh: .*/\.within\.website/x/cmd/anubis/", _ANUBIS),
    Mark("Anubis", Place.ADDRESS, r"^https?://[^/]+/\.within\.website/x/cmd/anubis/", _ANUBIS),
    Mark("Anubis", Place.ELEMENT, "anubis_(?:challenge|version)", _WAFW00F + "anubis.py"),
    Mark("Anubis", Place.SOURCE, r"/\.within\.website/x/", _WAFW00F + "anubis.py"),
    # Alibaba
    Mark("Alibaba", Place.HEADER, "bxpunish: 1", "https://github.com/chaitin/xray/issues/1744"),
    Mark("Alibaba", Place.ADDRESS, r"/_____tmd_____/punish|/punish\?x5secdata=", _ANTIBOT),
    Mark("Alibaba", Place.SOURCE, r"/_____tmd_____/punish|/punish\?x5secdata=", _ANTIBOT),
    Mark("Aliyun WAF", Place.SCRIPT, r"\bacw_sc__v2\b", _ALIYUN),
    Mark("Aliyun WAF", Place.SCRIPT, r"var arg1\s*=\s*['\"][0-9a-fA-F]{40}['\"]", _ALIYUN),
    Mark("Aliyun WAF", Place.ELEMENT, r"aliyun_?waf_\w{2}", _ALIYUN_META, is_guard=True),
    Mark("Aliyun WAF", Place.SOURCE, r"/sd-base/static/[\d.]+/image/405\.png", _WAFW00F + "aliyundun.py"),
    Mark("Aliyun WAF", Place.SOURCE, r"//errors?\.aliyun(?:dun)?\.(?:com|net)", _WAFW00F + "aliyundun.py"),
    Mark(
        "Aliyun WAF",
        Place.TEXT,
        r"\brequest has been blocked as it may cause potential threats to the server's security\b",
        _WAFW00F + "aliyundun.py",
    ),
    # Tencent
    Mark("EdgeOne", Place.STATUS, "567", "https://aihot.virxact.com"),
    Mark("EdgeOne", Place.SCRIPT, r"\bEO_Bot_Ssid\b|\b__tst_status\b", _EDGEONE),
    Mark("Tencent WAF", Place.ADDRESS, r"^https?://waf\.tencent(?:-?cloud)?\.com/", _WAFW00F + "tencent.py"),
    Mark("Tencent WAF", Place.SOURCE, r"//waf\.tencent(?:-?cloud)?\.com/", _WAFW00F + "tencent.py"),
    Mark("Tencent WAF", Place.SCRIPT, r"//waf\.tencent(?:-?cloud)?\.com/", _WAFW00F + "tencent.py"),
    Mark("Tencent WAF", Place.SOURCE, r"//waf-static\.tencent\.com/", _WAF_REPEATER),
    Mark("Tencent WAF", Place.SCRIPT, r"//waf-static\.tencent\.com/", _WAF_REPEATER),
    Mark("Tencent WAF", Place.TEXT, r"腾讯云web应用防火墙", _WAFW00F + "qcloud.py"),
    # Chaitin
    Mark("SafeLine", Place.STATUS, "468", _SAFELINE),
    Mark("SafeLine", Place.SCRIPT, r"\bSafeLineChallenge\b", _SAFELINE),
    Mark("SafeLine", Place.SOURCE, r"/\.safeline/|//challenge\.rivers\.chaitin\.cn/", _SAFELINE),
    Mark("SafeLine", Place.TITLE, ".*protected by chaitin safeline waf.*", _WAFW00F + "safeline.py"),
    Mark("SafeLine", Place.ELEMENT, "slg-(?:bg|box|image)", _WAFW00F + "safeline.py"),
    # Other walls that are common in China
    Mark("宝塔", Place.SOURCE, r"/(?:renji|huadong)_[0-9a-f]{8}_[0-9a-f]{32}\.js", _BAOTA),
    Mark("宝塔", Place.SOURCE, r"/btwaf_aes_\w+\.js", _BAOTA),
    Mark(
        "宝塔",
        Place.TITLE,
        "(?:宝塔)?网站防火墙",
        "https://github.com/mind029/jwtServer/blob/master/lua/waf/config.lua",
    ),
    Mark("加速乐", Place.SCRIPT, r"__jsl_clearance|document\.cookie\s*=\s*\(['\"]_['\"]\)\+\(['\"]_['\"]\)", _JIASULE),
    Mark("加速乐", Place.SOURCE, r"//static\.jiasule\.com/|/notice-jiasule", _WAFW00F + "jiasule.py"),
    Mark(
        "ngx_lua_waf",
        Place.TEXT,
        r"请求(?:带有|含有)不合法的?参数.{0,2}已被(?:网站管理员|系统)设置拦截",
        _NGX_LUA_WAF,
    ),
    Mark("创宇盾", Place.TEXT, r"创宇盾提示", _WAF_REPEATER),
    Mark("创宇盾", Place.SOURCE, r"//(?:www|help)\.365cyd\.com", _WAFW00F + "chuangyu.py"),
    Mark("云锁", Place.SCRIPT, "(?i:YunSuoAutoJump)|security_verify_data", _YUNSUO),
    Mark("云锁", Place.SOURCE, "security_verify_img", _YUNSUO),
    Mark("云锁", Place.ELEMENT, "yunsuologo", _WAFW00F + "yunsuo.py"),
    Mark("安全狗", Place.SOURCE, r"//404\.safedog\.cn/|safedogsite/", _WAFW00F + "safedog.py"),
    Mark("D盾", Place.TITLE, "d盾_拦截提示", _WAF_REPEATER),
    Mark("安全宝", Place.SOURCE, r"/aqb_cc/error/", _WAFW00F + "anquanbao.py"),
    Mark("UCloud WAF", Place.SOURCE, r"/uewaf_deny_pages/", _WAFW00F + "uewaf.py"),
    Mark("WTS-WAF", Place.TITLE, "wts-waf.*", _WAFW00F + "wts.py"),
    Mark("Janusec", Place.TEXT, r"\bjanusec application gateway\b", _WAFW00F + "janusec.py"),
    Mark("Newdefend", Place.SOURCE, r"/nd[-_]block/", _WAFW00F + "newdefend.py"),
    Mark("360", Place.STATUS, "493", _WAFW00F + "wzb360.py"),
    Mark("360", Place.SOURCE, r"/wzws-waf-cgi/|//wang(?:zhan|shan)\.360\.cn", _WAFW00F + "wzb360.py"),
    Mark(
        "360",
        Place.SCRIPT,
        r"\bwzwsquestion\b|\bwzws_waf\b|/wzws-waf-cgi/|WZWS_(?:CONFIRM|METHOD)",
        _WAFW00F + "wzb360.py",
    ),
    Mark("瑞数", Place.SCRIPT, r"\$_ts\s*=\s*window\[['\"]\$_ts['\"]\]", _RUISHU),
    Mark("百度云加速", Place.SCRIPT, r"document\.cookie\s*=\s*['\"]yjs_use_ob=0", _WAFW00F + "baidu.py"),
    Mark("百度云加速", Place.SOURCE, r"/\.well-known/yunjiasu-cgi/", _WAFW00F + "baidu.py"),
    Mark("云盾", Place.SOURCE, r"yundun\.com/yd[-_]http[-_]error/", _WAFW00F + "yundun.py"),
    Mark("华为云 WAF", Place.SOURCE, r"//[^/]*hwclouds\.com", _WAFW00F + "huaweicloud.py"),
    Mark("玄武盾", Place.SOURCE, r"//admin\.dbappwaf\.cn/", _WAFW00F + "xuanwudun.py"),
    Mark("GoEdge", Place.ADDRESS, r"^https?://[^/]+/WAF/VERIFY/CAPTCHA\b", _GOEDGE),
    Mark("GoEdge", Place.ELEMENT, "GOEDGE_WAF_CAPTCHA_CODE", _GOEDGE),
    Mark("GoEdge", Place.SOURCE, r"^/WAF/VERIFY/CAPTCHA\b", _GOEDGE),
    Mark("CDNFly", Place.SOURCE, r"^/_guard/\w+\.js", _CDNFLY),
    # Others
    Mark("BasedFlare", Place.ADDRESS, r"^https?://[^/]+/\.basedflare/bot-check\b", _BASEDFLARE),
    Mark("BasedFlare", Place.SOURCE, r"^/\.basedflare/", _BASEDFLARE),
    Mark("F5", Place.SOURCE, r"^/TSPD/", _WAFW00F + "f5bigipasm.py"),
    Mark("F5", Place.TITLE, "request rejected", _WAFW00F + "f5bigipasm.py"),
    Mark("DDoS-Guard", Place.SOURCE, r"//check\.ddos-guard\.net/|/\.well-known/ddos-guard/", _WAFW00F + "ddosguard.py"),
    Mark("DDoS-Guard", Place.TITLE, "ddos-guard", _WAFW00F + "ddosguard.py"),
    Mark("Sucuri", Place.HEADER, "x-sucuri-block: .", _WAFW00F + "sucuri.py"),
    Mark("Sucuri", Place.SCRIPT, r"\bsucuri_cloudproxy_js\b", _WAFW00F + "sucuri.py"),
    Mark("Sucuri", Place.SOURCE, r"//cdn\.sucuri\.net/sucuri[-_]firewall[-_]block\.css", _WAFW00F + "sucuri.py"),
    Mark("Sucuri", Place.TITLE, r"sucuri website firewall.*access denied", _WAFW00F + "sucuri.py"),
    Mark("Imperva", Place.SOURCE, r"/_Incapsula_Resource\b", _WAFW00F + "incapsula.py"),
    Mark("Imperva", Place.TITLE, "pardon our interruption(?:\\.\\.\\.)?", _WAFW00F + "distil.py"),
    Mark("Imperva", Place.ELEMENT, "distilCaptchaForm", _WAFW00F + "distil.py"),
    Mark("DataDome", Place.HEADER, "x-dd-b: .", _DATADOME),
    Mark("DataDome", Place.SOURCE, r"//[a-z]+\.captcha-delivery\.com/", _DATADOME),
    Mark("DataDome", Place.ADDRESS, r"^https?://[a-z]+\.captcha-delivery\.com/", _DATADOME),
    Mark("HUMAN", Place.ELEMENT, "px-captcha", _WAFW00F + "perimeterx.py"),
    Mark("HUMAN", Place.SCRIPT, r"\b_pxAppId\b", _WAFW00F + "perimeterx.py"),
    Mark("HUMAN", Place.SOURCE, r"//captcha\.(?:px-cdn|px-cloud|perimeterx)\.net/", _WAFW00F + "perimeterx.py"),
    Mark("HUMAN", Place.TITLE, r"access to this page has been denied\.?", _WAFW00F + "perimeterx.py"),
    Mark(
        "Akamai",
        Place.SCRIPT,
        r"\btriggerInterstitialChallenge\b|/_sec/verify\?provider=interstitial",
        _AKAMAI_INTERSTITIAL,
    ),
    Mark("Akamai", Place.ELEMENT, "sec-if-cpt-container|sec-cpt-if", _AKAMAI),
    Mark("Kasada", Place.SOURCE, r"/149e9513-[0-9a-f-]{27}/[0-9a-f-]{36}/ips\.js", _KASADA),
    Mark("Qrator", Place.SOURCE, r"/__qrator/qauth", _QRATOR),
    Mark("Radware", Place.ADDRESS, r"^https?://validate\.perfdrive\.com/", _RADWARE),
    Mark("Radware", Place.SOURCE, r"//validate\.perfdrive\.com/", _RADWARE),
    Mark("Fastly", Place.SOURCE, r"/_fs-ch-\w+/", _FASTLY),
    Mark("Fastly", Place.TITLE, "client challenge", _FASTLY),
    Mark("Azure WAF", Place.SOURCE, r"/\.azwaf/", _AZURE),
    Mark("Azure WAF", Place.TITLE, "azure waf", _AZURE),
    Mark("Bunny Shield", Place.SOURCE, r"/\.?bunny-shield/", _BUNNY),
    Mark("Bunny Shield", Place.TITLE, r"establishing a secure connection[. …]*", _BUNNY),
    Mark("SiteGround", Place.HEADER, "sg-captcha: challenge", _SITEGROUND),
    Mark("SiteGround", Place.SOURCE, r"/\.well-known/(?:sg)?captcha/", _SITEGROUND),
    Mark("SiteGround", Place.ADDRESS, r"^https?://[^/]+/\.well-known/(?:sg)?captcha/", _SITEGROUND),
    Mark("LiteSpeed", Place.SOURCE, r"/\.lsrecap/recaptcha", _LITESPEED),
    Mark("LiteSpeed", Place.ADDRESS, r"^https?://[^/]+/\.lsrecap/recaptcha", _LITESPEED),
    Mark("Imunify360", Place.ELEMENT, "wsidchk-form", _IMUNIFY),
    Mark("Imunify360", Place.SCRIPT, r"\bwsidchk\b|imunify360.preloader", _WAFW00F + "imunify360.py"),
    Mark("Imunify360", Place.TITLE, r"one moment, please\.\.\.", "https://forum.imunify360.com"),
    Mark(
        "mod_security",
        Place.TEXT,
        r"\bgenerated by mod_security\b|\b(?:rules of the mod_security module|mod_security rules triggered)\b",
        _WAFW00F + "modsecurity.py",
    ),
    Mark(
        "Wordfence",
        Place.TEXT,
        r"\bgenerated by wordfence\b|\bbroke one of the wordfence (?:advanced )?blocking rules\b",
        _WAFW00F + "wordfence.py",
    ),
    Mark("BitNinja", Place.TITLE, "visitor anti-robot validation", _WAFW00F + "bitninja.py"),
    Mark("BitNinja", Place.TEXT, r"\bsecurity check by bitninja\b", _WAFW00F + "bitninja.py"),
    Mark("MalCare", Place.TEXT, r"\bblocked because of malicious activities\b", _WAFW00F + "malcare.py"),
    Mark("NinjaFirewall", Place.TITLE, r"ninjafirewall\W{0,10}\d{3} forbidden", _WAFW00F + "ninja.py"),
    Mark(
        "WP Cerber",
        Place.TEXT,
        r"\byour request looks suspicious or similar to automated requests\b",
        _WAFW00F + "cerber.py",
    ),
    Mark("GoDaddy", Place.TITLE, ".*godaddy (?:security|website firewall).*", _WAFW00F + "godaddy.py"),
    Mark("SiteGuard", Place.TEXT, r"\bpowered by siteguard\b", _WAFW00F + "siteguard.py"),
    Mark("Cloudbric", Place.TEXT, r"\byour request was blocked by cloudbric\b", _WAFW00F + "cloudbric.py"),
    Mark("Virusdie", Place.SOURCE, r"//cdn\.virusdie\.ru/splash/", _WAFW00F + "virusdie.py"),
    Mark("StackPath", Place.TITLE, "stackpath.*", _WAFW00F + "stackpath.py"),
    Mark("InfinityFree", Place.SCRIPT, r"\bslowAES\b", _INFINITYFREE),
    Mark("InfinityFree", Place.SOURCE, r"^/aes(?:\.min)?\.js", _INFINITYFREE),
    Mark("go-away", Place.ADDRESS, r"[?&]__goaway_challenge=", _GO_AWAY),
    Mark("go-away", Place.SOURCE, r"/\.well-known/\.[\w.-]+/git/go-away/", _GO_AWAY),
    Mark("Cerberus", Place.SOURCE, r"^/\.cerberus/", _CERBERUS),
    Mark("Powxy", Place.SOURCE, r"^/\.powxy/", _POWXY),
    Mark("CrowdSec", Place.TITLE, "crowdsec (?:re)?captcha", _CROWDSEC),
    Mark("BunkerWeb", Place.TITLE, "bot detection", _BUNKERWEB, is_guard=True),
    # Whoever made it: a page of nothing but a script that sets a cookie and loads the page again.
    Mark(
        NAMELESS_WALL,
        Place.SCRIPT,
        r"(?s:\A(?>.*?\bdocument\.cookie\s*=).*\blocation(?:\.href\s*=|\s*=|\.reload\(|\.replace\(|\.assign\())",
        _TESTCOOKIE,
    ),
    # A captcha instead of a page.
    Mark("Turnstile", Place.SOURCE, r"//challenges\.cloudflare\.com/turnstile/", _CAPTCHAS, is_guard=True),
    Mark("hCaptcha", Place.SOURCE, r"//(?:js\.)?hcaptcha\.com/", _CAPTCHAS, is_guard=True),
    Mark(
        "reCAPTCHA",
        Place.SOURCE,
        r"//www\.(?:google\.com|recaptcha\.net)/recaptcha/",
        _CAPTCHAS,
        is_guard=True,
    ),
    Mark("Aliyun Captcha", Place.SOURCE, r"//o\.alicdn\.com/captcha-frontend/", _ALIYUN_CAPTCHA, is_guard=True),
    Mark("Tencent Captcha", Place.SOURCE, r"//turing\.captcha\.(?:qcloud|gtimg)\.com/", _ANTIBOT, is_guard=True),
    Mark(
        "Tencent Captcha",
        Place.SOURCE,
        r"//(?:ssl\.)?captcha\.qq\.com/TCaptcha\.js",
        _TENCENT_CAPTCHA,
        is_guard=True,
    ),
    Mark("GeeTest", Place.SOURCE, r"//static\.geetest\.com/", _ANTIBOT, is_guard=True),
)

# The statuses that nobody but a wall answers, with the wall's name.
STATUS_MARKS = {int(mark.pattern): mark.name for mark in MARKS if mark.place is Place.STATUS}
