"""List the marks of sites that their host has suspended, or that are blocked for want of a filing."""

from __future__ import annotations

from easytask.verdicts.dead_marks.mark import LOADS, table
from easytask.verdicts.kinds import Kind
from easytask.verdicts.marks import Place

_HOST_COLLISION = "https://github.com/pmiaowu/HostCollision"
_BAOTA = "https://github.com/aaPanel/BaoTa/blob/f9f6845c/class/panelSite.py"
_ONEPANEL = "https://github.com/1Panel-dev/1Panel/blob/376d6609/cmd/server/nginx_conf/stop.html"
_INFINITYFREE = "https://forum.infinityfree.com/docs?topic=49345"
_CPANEL = "https://docs.cpanel.net/whm/account-functions/web-template-editor/"
_ALIYUN = "https://help.aliyun.com/zh/icp-filing/"
_TENCENT = "https://cloud.tencent.com/document/product/243"

SUSPENDED = (
    *table(
        Kind.SUSPENDED,
        Place.ADDRESS,
        _CPANEL,
        {
            "cPanel": r"^https?://[^/]+/(?:cgi-sys/(?:suspendedpage|movingpage)\.cgi|suspended\.page/)",
            "BaoTa": r"^https?://[^/]+/(?:bt-stop|btstop)\.html",
            "Free host": r"^https?://(?:[^/]+\.)?(?:suspended-domain\.com|suspended-website\.com|suspendeddomain\.org"
            r"|errors\.infinityfree\.net/errors/suspended)|^https?://(?:[^/]+\.)?ifastnet\.com/.*suspend",
            "Plesk": r"^https?://[^/]+/(?:suspended|suspend|account-suspended)(?:\.html?|\.php|/)?(?:\?|$)",
        },
        {"BaoTa": _BAOTA, "Free host": _INFINITYFREE},
    ),
    *table(
        Kind.SUSPENDED,
        Place.HEADER,
        "https://vercel.com/docs/errors",
        {"Vercel": r"x-vercel-error: (?:deployment_(?:disabled|paused|blocked)|payment_required)"},
    ),
    *table(
        Kind.SUSPENDED,
        Place.TITLE,
        _CPANEL,
        {
            "suspended": r"(?:.* [-|–] )?(?:(?:this|your|web|hosting|user) )*(?:account|website|web ?site|site"
            r"|hosting|domain|service|blog|shop|store|page|server|application|app)(?: has been| has| is| was"
            r"| temporarily| currently)* ?(?:suspended|disabled|deactivated|stopped|paused|terminated|locked"
            r"|over quota|blocked)\b.*|suspend(?:ed)?(?: (?:account|website|site|domain|page))?"
            r"|.*\bdeployment is (?:temporarily )?(?:paused|disabled)\b.*"
            r"|sorry,? the (?:web)?site has been stopped.*|bandwidth limit exceeded|509 bandwidth.*"
            r"|resource limit is reached|402: payment_required|please renew your subscription"
            r"|journal (?:deleted|suspended)",
            "other tongues": r"conta suspensa|cuenta suspendida|compte suspendu|account sospeso|konto zawieszone"
            r"|akun ditangguhkan|hesap askıya alındı|사이트 (?:이용 ?)?정지|(?:เว็บไซต์|บัญชี)(?:นี้)?ถูกระงับ"
            r"|このサイトは現在表示できません",
            "站点停用": r".*(?:网站|站点|空间|主机|账[户号]|帐[户号]|服务|应用|店铺)(?:已经?|被"
            r"|暂时?)*(?:管理员)?(?:暂停|停止|停用|冻结|封停|关停|锁定|欠费|到期|过期|禁用)(?!更新|评论|维护|注册"
            r"|留言|投稿).{0,12}|.*(?:已(?:被)?(?:暂停|停止|停用|关停)(?:访问|服务|运行|使用)).*|.*(?:欠费停机"
            r"|流量超限|流量已用尽|到期提示|欠费提示).*",
        },
        {"站点停用": _ONEPANEL},
    ),
    *table(
        Kind.SUSPENDED,
        Place.TEXT,
        _CPANEL,
        {
            "suspended": r"\b(?:this|your|the) (?:account|website|web ?site|site|hosting|domain|service|blog|shop"
            r"|store|deployment|user|application|app|project)(?:'s)?(?: you are trying to (?:visit|access|reach|view)"
            r"| [a-z0-9.-]+)? (?:has been|has|is|was"
            r"|currently|have been)(?: (?:temporarily|currently|been|archived or))* ?(?:suspended|disabled"
            r"|deactivated|stopped|paused(?! until\b)|terminated|unpaid|locked)|^(?:website|site"
            r"|domain) (?:is )?(?:currently )?suspended\b|(?<!: )\baccount suspended(?=\W*(?:\Z|(?:this|please|contact"
            r"|your|the|if)\b))|\bhas been stopped by the administrator\b|\bbandwidth limit exceeded\b"
            r"|\bhosting (?:plan|package|account) (?:has )?expired\b|\bcontact your (?:hosting"
            r"|service) provider (?:for|to|as)\b|\bexceeded (?:its|the|their) (?:bandwidth|resource|quota)"
            r"|\bresource limit is reached\b|^please renew your subscription\b"
            r"|\bthis journal has been (?:deleted|suspended)\b",
            "站点停用": r"(?:该|此|您(?:所|正在)?访问的|您的)(?:网站|站点|空间|主机|虚拟主机|[账帐][户号]|服务|应用"
            r"|域名)(?:已经?|被)*(?:(?:因|由于).{1,12}(?:而|已经?|被)*)?(?:管理员)?(?:暂停|停止|停用|停权|冻结|封停|关停|关闭"
            r"|锁定|禁用|停机(?!\w)|欠费|到期|过期)(?!更新|评论|维护|注册|留言|投稿)|(?:该|此|您的)(?:主机|空间|虚拟主机"
            r"|服务器|套餐|流量)(?:到期|过期|欠费|超限|用尽|用完)|(?:主机|空间|虚拟主机|服务器|套餐"
            r"|流量)(?:已经?(?:到期|过期|欠费|超限|用尽|用完)|(?:到期|过期)未续费)"
            r"|您(?:的(?:网站)?托管服务|(?:在[^,。!?]{2,16})?购买的[^。!?]{0,40})(?:已经?|现已)(?:到期|过期)(?!的)|已被(?:管理员|服务商|主机商"
            r"|系统)(?:暂停|停止|停用|关闭|冻结)",
            "other tongues": r"\b(?:сайт|аккаунт|хостинг|сервис)\b.{0,30}(?:заблокирован|отключ[её]н|приостановлен"
            r"|не оплачен)\b"
            r"|(?:dies(?:e|er|es) |ihre? |^)(?:konto|account|webseite|website|webspace|webauftritt) "
            r"(?:wurde |ist )?(?:vo[nm] \w+ )?(?:gesperrt|deaktiviert)(?!\?)|(?:(?:esta|la|su"
            r"|tu) cuenta|^cuenta) (?:ha sido |está )?suspendida|(?:(?:ce|le|votre) (?:site|compte)|^site"
            r"|^compte) (?:est |a été )?suspendu|(?:sitio(?: web)?|página) (?:\S+ )?(?:ha sido |está )?suspendid"
            r"|(?:^|esta |sua )conta (?:foi |está )suspensa|(?:este|seu) site está .{0,16}suspenso|(?:questo"
            r"|il) sito è (?:stato )?sospeso|(?:strona"
            r"|konto) został[ao] (?:zawieszon|zablokowan)|hesap askıya alın|(?:akun|situs"
            r"|website)(?: hosting)?(?: ini)? (?:telah )?(?:ditangguhkan|dinonaktifkan)|(?:tài khoản|website"
            r"|trang web)(?: này)? (?:đã )?bị (?:tạm ngưng|tạm khóa)|アカウント.{0,10}停止"
            r"|サイト(?!の(?:更新|運営)).{0,10}(?:凍結"
            r"|停止)(?:されて|されました|中|しております)|계정.{0,10}정지"
            r"|호스팅 사용 ?기간(?:이 만료(?!되면)| 만료로.{0,8}정지)"
            r"|(?:เว็บไซต์"
            r"|บัญชี)(?:นี้)?ถูกระงับ"
            r"|サイトの公開を停止して(?:いま|おりま)",
        },
        {"站点停用": _ONEPANEL},
    ),
)

BLOCKED = (
    *table(
        Kind.BLOCKED,
        Place.ADDRESS,
        _TENCENT,
        {
            "腾讯云": r"^https?://dnspod\.qcloud\.com/static/|^https?://[^/]*(?:qcloud|tencent)[^/]*/.*webblock",
            "阿里云": r"^https?://(?:batit|error)\.aliyun\.com/",
            "其他云": r"^https?://[^/]+/(?:[^?#]*/)?(?:beian[-_]?(?:block|intercept|stop|error|tip)s?|no-?beian"
            r"|unbeian|webblock|icp[-_]block)[^/]*$",
        },
    ),
    *table(
        Kind.BLOCKED,
        Place.SOURCE,
        _ALIYUN,
        {
            "阿里云": r"//batit\.aliyun\.com/|//(?:[a-z0-9-]+\.)?alicdn\.com/[^?#]*alww",
            "腾讯云": r"//dnspod\.qcloud\.com/static/|//[^/]*(?:qcloud|tencent)[^/]*/[^?#]*webblock",
            "其他云": r"/(?:beian[-_]?(?:block|intercept|stop)|no-?beian|unbeian|icp[-_]?block"
            r"|webblock)[\w.-]*\.(?:html?|php|png|jpg|css|js)",
        },
    ),
    *table(
        Kind.BLOCKED,
        Place.SCRIPT,
        _HOST_COLLISION,
        {
            "阿里云": rf"{LOADS}batit\.aliyun\.com/",
            "腾讯云": rf"{LOADS}dnspod\.qcloud\.com/static/",
        },
    ),
    *table(
        Kind.BLOCKED,
        Place.TITLE,
        _HOST_COLLISION,
        {
            "未备案": r"(?!.*(?:备案中|备案期间|正在备案|备案审核))(?:.*(?:[^\w]|网站|域名|站点))?(?:尚未?"
            r"|暂未?)?(?:(?:未|没有?|无)(?:完成|进行|取得|通过|查到|接入)?(?:icp|域名|网站)? ?备案|备案(?:提示|拦截"
            r"|号被注销|被注销|已注销|异常|信息(?:错误|有误)))(?:的?(?:网站|域名|提示|提醒|通知|拦截))?(?:[^\w].*)?"
            r"|non-compliance icp filing|.*\bicp (?:filing|license|record)\b.*(?:required|missing|block|not).*"
            r"|网站访问报错|网站(?:暂时)?无法(?:进行)?访问|(?:该|此)网站(?:暂时)?无法(?:进行)?访问|访问被(?:拦截"
            r"|阻断|禁止)|网站被(?:拦截|阻断|封禁)|温馨提示.{0,10}(?:备案|拦截|封禁|违规).*",
            "blocked": r"(?:web)?site (?:has been )?blocked|blocked (?:by|site).*|.*(?:доступ (?:ограничен"
            r"|заблокирован)|сайт заблокирован).*|(?:trust positif|internet positif).*|(?:domain|website) seized"
            r"|beschlagnahmt",
        },
    ),
    *table(
        Kind.BLOCKED,
        Place.TEXT,
        _HOST_COLLISION,
        {
            "未备案": r"^(?!.*(?:备案中|备案期间|正在备案|备案审核"
            r"|(?:托管|放|服务器|主机)\S{0,2}在 ?(?:香港|海外|国外|境外|美国|日本)|本站(?!点|的?(?:管理|站长|负责"
            r"|所有|主办|运营"
            r"|客服)))).*?(?:(?:本|该|此|您(?:所|正在)?访问的)?(?<!这个)(?:网站|域名|站点).{0,30}(?:尚未|未|没有"
            r"|还没有?)(?:[在按根]据?.{1,16})?(?:完成|进行|取得|办理|通过)?(?:工信部|有效的?)?(?:icp|域名|网站"
            r"|接入)? ?(?:备案|许可)(?!的)|未(?:在.{1,12})?(?:完成|取得|进行) ?(?:icp)? ?备案|未(?:转入|接入)备案"
            r"|(?:网站|域名|站点)(?:的)?备案(?:号|信息)?(?:已)?(?:被)?(?:注销|取消接入|有误|与实际不符)"
            r"|违反.{0,24}(?:规定|法规|管理办法).{0,24}(?:无法访问|关闭|关停|封禁|暂停访问|禁止访问)|(?:工信部"
            r"|通信管理局|公安部).{0,40}(?:无法访问|关闭|暂停|拦截))",
            "blocked": r"\b(?:no|without|missing|lacks?|not (?:have|completed|obtained)) (?:a |an |valid "
            r"|its )*icp (?:filing|license|record|number)|\bthis (?:web)?site (?:has been|is) blocked (?:by|in|due"
            r"|because)|доступ к (?:сайту|ресурсу|информационному ресурсу).{0,20}ограничен|this (?:domain(?: name)?"
            r"|web ?site|site) has been seized|(?:seite|domain) wurde .{0,120}beschlagnahmt|(?:该|此"
            r"|您访问的)(?:网站|页面|域名).{0,20}已被(?:拦截|封禁|屏蔽)|(?:公安机关?|网警|警方).{0,12}(?:查封|关停"
            r"|封禁)|(?:불법|유해).{0,60}차단|(?:situs|website) ini diblokir",
        },
    ),
)
