"""List the marks of pages that are an error message, although their status is that of a page."""

from __future__ import annotations

from easytask.verdicts.dead_marks.mark import table
from easytask.verdicts.marks import Place
from easytask.verdicts.records import Kind

_RFC = "RFC 9110, 15"
_PHP = "https://www.php.net/manual/errorfunc.configuration.php"

# A domain name as a word of a title or text.
_DOMAIN = r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+"

ERROR_PAGE = (
    *table(
        Kind.ERROR_PAGE,
        Place.TITLE,
        _RFC,
        {
            "HTTP error": r"(?:http )?(?:error |status )?(?:40[0-9]|41[0-8]|42[0-9]|451|50[0-9]|51[01]"
            r"|52[0-9]|530)(?:(?: ?[-|:–—·] ?| )?(?:error|not found|forbidden|bad gateway|bad request"
            r"|unauthorized|unavailable"
            r"|internal server error|service (?:temporarily )?unavailable|gateway time-?out|gone"
            r"|method not allowed|页面(?:不存在|未找到)|找不到.{0,8}|无法访问|错误|服务器.{0,8})!?.{0,30}"
            r"|.{0,16}(?:不存在|找不到|未找到|not found).{0,12}|(?: ?页面?)?(?: ?[-|:–—·].{0,30})?)"
            r"|(?:page )?not found|forbidden|access denied|bad (?:gateway|request)|internal (?:server )?error"
            r"|service (?:temporarily )?unavailable|gateway time-?out|unauthorized|invalid url"
            r"|(?:the page|url) (?:cannot|could not) be (?:found|displayed)"
            r"|error: the request could not be satisfied|server error(?: in .*)?|runtime error|application error"
            r"|whitelabel error page|unhandled exception.*",
            "CDN error": rf"{_DOMAIN} \| \d{{3}}: .*|(?:error \d{{3,4}} \| )?.*\| cloudflare"
            rf"|(?:dns resolution|origin dns|direct ip access|ssl handshake"
            rf"|invalid ssl).{{0,30}}(?:error|failed|denied|not allowed).*|fastly error.*"
            rf"|.*\b(?:edgeone|akamai|cdn77|keycdn|bunny\.net)\b.{{0,20}}(?:error|not found).*"
            rf"|.*\bno such (?:bucket|key)\b.*",
            "database": r"database (?:server |connection )?error.*"
            r"|error establishing (?:a )?database connection.*|(?:数据库"
            r"|mysql).{0,12}(?:错误|失败|出错|error).*|建立数据库连接时出错.*",
            "software": r"(?:php )?(?:fatal |parse |syntax )error\b.*|(?:系统|程序|服务器|页面|访问)(?:发生"
            r"|内部)?(?:错误"
            r"|出错|异常)(?:提示|页面?|了)?[！!]?|(?:出错|错误)(?:了|提示)?[！!]?|whoops!?.*|.*(?:critical error"
            r"|致命错误).*|http status \d{3}.*|.*\b(?:exception|traceback|stack trace)\b.*|error|sorry",
        },
    ),
    *table(
        Kind.ERROR_PAGE,
        Place.TEXT,
        _PHP,
        {
            "PHP": r"\b(?:fatal error|parse error|catchable fatal error) ?: .{0,300}(?: on line \d+|\bin /\S+\.php)"
            r"|\buncaught (?:error|exception|pdoexception|typeerror)\b.{0,200}\bstack trace\b|^(?:warning|notice"
            r"|deprecated) ?: .{0,200}\bon line \d+"
            r"|\bno input file specified\b|\bcall to undefined (?:function|method)\b|\bsqlstate\[|\bphp (?:fatal"
            r"|parse) error\b",
            "database": r"\berror establishing (?:a )?(?:database|redis) connection\b|建立数据库连接时出错"
            r"|数据库(?:连接"
            r"|服务器|查询)?(?:失败|错误|出错|异常)|\b(?:can'?t|could not|cannot|unable to|failed to) (?:connect"
            r"|select) (?:to )?(?:the )?(?:local )?(?:mysql|database|db|sql|redis|postgres\w*"
            r"|server through socket)|\bdatabase (?:server |connection )?(?:error|is (?:down|unavailable))"
            r"|\btoo many connections\b|\baccess denied for user '",
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
            "HTTP error": r"^(?:http )?(?:error )?(?:404|403|500|502|503|504|521|522|523|525|526"
            r"|530)(?: ?[-:|] ?| )(?:not found|forbidden|page not found|internal server error"
            r"|bad gateway|service (?:temporarily )?unavailable|gateway time-?out|error\b"
            r"|web server is down|connection timed out|origin)"
            r"|^(?:not found|404 page not found|file not found\.?|page not found|bad gateway|forbidden"
            r"|access denied\.?|service unavailable|internal server error|default backend - 404"
            r"|no healthy upstream|invalid (?:host|hostname|host header|url|request))(?:[.!]|$| the requested)"
            r"|\bthe requested url (?:was not found|could not be|/)|\byou don'?t have permission to access\b"
            r"|\bupstream connect error or disconnect/reset|\bthe server (?:encountered an internal error"
            r"|is temporarily unable|returned an)|\berror code:? (?:5\d\d|10\d\d|4\d\d)\b"
            r"|\bfastly error: unknown domain|\brequest could not be satisfied\b"
            r"|\bhttp error 404\. the requested resource is not found|\bweb server is down\b"
            r"|\borigin (?:is unreachable|dns error)|\bdns points to prohibited ip",
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
