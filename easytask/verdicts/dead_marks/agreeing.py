"""List the phrases by which a text says the same as a title that bears a mark, and the titles that name nobody.

The phrases tell nothing by themselves. Beside a title that may be what a blog is called, as ``404`` or ``Coming Soon``,
they tell that it is none: a seller, a host or a server speaks there to its visitor or its customer. A common word, as
``error`` or ``registered``, tells nothing there either: who calls a blog so writes about it.
"""

from __future__ import annotations

from easytask.verdicts.dead_marks.mark import DOMAIN
from easytask.verdicts.kinds import Kind

# A title with one of these names no site: an address, what the page is for, who made the software. Under any other, as
# somebody gives his own page, a text tells nothing alone.
NO_NAME = (
    rf"{DOMAIN}|(?:^|[-|·–—:] ?)(?:porkbun|dynadot|gandi|namesilo|hugedomains|wix|gitbook|hashnode"
    r"|lofter|squarespace)(?:\.com|\.net)?(?:$| ?[-|·–—:])|(?:温馨|友情|系统|错误)提示|^(?:出售|转让)$"
    r"|\bnotice\b|\bwarning\b"
    r"|域名|网站|站点|主机|空间|服务器|面板|数据库|拦截|隧道|错误|异常|차단|エラー|サーバ|\berror\b|\d{3}\b|\b(?:domains?|site|website|web|server"
    r"|hosting|host|page"
    r"|tunnel|proxy|backend|gateway|default|test|plesk|cpanel|directadmin|hestiacp|vestacp|cyberpanel|cloudpanel"
    r"|1panel|aapanel|amh|wdcp|nginx|apache|caddy|lighttpd|litespeed|openlitespeed|iis|tomcat|swag|coolify|caprover"
    r"|dokku|heroku|vercel|netlify|railway|render|zeabur|deno|fly\.io|firebase|gitlab|shopify|tumblr|ghost"
    r"|wordpress|typecho|emlog|z-blog|halo|discuz|strato|ovh|ionos|godaddy|namecheap|sedo|cloudflare|oops|sorry"
    r"|hugging face|spaceship|registrant whois|hostinger|hpanel|synology|phpstudy"
    r"|alibaba cloud|untitled)\b|お名前\.com"
    r"|ドメイン|도메인|домен|\bdom[ií]nio\b|无标题"
    r"|阿里云|腾讯云|华为云|西部数码|宝塔|\bno longer available\b"
)

# Whoever has such a title has it from a machine: it tells beside a picture that says the rest, too.
MACHINE_TITLE = r"iis ?\d{1,2}(?:\.\d)?"

# What programs ask of whoever comes to their consoles and installers, beside a title that is theirs.
PROGRAM_ASKS = (
    r"\bproxmox ve login\b|\byou have connected to a router\b|登录面板|面板入口|(?:还没有|尚未)安装|下一步.{0,4}安装"
    r"|安装(?:协议|许可|须知)|数据库(?:名称?|用户名?|密码|前缀)|\bdatabase (?:name|connection details)\b"
    r"|\benglish \(united states\)"
)

AGREEING_PHRASES = {
    Kind.PARKED: (
        r"\b(?:make|submit|place) (?:an |your )offer\b|\bbuy (?:it )?now\b|\bname your price\b|\bown it today\b"
        r"|\bavailable for purchase\b|\bnewly registered domain\b|\bdomain[ -]parking[ -]program"
        r"|\bfaire une offre\b|\bangebot abgeben\b|\bfare un'offerta\b"
        r"|\bcontact your registrar\b|\bif you are the (?:site )?owner\b|一口价 ?(?::|¥|\d|出售)|有意(?:购买"
        r"|者).{0,20}联系|联系 ?(?:qq|微信|邮箱|电话)|(?:立即|点击)(?:购买|续费|出价)|咨询价格|欢迎(?:洽谈|询价)"
        r"|支持.{0,8}中介|联系.{0,8}(?:服务商|注册商|客服)"
        r"|\bbuy website hosting\b|\bhappy to see your domain\b|\b(?:haga|hacer) una oferta\b|\bquiere comprar\b"
        r"|teklif ver|\bfaça uma oferta\b|\bfaites une offre\b|продли(?:те|ть) домен|有効期限|更新手続き"
    ),
    Kind.SUSPENDED: (
        r"\bcontact (?:your |the |our )?(?:web )?(?:hosting|host|provider|support|billing|administrator"
        r"|webmaster)\b|\bdeployment_(?:paused|disabled)\b|\b(?:reaching|reached|exceeded) .{0,24}\blimits?\b"
        r"|\bif you are the (?:site |website )?owner\b|\bviolat\w+ (?:of )?(?:the |our )?terms\b"
        r"|联系(?:网站)?(?:管理员|主机商|服务商|空间商|客服|站长)|联络主机商|及时续费|sağlayıcınızla iletişime geç"
        r"|\bhubungi penyedia\b|\bentre em contato com o suporte\b|\bcontact[ae] (?:a|con) su proveedor\b"
        r"|\bcontacte su proveedor\b|\bcontactez votre hébergeur\b|\bskontaktuj się z administratorem\b"
        r"|\bhas not paid the bill\b|ผู้ให้บริการโฮสติ้ง"
    ),
    Kind.BLOCKED: (
        r"\bfederal bureau of investigation\b|\bhomeland security\b|\b(?:seizure|court) (?:warrant|order)\b"
        r"|\bin accordance with a\b.{0,20}\bwarrant\b|工信部.{0,12}备案|备案控制台|依法.{0,4}(?:查封"
        r"|拦截|封禁|关停)"
    ),
    Kind.PLACEHOLDER: (
        r"\b(?:successfully|you'?ve|you have) installed\b|\binstalled successfully\b|\b(?:apache"
        r"|php) version ?[:\d]|\bapache \+ nginx\b|\bif (?:you are|you're) the (?:site |website )?owner\b"
        r"|\bif this is your (?:site|website)\b|\bcontact your (?:hosting )?provider\b|\bupload your (?:site"
        r"|website|files)\b|\bsurge\.sh\b|\bare you the (?:store|site|shop) owner\b|恭喜.{0,12}(?:安装|创建"
        r"|开通)成功|\brelease notes for django\b"
        r"|\byou(?: are|'re) seeing this (?:page\b(?! because (?!debug|the homepage|there|no\b))"
        r"|because (?:you'?ve|you have) successfully)\b"
        r"|\byay! you.re on rails(?:!|$)|\brails version: \d[\d.]*(?=$| (?:ruby|rack) version)"
        r"|\bunder construction and will be (?:available|online|live)(?! in print)\b"
        r"|ファイルがアップロードされていません|请(?:登录|前往).{0,8}(?:控制台"
        r"|面板)|\bwelcome to hestiacp\b|\byour \w+ site is ready\b|\bif you can read this page, it means that\b"
        r"|\blaravel has an incredibly rich ecosystem\b|\blaravel v\d[\d.]* \(php v\d[\d.]*\)$"
        r"|\bauthorization required please enter your username\b|需要授权 请输入用户名"
    ),
    Kind.ERROR_PAGE: (
        r"\bthere is a problem with the resource\b|\bplease try again (?:later|in a (?:few|moment|minute))\b"
        r"|\b(?:the|your|system|site|server) administrator\b|\bif you are the application owner\b"
        r"|\bcan ?not connect to mysql\b|\bbroken link\b"
        r"|\brequested (?:url|resource|page)\b|\ban error occurred(?! to\b)|\bthe client needs a new connection\b"
        r"|\bno server is available to handle\b|\bgenerated by cloudfront\b|请?稍[后候]再?(?:试|重试|访问)"
        r"|已经将此出错信息|服务器(?:内部错误|暂时无法)|联系(?:网站)?管理员|检查.{0,6}(?:网址|地址|链接)"
        r"|无法回源|\bray id: [0-9a-f]"
    ),
}
