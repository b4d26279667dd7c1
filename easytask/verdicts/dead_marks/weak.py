"""List the marks that count only where nothing is left of the friend, and what speaks against them."""

from __future__ import annotations

from easytask.verdicts.dead_marks.mark import table
from easytask.verdicts.kinds import Kind
from easytask.verdicts.marks import Place

_SENSORS = "https://github.com/flaiming/Domain-Parking-Sensors"
_RECOG = "https://github.com/rapid7/recog/blob/main/xml/html_title.xml"
_CPANEL = "https://docs.cpanel.net/whm/account-functions/web-template-editor/"
_ALIYUN = "https://help.aliyun.com/zh/icp-filing/"
_RFC = "RFC 9110, 15"

# A page on which nothing is left of a friend who is well known, and which is sparse, needs less to be told what it is.
# These words are too common to tell anything but where the page speaks of itself.
WEAK_MARKS = (
    *table(
        Kind.PARKED,
        Place.TEXT,
        _SENSORS,
        {
            "words of domains": r"(?:出售|转让|到期|过期|续费|停放|暂停解析|已注册)|\b(?:expired|renewal|parked)\b"
            r"|\bregistrar\b|\bmake (?:an )?offer\b|\bbuy now\b|\brelated (?:links|searches)\b|\bfor sale\b"
            r"|\bparking\b|米表|ドメイン|도메인|домен",
        },
    ),
    *table(
        Kind.SUSPENDED,
        Place.TEXT,
        _CPANEL,
        {
            "words of hosts": r"主机商|欠费|续费|已停用|已暂停|停止访问|\bsuspend|\bdisabled\b|\bhosting (?:account"
            r"|provider)\b|\bunpaid\b|\bbilling\b"
        },
    ),
    *table(
        Kind.BLOCKED,
        Place.TEXT,
        _ALIYUN,
        {"words of blocks": r"工信部|备案|管局|\bicp\b|\bblocked\b|违规|违法|拦截|封禁"},
    ),
    *table(
        Kind.PLACEHOLDER,
        Place.TEXT,
        _RECOG,
        {
            "words of servers": r"默认(?:页|首页|站点)|网站根目录|虚拟主机|\bdefault (?:page|site|index)\b"
            r"|\bweb ?server\b|\bindex\.(?:html?|php)\b|\b(?:installed|installation)\b|\bnot (?:yet )?(?:published"
            r"|configured|connected|deployed|found)\b(?! (?:with|by)\b)|\bnothing\b.{0,12}\bhere\b|\bcongratulations\b"
            r"|\bhello,? world\b|\bit works\b|^(?:index of|directory listing for)\b|部署|未绑定|初始化",
        },
    ),
    *table(
        Kind.ERROR_PAGE,
        Place.TEXT,
        _RFC,
        {
            "words of errors": r"\berrors?\b|\bexceptions?\b|错误|出错|失败|异常|\bfailed\b|\bdenied\b|\bforbidden\b"
            r"|\bunavailable\b|\btimed? ?out\b|不存在(?![^\W或了])|无法访问|\b404\b|\b50[0234]\b"
        },
    ),
)

# Who says where it went speaks for itself, whatever else it says of its old domain or server. It must say so of itself:
# hosts ask to move "your" data, and sellers point to the "latest" address.
MOVED = (
    r"(?<!您的网站)(?<!数据)(?<![如若您])已经?(?:搬家|搬[到至]|迁移?[到至])|(?<![请将把])(?<!您的)(?:本(?:网?站"
    r"|博客)|博客|小站|我们?|现|全站)(?:已经?|现在?|全部|整体|正式|要|刚|也)?(?:搬家?|迁移?)[了到至]|(?:^"
    r"|(?<=[ ,。;!、(]))搬家?[了到至]|(?<![最更刷])新的?(?:地址|网址|域名|址)(?:是|为|在| ?:| ?https?:)|(?:访问"
    r"|移步|前往|收藏|换成|换了|改用|启用)(?:我的|本站的?|博客的?)?新(?:地址|网址|域名|址)|新家(?:是|在|地址|:)"
    r"|移転しま|引っ越しま|переехал|\bumgezogen\b|\bdéménagé\b|\bse ha mudado\b|\b(?:we|i)(?:'ve| have) moved\b"
    r"|\b(?:blog|journal|(?:my|our) (?:web ?)?site) has moved\b|\bsite has moved to (?:https?:"
    r"|[a-z0-9-]{1,63}\.[a-z])|\bnow lives? at\b"
)

# A server lists the files of the front page's folder: what it links to are the remains of a blog, not its ways.
LISTING = (
    r"^(?:index of|directory listing for) /(?:$| (?:name(?: ?[↓↑])? (?:last modified|modified|size)\b"
    r"|parent directory\b|cgi-bin\b|[^ ]+(?:/|\.[a-z0-9]{1,5})(?: |$)))"
)

# A page speaks of itself, its site or its host.
_ITSELF = (
    r"\b(?:this|your(?: new)?(?: web)?) (?:domain|account|web ?site|site|hosting|server|deployment)\b"
    r"|\bthe requested url\b"
    r"|(?<![\w-])[a-z0-9-]{1,63}\.[a-z0-9.-]{2,63} (?:is|may be) (?:now )?for sale\b|\bthe (?:page|url"
    r"|address) you(?:'re| are| were)? (?:looking for|requested|trying to)\b|(?:[本此该]|您(?:所|要|想"
    r"|正在)?(?:访问|查找|请求|浏览)的|您的)(?:域名|网站|站点|账[户号]|帐[户号]|主机|空间|页面|服务)"
)
# It does, or says nothing but the words of an error.
OF_ITSELF = (
    rf"{_ITSELF}|^(?:(?:error"
    r"|http|page|sorry|oops|[45]\d\d|not found|forbidden|access denied|bad gateway|service unavailable"
    r"|internal server error)[ .,!|:-]*)+$"
)

# A title does, in more tongues: nobody calls a blog so.
TITLE_OF_ITSELF = (
    rf"{_ITSELF}|(?:您的|该|此)虚拟主机|\bdiese[rs]? (?:domain|web ?site|webseite|seite|account|konto)\b"
    r"|\bthis (?:shop|store|application)\b|\bдомен не прилинкован\b"
    r"|\bce (?:compte|site|domaine)\b|\besta (?:cuenta|conta|página)\b"
    r"|\beste (?:dominio|domínio|sitio|site)\b|\bquesto (?:sito|dominio|account)\b|\bbu (?:hesap|alan adı|site)\b"
    r"|\b(?:domain|akun|situs|website) ini\b|(?:tên miền|website|trang web|tài khoản) này"
    r"|(?:этот|данный) (?:сайт|домен|аккаунт)|(?:이|본|해당) (?:도메인|사이트|계정)|(?:この|当)(?:ドメイン|サイト"
    r"|アカウント)|[本此该](?:网域|[账帐][户号])|\bhier entsteht\b|\bfastly error: unknown domain\b"
)

# A person speaks there of himself. "Why am I here?" is asked by machines, and "contact me" written by sellers.
PERSON = (
    r"(?<!联系)(?<!加)我(?!们|司|公司|[要想]?(?:买|购买|出价|报价))|博主|本人|\bi'(?:m|ll|ve|d)\b"
    r"|(?<!am )(?<!do )(?<!can )(?<!should )\bi\b(?!['’.])|(?<![\w.@/-])(?:my|ich|mein|meine|meinen|je|mon|mes|mis?|yo"
    r"|meu|minha|saya|mình|tôi)(?![\w.@/-])|[私僕俺]|\bмо[йяеи]\b"
)

# The owner of a page with such words speaks of its own work on it: no weak mark counts.
NOTICE = (
    r"维护|維護|升级|搬家|迁移|改版|重构|整理|装修|备案(?:期间|中|审核)|正在备案|预计|恢复(?:更新|访问)|敬请期待"
    r"|马上回来|打烊|友链|不出售|\bnot for sale\b|很快回来|稍后(?:再来|回来)|暂时关闭|闭站|停更|告别|再见|感谢|新址"
    r"|新地址|新主题|哀悼|服务器在(?:香港|海外|国外|境外|美国|日本)|\bmaintenance\b|\bupgrad|\bmigrat|\bmov(?:ed|ing)\b"
    r"|\bbe (?:right )?back\b|(?<!check )\bback soon\b|\bredesign|\brebuild|\bfarewell\b|\bgoodbye\b|\bthank(?:s"
    rf"| you)\b|{PERSON}"
)
