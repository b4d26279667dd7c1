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
    r"|file)(?: you'?re looking for)? "
    r"(?:cannot|could not|can'?t) be (?:found|displayed)|file or directory not found|forbidden(?:: access is denied)?"
    r"|access (?:is )?denied|bad gateway|bad request|unauthorized|authorization required|payment required"
    r"|(?:method )?not allowed|not acceptable|proxy authentication required|request time-?out|conflict|gone"
    r"|length required|precondition failed|(?:request entity|payload|request-uri|uri|content|request header or cookie)"
    r" too (?:large|long)|unsupported media type|(?:requested )?range not satisfiable|misdirected request"
    r"|too many requests|the (?:plain http request was sent to https port|ssl certificate error)"
    r"|no required ssl certificate was sent|unavailable for legal reasons|internal (?:server )?error|server error"
    r"|not implemented|(?:service )?(?:temporarily )?unavailable|gateway time-?out|http version not supported"
    r"|insufficient storage|invalid (?:url|host(?:name)?|request)|site (?:is )?(?:unavailable|disabled)"
    r"|(?:您?(?:所|要|正在)?(?:访问|查找|请求)的)?(?:页面|网页|文件|资源|内容)(?:不存在|未找到|找不到(?:了)?|走丢了"
    r"|已删除|无法访问)"
    r"|找不到(?:文件或目录|页面|网页|文件|资源|该?页面?)|(?:禁止|拒绝)访问(?:: 访问被拒绝)?|访问被(?:拒绝|禁止)"
    r"|无法访问"
    r"|(?:内部)?服务器(?:内部)?错误|内部(?:服务器)?错误|服务(?:暂时)?不可用|网关(?:错误|超时)|未找到|页面(?:错误"
    r"|出错)|错误|页面)"
)

# What servers write below their errors.
_SIGNATURE = (
    r"(?:nginx|lighttpd|openresty|tengine|angie|apache|litespeed|caddy|cloudflare|microsoft-iis|jetty|marco|cowboy"
    r"|gunicorn"
    r"|envoy"
    r"|varnish|kong|istio-envoy|yunjiasu-nginx|powered? by (?:\S+ )?(?:nginx|tengine|openresty|litespeed|堡塔|宝塔))"
)

ERROR_PAGE = (
    *table(
        Kind.ERROR_PAGE,
        Place.TITLE,
        _RFC,
        {
            "HTTP error": rf"(?:(?:http ?)?(?:error|status|错误|状态) ?)?{_STATUS}(?:\.\d+)?"
            rf"(?: ?[-|:–—·,]? ?(?:error|{_REASONS})[.!。]*(?: ?[-|–—·] ?.{{0,30}})?)?"
            rf"|{_REASONS}[.!。]*(?: ?\({_STATUS}\))?(?: ?[-|–—·] ?.{{0,30}})?"
            r"|error: the request could not be satisfied|server error in .*|runtime error|application error"
            rf"|iis \d+\.\d+ detailed error - {_STATUS}.*|error {_STATUS}.*|whitelabel error page"
            rf"|unhandled exception.*",
            "CDN error": rf"{DOMAIN} \| \d{{3}}: .*|(?:error \d{{3,4}} \| )?.*\| cloudflare"
            rf"|(?:dns resolution|origin dns|direct ip access|ssl handshake"
            rf"|invalid ssl).{{0,30}}(?:error|failed|denied|not allowed).*|fastly error.*"
            rf"|.*\b(?:edgeone|akamai|cdn77|keycdn|bunny\.net)\b.{{0,20}}(?:error|not found).*"
            rf"|.*\bno such (?:bucket|key)\b.*",
            "database": r"database (?:server |connection )?error.*"
            r"|error establishing (?:a )?database connection.*|(?:数据库"
            r"|mysql).{0,12}(?:错误|失败|出错|error).*|建立数据库连接时出错.*",
            "software": r"(?:php )?(?:fatal |parse |syntax )error\b.*|(?:系统|程序|服务器|页面|访问)(?:发生"
            r"|内部)?(?:错误"
            r"|出错|异常)(?:提示|页面?|了)?[！!]?|(?:出错|错误)(?:了|提示)?[！!]?"
            r"|whoops[!,.]*(?: .{0,40}(?:went wrong|error).*)?|wordpress › (?:error|错误)|.*(?:critical error"
            r"|致命错误).*|http status \d{3}.*|.*\b(?:exception|traceback|stack trace)\b.*|error|sorry",
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
            r"|deprecated) ?: .{0,200}\bon line \d+"
            r"|\bno input file specified\b|\bparse error: syntax error, unexpected\b"
            r"|\bdebug = true in your django settings file\b|\bcall to undefined (?:function|method)\b|\bsqlstate\["
            r"|\bphp (?:fatal"
            r"|parse) error\b",
            "database": r"\berror establishing (?:a )?(?:database|redis) connection\b|建立数据库连接时出错"
            r"|数据库(?:连接"
            r"|服务器|查询)?(?:失败|错误|出错|异常)|\b(?:can'?t|could not|cannot|unable to|failed to) (?:connect"
            r"|select) (?:to )?(?:the )?(?:local )?(?:mysql|database|db|sql|redis|postgres\w*"
            r"|server through socket)|\bdatabase (?:server |connection |query )?(?:error(?! (?!occurred|message"
            r"|code)[a-z])|is (?:down|unavailable))"
            r"|\btable '[\w.]+' doesn't exist\b|\btoo many connections\b|\baccess denied for user '",
            "software": r"\bthere has been a critical error on this website|此站点遇到了致命错误"
            r"|\bwhitelabel error page\b"
            r"|\bthis application has no explicit mapping|\bserver error in '.{0,40}' application"
            r"|\btraceback \(most recent call last\)|\bcannot (?:get|post) /"
            r"|\bwe'?re sorry,? but something went wrong\b|\bwhoops,? looks like something went wrong"
            r"|页面错误!请稍后再试|系统发生(?:错误|异常)|\bapplication error\b.{0,80}\blogs\b"
            r"|\ban error occurred in the application\b|\bcomposer detected issues in your platform"
            r"|\bclass .{1,60} not found in /|\bfailed opening required\b"
            r"|\bmodulenotfounderror\b|\bcannot find module\b|\bnosuchmethoderror\b"
            r"|\bjava\.lang\.\w+(?:exception|error)\b",
            "HTTP error": rf"^(?:(?:http )?(?:error )?{_STATUS}(?: ?[-:|–—·] ?| ))?(?:error ?:? )?{_REASONS}[.!。]*"
            rf"(?:$| (?:{_SIGNATURE}|the (?:requested|server|page|resource|url|origin|file|site|website|document"
            rf"|remote)\b"
            r"|you (?:don'?t|do not|are not)\b|sorry\b|error\b|request\b|please\b|http error\b|invalid hostname\b"
            r"|access to this resource\b|code:|powered? by\b))"
            rf"|^(?:http )?error {_STATUS}[.!]?$|^404 page not found$|^default backend - 404$|^no healthy upstream$"
            r"|^invalid (?:host|hostname|host header|url|request)[.!]?$|^web server is down$|^domain not found[.!]?$"
            r"|^not found: /"
            r"|\bthe (?:requested )?(?:url|resource|page|file|document) (?:you (?:are|were)? ?(?:looking for"
            r"|requested) )?"
            r"(?:(?:was|is|does|could|might|has)(?: not| have|n't)? (?:been |be )?"
            r"(?:found|exist|removed|deleted|available)\b|/|requested could not be)"
            r"|\byou don'?t have permission to access\b|\byou do not have permission to view\b"
            r"|\bsorry for the inconvenience\. please report this message\b|\borigin server did not find\b"
            r"|\bthis file does not exist and there was no index\.html\b|源服务器未能找到|\bguru meditation\b"
            r"|\byou've requested a page on a website\b|\bserverless function has crashed\b"
            r"|\bfunction_invocation_failed\b|\berror was encountered while trying to retrieve the url\b"
            r"|指定されたページ.{0,10}(?:見つかりません|存在しません)|アクセスしようとしたページは表示できません"
            r"|\bupstream connect error or disconnect/reset|\bthe server (?:encountered an (?:internal )?error"
            r"|is temporarily unable|returned an)|\berror code:? (?:5\d\d|10\d\d|4\d\d)\b"
            r"|\bfastly error: unknown domain|\brequest could not be satisfied\b"
            r"|\bhttp error 40\d\. |\borigin (?:is unreachable|dns error)|\bdns points to prohibited ip"
            r"|您(?:无权|没有权限)(?:使用|访问|查看)|(?:您|你)(?:所|要|想|正在)?(?:访问|查找|查看|请求|浏览)的(?:页面|资源"
            r"|网页|文件|内容)"
            r".{0,8}(?:不存在|找不到|未找到|已(?:经|被)|可能已|存在问题)|请求的资源\S{0,8}不可用",
            "bucket": r"\b(?:nosuchbucket|nosuchkey|accessdenied|allaccessdisabled|userdisable"
            r"|nosuchwebsiteconfiguration"
            r"|nosuchhostedzone|invalidbucketname|bucketnotexist)\b|\bthe specified bucket (?:does not"
            r"|doesn't) exist|\bno such (?:bucket|domain|key)\b|\"(?:msg|message"
            r"|error)\" ?: ?\"[^\"]{0,60}(?:not (?:found|exist)|no such|denied|forbidden|unauthorized|expired)",
            "directory": r"^(?:index of|directory listing for|目录) ?/? ?(?:name|last modified|size|description"
            r"|parent directory|\.\./|cgi-bin/?|文件名|apache|server at|port|jan|feb|mar|apr|may"
            r"|jun|jul|aug|sep|oct|nov|dec|[-\d: \[\]])*(?:apache.*"
            r"|nginx.*|lighttpd.*)?$",
        },
    ),
)
