"""List the marks of pages that are an error message, although their status is that of a page."""

from __future__ import annotations

from easytask.verdicts.dead_marks.mark import DOMAIN, table
from easytask.verdicts.kinds import Kind
from easytask.verdicts.marks import Place

_RFC = "RFC 9110, 15"
_PHP = "https://www.php.net/manual/errorfunc.configuration.php"

# The statuses of errors, and what servers and panels call them.
_STATUS = r"(?:40[0-9]|41[0-8]|42[0-9]|431|451|50[0-9]|51[01]|52[0-9]|530)"
_REASONS = (
    r"(?:(?:page |file |resource |web ?site |site )?not found|(?:the|this)? ?(?:page|url"
    r"|file)(?: you'?re looking for)? (?:cannot|could not|can'?t) be (?:found|displayed)"
    r"|file or directory not found|forbidden(?:: access is denied)?|access (?:is )?denied|bad gateway|bad request"
    r"|unauthorized|authorization required|payment required|(?:method )?not allowed|not acceptable"
    r"|proxy authentication required|request time-?out|conflict|gone|length required|precondition failed"
    r"|(?:request entity|payload|request-uri|uri|content|request header or cookie) too (?:large|long)"
    r"|unsupported media type|(?:requested )?range not satisfiable|misdirected request|too many requests"
    r"|the (?:plain http request was sent to https port|ssl certificate error)|no required ssl certificate was sent"
    r"|unavailable for legal reasons|internal (?:server )?error|server error|not implemented|(?:service "
    r"|access )?(?:temporarily )?unavailable|gateway time-?out|http version not supported|insufficient storage"
    r"|invalid (?:url|host(?:name)?|request)|site (?:is )?(?:unavailable|disabled)|(?:您?(?:所|要|正在)?(?:访问"
    r"|查找|请求)的)?(?:页面|网页|文件|资源|内容)(?:不存在|未找到|找不到(?:了)?|走丢了|已删除|无法访问)"
    r"|找不到(?:文件或目录|页面|网页|文件|资源|该?页面?)|(?:禁止|拒绝)访问(?:: 访问被拒绝)?|访问被(?:拒绝|禁止)"
    r"|无法访问|(?:内部)?服务器(?:内部)?错误|内部(?:服务器)?错误|服务(?:暂时)?不可用|网关(?:错误|超时)|未找到"
    r"|页面(?:错误|出错)|错误|页面)"
)

# What servers write below their errors.
_SIGNATURE = (
    r"(?:nginx|lighttpd|openresty|tengine|angie|apache|litespeed|caddy|cloudflare|microsoft-iis|jetty|marco|cowboy"
    r"|gunicorn|envoy|varnish|kong|istio-envoy|yunjiasu-nginx|powered? by (?:\S+ )?(?:nginx|tengine|openresty"
    r"|litespeed|堡塔|宝塔))"
)

# "Page not found" in more tongues.
_TONGUES = (
    r"(?:(?:die )?(?:angeforderte |gesuchte )?seite (?:wurde )?nicht gefunden|(?:page|blog|site) introuvable"
    r"|page non trouvée"
    r"|página no encontrada|página não encontrada|pagina non trovata|(?:запрашиваемая )?страница не найдена"
    r"|(?:お探しの)?ページ(?:が|は)見つかりません(?:でした)?|(?:요청하신 )?페이지를 찾을 수 없습니다"
    r"|không tìm thấy trang|halaman tidak ditemukan|sayfa bulunamadı)"
)
# How such a page goes on.
_EXCUSES = r"(?:к сожалению|lo sentimos|désolé|leider|desculpe|spiacenti|申し訳|お探し|죄송|xin lỗi|maaf|üzgünüz|nginx)"

ERROR_PAGE = (
    *table(
        Kind.ERROR_PAGE,
        Place.TITLE,
        _RFC,
        {
            "HTTP error": rf"(?:(?:http ?)?(?:error|status|错误|状态) ?)?{_STATUS}(?:\.\d+)?(?: ?[-|:–—·,]? ?(?:error"
            rf"|{_REASONS})[.!。]*(?: ?[-|–—·] ?.{{0,30}})?)?"
            rf"|{_REASONS}[.!。]*(?: ?\({_STATUS}\))?(?: ?[-|–—·] ?.{{0,30}})?"
            r"|error: the request could not be satisfied|server error in .*|runtime error|application error"
            rf"|iis \d+\.\d+ detailed error - {_STATUS}.*|error (?:{_STATUS}|10\d\d)\b.*|\w+(?:error"
            rf"|exception) at /.*|whitelabel error page|unhandled exception.*",
            "CDN error": rf"{DOMAIN} \| \d{{3}}: .*|(?:error \d{{3,4}} \| )?.*\| cloudflare|(?:dns resolution"
            rf"|origin dns|direct ip access|ssl handshake|invalid ssl).{{0,30}}(?:error|failed|denied|not allowed).*"
            rf"|fastly error.*|.*\b(?:edgeone|akamai|cdn77|keycdn|bunny\.net)\b.{{0,20}}(?:error|not found).*",
            "database": r"database (?:server |connection )?error.*|error establishing (?:a )?database connection.*"
            r"|(?:数据库|mysql).{0,12}(?:错误|失败|出错|error).*|建立数据库连接时出错.*",
            "software": r"(?:php )?(?:fatal |parse |syntax )error\b.*|(?:系统|程序|服务器|页面|访问)(?:发生"
            r"|内部)?(?:错误|出错|异常)(?:提示|页面?|了)?[！!]?|(?:出错|错误)(?:了|提示)?[！!]?"
            r"|(?:wh)?oops[!,.]*(?: .{0,40}(?:went wrong|error).*)?|wordpress › (?:error|错误)|.*(?:critical error"
            r"|致命错误).*|http status \d{3}.*|.*\b(?:exception|traceback|stack trace)\b.*|error|sorry",
            "other tongues": rf"(?:{_TONGUES})[.!。]*|(?:ошибка|erreur|errore|fehler|erro|エラー|오류) {_STATUS}",
        },
    ),
    *table(
        Kind.ERROR_PAGE,
        Place.SOURCE,
        "https://devcenter.heroku.com/articles/error-pages",
        {"Heroku": r"//www\.herokucdn\.com/error-pages/application-error"},
    ),
    *table(
        Kind.ERROR_PAGE,
        Place.TEXT,
        _PHP,
        {
            "PHP": r"\b(?:fatal error|parse error|catchable fatal error) ?: .{0,300}(?: on line \d+|\bin /\S+\.php)"
            r"|\buncaught (?:error|exception|pdoexception|typeerror)\b.{0,200}\bstack trace\b|^(?:warning|notice"
            r"|deprecated) ?: .{0,200}\bon line \d+|\bno input file specified\b"
            r"|\bparse error: syntax error, unexpected\b|\bdebug = true in your django settings file\b"
            r"|\bcall to undefined (?:function|method)\b|\bsqlstate\[|\bphp (?:fatal|parse) error\b",
            "database": r"\berror establishing (?:a )?(?:database|redis) connection\b|建立数据库连接时出错"
            r"|数据库(?:连接|服务器|查询)?(?:失败|错误|出错|异常)|\b(?:can'?t|could not|cannot|unable to"
            r"|failed to) (?:connect|select) (?:to )?(?:the )?(?:local )?(?:mysql|database|db|sql|redis|postgres\w*"
            r"|server through socket)|\bdatabase (?:server |connection |query )?(?:error(?!s\b)(?! (?!occurred|message"
            r"|code)[a-z])|is (?:down|unavailable))|\btable '[\w.]+' doesn't exist\b"
            r"|^(?:\S+ ){0,4}too many connections$|\baccess denied for user '",
            "software": r"\bthere has been a critical error on this website|此站点遇到了致命错误"
            r"|\bwhitelabel error page\b|\bthis application has no explicit mapping"
            r"|\bserver error in '.{0,40}' application|\btraceback \(most recent call last\)|\bcannot (?:get"
            r"|post) /|\bwe'?re sorry,? but something went wrong\b|\bwhoops,? looks like something went wrong"
            r"|页面错误!请稍后再试|系统发生(?:错误|异常)|\bapplication error\b.{0,80}\blogs\b"
            r"|\ban error occurred in the application\b|\bcomposer detected issues in your platform"
            r"|\bclass .{1,60} not found in /|\bfailed opening required\b|^(?:\S+: )?modulenotfounderror:"
            r"|^error: enoent\b|^(?:error: )?cannot find module '|\bjava\.lang\.\w+(?:exception|error)\b",
            "HTTP error": rf"^(?:(?:http )?(?:error )?{_STATUS}(?: ?[-:|–—·] ?"
            rf"| ))?(?:error ?:? )?{_REASONS}[.!。]*(?:$| (?:{_SIGNATURE}|the (?:requested|server|page|resource|url"
            rf"|origin|file|site|website|document|remote)\b"
            r"|you (?:don'?t|do not|are not)\b|sorry\b|error\b|request\b|please\b|http error\b|invalid hostname\b"
            r"|access to this resource\b|code:|powered? by\b|服务器))"
            rf"|^(?:http )?error {_STATUS}[.!]?$|^404 page not found$|^default backend - 404$|^no healthy upstream$"
            rf"|^no available server$|\berr_ngrok_\d|^tunnel \S+ not found\b|\btraffic from cloudflared\b"
            r"|^invalid (?:host|hostname|host header|url|request)[.!]?$|^web server is down$"
            r"|^not found: /|\bthe (?:requested )?(?:url|resource|page|file"
            r"|document) (?:you (?:are|were)? ?(?:looking for|requested) )?(?:(?:was|is|does|could"
            r"|has)(?: not|n't) (?:been |be )?(?:found|exist|available)\b|(?:was|is|(?:has|have|might have"
            r"|may have) been) (?:removed|deleted)\b|/|requested could not be)|\byou don'?t have permission to access\b"
            r"|\byou do not have permission to view\b|\bsorry for the inconvenience\. please report this message\b"
            r"|\borigin server did not find\b|\bthis file does not exist and there was no index\.html\b"
            r"|源服务器未能找到|\bguru meditation: ?(?:xid|\d)|\byou've requested a page on a website\b"
            r"|\bserverless function has crashed\b|\bfunction_invocation_failed\b"
            r"|\berror was encountered while trying to retrieve the url\b|指定されたページ.{0,10}(?:見つかりません"
            r"|存在しません)|アクセスしようとしたページは表示できません"
            r"|\bupstream connect error or disconnect/reset|\bthe server (?:encountered an (?:internal )?error"
            r"|is temporarily unable|returned an)|\berror code:? (?:5\d\d|10\d\d|4\d\d)\b"
            r"|\bservice_not_found\b|服务器开小差|\bsorry, we can't find the page you are looking for\b"
            r"|\bthe page you are looking for is temporarily unavailable\b|\bfastly error: unknown domain"
            r"|\brequest could not be satisfied\b|\bhttp error 40\d\. "
            r"|\borigin (?:is unreachable|dns error)|\bdns points to prohibited ip|您(?:无权|没有权限)(?:使用|访问"
            r"|查看)|(?:您|你)(?:所|要|想|正在)?(?:访问|查找|查看|搜索|请求|浏览)的(?:页面|资源|网页|文件"
            r"|内容).{0,8}(?:不存在|找不到|未找到|已(?:经?被|经?(?:删除|移除|失效|下架|移动))|可能已|存在问题)|请求的资源\S{0,8}不可用"
            r"|(?:没有|未)找到您?(?:所|要|想)(?:访问|查找|请求)的(?:页面|网页|资源|文件|内容)",
            "other tongues": rf"^(?:(?:\S+ )?{_STATUS} )?{_TONGUES}(?=[.!。]| \(|$| {_EXCUSES})",
            "源站": r"(?:^|[。!. ])源站(?:服务器)?(?:连接)?(?:超时|失败|异常|错误)(?=[,。.!]|$"
            r"| (?:请|该|此|您|当前|错误))",
            "bucket": r"\b(?:nosuchbucket|nosuchkey|accessdenied|allaccessdisabled|userdisable"
            r"|nosuchwebsiteconfiguration|nosuchhostedzone|invalidbucketname|bucketnotexist)\b"
            r"|\bthe specified bucket (?:does not|doesn't) exist|\bno such (?:bucket|domain|key)\b|\"(?:msg|message"
            r"|error)\" ?: ?\"[^\"]{0,60}(?:not (?:found|exist)|no such|denied|forbidden|unauthorized|expired)",
            "directory": r"^(?:index of|directory listing for|目录) ?/? ?(?:name|last modified|size|description"
            r"|parent directory|\.\./|cgi-bin/?|文件名|apache|server at|port|jan|feb|mar|apr|may|jun|jul|aug|sep"
            r"|oct|nov|dec|[-\d: \[\]])*(?:apache.*|nginx.*|lighttpd.*)?$",
        },
    ),
)
