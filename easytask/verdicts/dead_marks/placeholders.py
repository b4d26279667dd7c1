"""List the marks of default pages of servers and panels, and of addresses that nobody has claimed."""

from __future__ import annotations

from easytask.verdicts.dead_marks.mark import table
from easytask.verdicts.kinds import Kind
from easytask.verdicts.marks import Place

_BAOTA = "https://github.com/aaPanel/BaoTa/blob/f9f6845c/data/defaultDoc.html"
_NGINX = "https://github.com/nginx/nginx/blob/master/docs/html/index.html"
_APACHE = "https://salsa.debian.org/apache-team/apache2/-/blob/master/debian/index.html"
_TAKEOVER = "https://github.com/EdOverflow/can-i-take-over-xyz"
_NUCLEI = "https://github.com/projectdiscovery/nuclei-templates/tree/main/http/takeovers"
_RECOG = "https://github.com/rapid7/recog/blob/main/xml/html_title.xml"

PLACEHOLDER = (
    *table(
        Kind.PLACEHOLDER,
        Place.HEADER,
        _TAKEOVER,
        {
            "Vercel": r"x-vercel-error: (?:deployment_not_found|deployment_deleted|no_response_from_function"
            r"|not_found)",
            "Render": r"x-render-routing: (?:no-server|suspend)",
            "Netlify": r"x-nf-error: .|server: netlify-not-found",
            "Railway": r"x-railway-fallback: true",
            "Zeabur": r"x-zeabur-error: .",
        },
    ),
    *table(
        Kind.PLACEHOLDER,
        Place.ADDRESS,
        _NUCLEI,
        {
            "cPanel": r"^https?://[^/]+/cgi-sys/defaultwebpage\.cgi",
            "WordPress.com": r"^https?://(?:[a-z]+\.)?wordpress\.com/(?:typo|start|wp-login|signup)/?\?",
            "Installer": r"^https?://[^/]+/(?:wp-admin/(?:install|setup-config)\.php|install(?:er)?\.php"
            r"|install/?(?:index\.php)?$|index\.php/install)",
            "Tumblr": r"^https?://(?:www\.)?tumblr\.com/(?:register|login|safe-mode)",
            "Shopify": r"^https?://(?:[a-z]+\.)?shopify\.com/(?:admin|free-trial|\?)",
            "Blogger": r"^https?://(?:www\.)?blogger\.com/(?:blogin|create|onboarding)",
        },
    ),
    *table(
        Kind.PLACEHOLDER,
        Place.SOURCE,
        _NUCLEI,
        {
            "Plesk": r"//assets\.plesk\.com/static/default-website-content/|/plesk-stat/|//(?:default"
            r"|assets)\.plesk\.com/",
            "cPanel": r"/cgi-sys/images/|/img-sys/(?:powered_by_cpanel|server_misconfigured|error-bg)",
            "Heroku": r"//www\.herokucdn\.com/error-pages/no-such-app",
            "IIS": r"^(?:/|\./)?(?:iisstart|iis-8[05])\.png$|^(?:/|\./)?pagerror\.gif$",
        },
    ),
    *table(
        Kind.PLACEHOLDER,
        Place.SOURCE,
        _NUCLEI,
        {"Hostinger": r"//(?:[a-z0-9-]+\.)?hostinger\.(?:com|[a-z.]+)/[^?#]*(?:default|hpanel|404)"},
        is_shared=True,
    ),
    *table(
        Kind.PLACEHOLDER,
        Place.TITLE,
        _RECOG,
        {
            "nginx": r"welcome to (?:nginx|openresty|tengine|angie|freenginx|litespeed)\b.*"
            r"|test page for the nginx http server.*",
            "Apache": r"apache2? .*\bdefault page\b.*|apache http server test page.*"
            r"|(?:http server )?test page(?: for the)?(?: apache.*| powered by .*)|http server test page.*"
            r"|test page for (?:the )?(?:http server|apache|ssl/tls).*|it works!?|apache is functioning normally.*",
            "IIS": r"iis(?: ?\d+(?:\.\d+)?)?(?: windows(?: server)?.*)?"
            r"|(?:microsoft )?internet information services.*|under construction|建设中",
            "web server": r"apache tomcat(?:/.*)?|caddy works!?.*|your web server is working|lighttpd.*|welcome page"
            r"|placeholder page|litespeed (?:web server|default page).*|powered by litespeed.*|welcome to (?:jetty"
            r"|glassfish|wildfly|jboss|resin).*|openlitespeed.*|default backend.*",
            "panel": r"(?:恭喜[，,！!]? ?)?(?:站点|网站)创建成功[！!]?|没有找到站点|no site found|phpinfo\(\)"
            r"|[a-z0-9.-]+ [—–-] coming soon|(?:站点|网站)未找到|.*主机(?:开设|开通|创建)成功.*|默认(?:页面?|首页"
            r"|站点|网站)|.*(?:虚拟主机|云主机)(?:默认|初始)(?:页|首页).*"
            r"|default (?:parallels )?plesk (?:panel )?page|domain default page|web server'?s default page"
            r"|default web ?site page|default (?:web )?page.*|(?:welcome to )?(?:cyberpanel|ispconfig|vestacp"
            r"|hestiacp|directadmin|cloudpanel|webmin|virtualmin|froxlor|aapanel|runcloud|ploi|forge|ajenti"
            r"|fastpanel|keyhelp).{0,30}|success!(?: your new web ?server.*)?|coming soon|website coming soon.*"
            r"|future home of something quite cool.*|.*\b(?:is|website is) (?:almost here|under construction"
            r"|coming soon)\b.*|(?:欢迎使用 ?)?(?:lnmp|lamp|lnamp|wdcp|amh|oneinstack|phpstudy|xampp|wamp"
            r"|wampserver|mamp|upupw|appserv|小皮面板)(?: ?v?\d[\d.]*)?(?: ?(?:一键.*|stack|探针.*|homepage|主页"
            r"|安装(?:包|工具|成功).*|默认.*|- .{0,30}))?|welcome to (?:xampp|wampserver|centos|laragon|lnmp"
            r"|oneinstack).*|.*サーバー?(?:の)?初期(?:ページ|画面).*|さくらの(?:レンタル)?サーバー?(?:の初期.*)?"
            r"|(?:初期|デフォルト)ページ.*|congratulations!?.{0,20} (?:server|site|website|domain) (?:is|has|was).*",
            "framework": r"symfony: welcome.*|welcome to (?:django|flask|rails|laravel|symfony"
            r"|codeigniter|yii).{0,20}|the install worked successfully!.*|ruby on rails(?: [\d.]+)?|laravel|.+ - luci"
            r"|(?:.{0,12} )?(?:typecho|halo|z-blog|emlog|discuz!?|ghost) ?(?:安装|初始化|setup"
            r"|install(?:ation|er)?)(?:程序|向导| wizard)?(?: [-|»] .*)?",
            "unclaimed": r"page not found [·|-] github pages|(?:404: )?(?:deployment_)?not_found"
            r"|domain (?:name )?is unavailable.*"
            r"|.*\bproject not found\b.*|error connectyourdomain|.*\bdomain (?:is )?not (?:claimed|connected"
            r"|configured|set ?up|found|mapped)\b.*|.*claim (?:this|your) domain.*|.*\b(?:no such|unknown) (?:app"
            r"|site|domain|host|account|deployment|bucket|project)\b.*|heroku \| .*|blog has been removed.*"
            r"|create an ecommerce website and sell online.*|.*\bshop is currently unavailable\b.*|.*(?:website"
            r"|site|store|blog) (?:is )?not (?:published|available|found|active).*|microsoft azure (?:app service"
            r"|web app).*|azure static web apps.*|firebase hosting setup complete|.*welcome to (?:dokku|fly|render"
            r"|railway|netlify|vercel|cloudflare|firebase|amazon|aws|your new).*|nothing is here yet.*"
            r"|there is nothing here yet.*|(?:404|error) ?[-|:–] ?(?:gitee pages|gitlab|coding pages|zeabur|surge"
            r"|render|railway|cloudflare).*|gitee pages.*"
            r"|.*(?:域名|站点|网站|应用)(?:未|尚未|没有)(?:绑定|配置|部署|接入|发布|启用).*|(?:该"
            r"|此)?域名不属于任何网站.*",
        },
        {"nginx": _NGINX, "Apache": _APACHE, "panel": _BAOTA, "unclaimed": _TAKEOVER},
    ),
    *table(
        Kind.PLACEHOLDER,
        Place.TITLE,
        _RECOG,
        {
            "installer": r"wordpress › (?:installation|setup configuration file|安装(?:程序)?|配置文件)"
            r"|(?:typecho|z-blog(?:php)?|emlog|discuz!?) ?安装(?:程序|向导)",
            # Of routers, virtual machines and panels, where a site once was.
            "console": r"routeros router configuration page|.+ - proxmox virtual environment"
            r"|aapanel linux panel|安全入口校验失败",
        },
        is_of_program=True,
    ),
    *table(
        Kind.PLACEHOLDER,
        Place.TEXT,
        _RECOG,
        {
            "web server": r"\bif you (?:see|can see|are seeing) this (?:page|message),?.{0,60}\b(?:web ?server|server"
            r"|web platform|website|software|apache|nginx|site)\b|\bthis (?:is|page is) the (?:default"
            r"|placeholder|test|temporary|initial) (?:web ?)?(?:page|site|index|welcome|landing)"
            r"|\bthis (?:is|page is) a (?:default|placeholder|temporary) (?:web ?|index )?(?:page|site)"
            r" (?:for (?:the |an? )?(?:new )?(?:domain|site|web)|generated|created)"
            r"|\breplace this (?:file|page|index|placeholder)|\bapache is functioning normally\b|^it works!(?=$| )"
            r"|\byour (?:new )?web ?server is (?:ready|working|running)|\bcongratulations!? your (?:web ?server"
            r"|site|website|hosting|domain|new) |\bweb server is (?:successfully )?(?:installed|working|running)"
            r"|\bthe (?:web ?)?site you (?:just )?(?:visited|requested|are (?:looking for|trying to (?:visit"
            r"|reach))) (?:is|has) not (?:been )?(?:configured|set up|uploaded|here|published)"
            r"|\bdoes not currently have a default page\b|当前没有默认页|\bthis page is (?:used to test"
            r"|generated by)\b|\bfive-minute wordpress installation\b|\bhas not put up any web pages yet\b"
            r"|五分钟安装程序|本安装程序将|\bgenerated dynamically by codeigniter\b|\bno (?:web ?site|content"
            r"|index(?: file| page)?) (?:is|has been|was|yet)? ?(?:configured|uploaded|found|published)",
            "panel": r"^:\) ?(?:欢迎使用 ?thinkphp|thinkphp v\d)|^hostname: \S+ (?:ip: \S+ )+remoteaddr: "
            r"|(?:站点|网站)创建成功|(?:环境|面板|安装包)安装成功|主机已经?(?:成功)?(?:开通|创建)|(?:这是"
            r"|本页面?(?:是|为|由))(?:您的(?:站点|网站))?(?:默认|系统|服务器|主机|虚拟主机"
            r"|(?:\w{1,12})?面板)(?:自动)?(?:生成的?)?(?:的?(?:默认|初始|测试))?(?: ?index|首?页|生成(?!的演示))"
            r"|没有找到(?:对应的)?站点|主机(?:开设|开通"
            r"|创建)成功|\bdid not find the corresponding site\b|\bcommand in the ssh terminal\b"
            r"|\bweb station has been enabled\b|\bsuccessfully started the nginx proxy manager\b"
            r"|\bwelcome to your swag instance\b|(?:没有|未|尚未)将?此?(?:域名|ip).{0,8}绑定|请(?:上传"
            r"|将|通过 ?ftp ?上传)(?:您的)?(?:网站|网页|程序|文件).{0,16}(?:根目录|wwwroot"
            r"|public_html|htdocs|网站目录|web ?目录"
            r"|ftp)"
            r"|(?:网站|站点)根目录下的? ?index|\bthis site is currently under construction\b"
            r"|\bwhy am i seeing this \W?under construction\W? page\b"
            r"|\bdomain default page\b|\bfuture home of (?:something quite|a fantastic domain|a (?:website|site)\W*$)"
            r"|\bupload your (?:website|files|site)"
            r"|\bhas not (?:yet )?uploaded (?:a |any |their )?(?:website|content|files)\b|\bremplacez ce fichier\b"
            r"|(?:upload|unggah|загрузите).{0,60}\bpublic_html\b|\bpowered by (?:plesk|cpanel|directadmin|ispconfig"
            r"|hestia|vesta)|\byou are all set to go\b|\bhier entsteht (?:in kürze )?eine neue (?:internetpräsenz"
            r"|web ?site|webseite|homepage)|\b(?:domaine a (?:bien )?été (?:réservé|enregistré|créé)"
            r"|another fine website hosted by)|\bunter dieser adresse wurde noch keine website eingerichtet"
            r"|index\.html を設置するまで|домен не прилинкован|이 도메인은 .{0,12}등록되었"
            r"|도메인이 정상적으로 연결되지|まだ(?:ホームページ|ファイル|コンテンツ)が(?:アップロード|公開"
            r"|設置)されていません|このドメインは.{0,20}(?:(?:設定|取得)され|設定が)|초기 ?페이지|홈페이지 준비중",
            "unclaimed": r"\bthere isn'?t a (?:github|gitlab) pages? site here\b|(?:^|code: ?"
            r"|\b404 ?[-:–] ?)deployment_not_found(?=\W*(?:\Z|id\b|the\b))"
            r"|\bthe blog at \S+ has been removed\b|\bthe app is not listening on the expected address\b"
            r"|\bthe deployment could not be found|\brequested deployment has not been found|^site not found\b"
            r"|\bsite not found[.!]|\blooks like (?:this|the) domain isn'?t connected|\b(?:sorry,? )?this (?:shop"
            r"|store) is (?:currently )?unavailable\b|\bonly one step left! to finish\b|\bno such app\b"
            r"|\bnothing here(?:,? yet)?\W* (?:if|build|whatever)\b|\bthere's nothing here, yet\b"
            r"|\bthere is nothing here yet\W* if\b"
            r"|\bwhatever you were looking for doesn'?t currently exist|\bdo(?:es)?n'?t exist\b.{0,40}\bregister\b"
            r"|\bdo you want to register\b|\bproject not found\b|\brepository not found\b|\bapplication not found\b"
            r"|\bthe train has not arrived at the station|\bfailed to resolve dns path|\bdomain (?:mapping"
            r"|name)? ?(?:is |was )?not (?:found|configured|connected|claimed|set up|mapped|registered here)"
            r"|\b(?:no|unknown) (?:site|app|domain|host|website)(?: is| was)? (?:found|configured|for|at|by)\b"
            r"|\bthis (?:domain|site|page|website|address) (?:is|has) not (?:been )?(?:yet )?(?:connected"
            r"|configured|claimed|published|set up|activated|deployed|linked)(?! (?:with|by)\b)|\bclaim this domain\b"
            r"|\b(?:the )?(?:blog|site|website|page) you(?:'re| are| were)? (?:looking for|trying to reach"
            r"|requested) (?:(?:was|is|does|could|has) not|(?:is|does|was|could|ca)n'?t)"
            r"|\bthe domain (?:name )?is unavailable\b"
            r"|\b404 error unknown site\b|\bdo not know of the site which you seek\b"
            r"|\bbut if you're looking to build your own website\b|\bproject doesn'?t exist\W* yet\b"
            r"|\bif this is your website and you've just created it\b|\bblog (?:has been|was|is) (?:removed"
            r"|deleted|not found)|\bthe authors have deleted this (?:site|blog)\b|\b404 web site not found\b"
            r"|\bhey,? app service developers|\byour (?:azure static )?web app is (?:running|live) and waiting\b"
            r"|\bfirebase hosting setup complete|\bsuccessfully set ?up firebase hosting\b"
            r"|\byour app has not been deployed\b|\bsquarespace website is private or unavailable\b"
            r"|\bthis .{3,20} account (?:does not|doesn't) exist|\bdeploy(?:ed)? (?:your|an) (?:first )?(?:app|site"
            r"|project|worker)|(?:该|此)博客不存在(?:或已|(?!\w))|(?:该|此|您(?:所|正在)?访问的|当前)(?:域名|站点|网站|应用|页面|服务)(?:(?:未|尚未"
            r"|没有)(?:绑定|配置|部署|接入|发布|启用)|不存在(?!\w)|不属于任何网站)|(?:域名|站点|网站|应用)(?:未|尚未)(?:绑定|配置|部署"
            r"|接入)|找不到(?:该|此)?(?:网站|站点|应用|部署)",
        },
        {"web server": _APACHE, "panel": _BAOTA, "unclaimed": _TAKEOVER},
    ),
)
