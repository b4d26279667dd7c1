"""List the marks of parked, expired and offered domains."""

from __future__ import annotations

from easytask.verdicts.dead_marks.mark import DOMAIN, LOADS, DeadMark, table
from easytask.verdicts.kinds import Kind
from easytask.verdicts.marks import Place

_CHECK_URLS = "https://github.com/keiyoushi/extensions-source"
_SENSORS = "https://github.com/flaiming/Domain-Parking-Sensors"
_SERVICES = "https://tma22-parking.github.io/parking_services.json"

PARKED = (
    # A final address at a marketplace or a parking host.
    *table(
        Kind.PARKED,
        Place.ADDRESS,
        _SERVICES,
        {
            f"{name}": rf"^https?://(?:[^/?#]+\.)?(?:{hosts})(?::\d+)?(?:[/?#]|$)"
            for name, hosts in {
                "Sedo": r"sedo\.(?:com|de|co\.uk|cn)|sedoparking\.com",
                "Afternic": r"afternic\.com",
                "Dan.com": r"dan\.com|undeveloped\.com",
                "HugeDomains": r"hugedomains\.com|namebright\.com",
                "Uniregistry": r"uniregistry\.com|uniregistrymarket\.link|domainnamesales\.com",
                "Above.com": r"above\.com",
                "ParkingCrew": r"parkingcrew\.(?:net|com)",
                "Bodis": r"bodis\.com|bodiscdn\.com",
                "BuyDomains": r"buydomains\.com",
                "DomainMarket": r"domainmarket\.com",
                "Atom": r"atom\.com|squadhelp\.com",
                "BrandBucket": r"brandbucket\.com",
                "Efty": r"efty\.com",
                "Epik": r"epik\.com",
                "DropCatch": r"dropcatch\.com|snapnames\.com|namejet\.com|namejet\.io|catched\.com",
                "PerfectDomain": r"perfectdomain\.com",
                "NamePros": r"namepros\.com",
                "Namecheap": r"parkingpage\.namecheap\.com|parking\.namecheap\.com",
                "Sav": r"sav\.com",
                "Spaceship": r"(?:lander|forsale)\.spaceship\.com",
                "Voodoo": r"voodoo\.com|skenzo\.com|internettraffic\.com|rookmedia\.net|parklogic\.com|ztomy\.com"
                r"|smartname\.com|fabulous\.com|trafficz\.com|domainsponsor\.com|namedrive\.com|whypark\.com"
                r"|parked\.com|parkingspa\.com|parktons\.com|searchreinvented\.com|sslparking\.com|dopa\.com"
                r"|namefind\.com",
                "ExpiredDomains": r"expireddomains\.com|teksishe\.net|bulsis\.net|expired\.(?:topdns|namecheap)\.com"
                r"|renewyourname\.net",
                # Where visitors of sold domains are sent on to.
                "Survey": r"survey-smiles\.com",
                "DomainEasy": r"domaineasy\.com",
                "Brandpa": r"brandpa\.com",
                "Fruits": r"fruits\.co",
                "Nicsell": r"nicsell\.com",
                "Reg.ru": r"parking\.reg\.ru|parking-static\.reg\.ru|domainparking\.ru|snparking\.ru",
                "Gabia": r"parking\.gabia\.com|errdoc\.gabia\.io",
                "4.cn": r"4\.cn|goldenname\.com",
                "易名": r"ename\.(?:com|net|cn)",
                "聚名": r"juming\.com",
                "爱名": r"22\.cn",
                "NamesLink": r"nameslink\.com",
                "阿里云": r"mi\.aliyun\.com|wanwang\.aliyun\.com|parking\.aliyun\.com",
                "DNSPod": r"mi\.dnspod\.cn|mi\.cloud\.tencent\.com",
                "米表": r"mi\.com\.cn|maiyuming\.com|yumi\.com",
            }.items()
        },
    ),
    *table(
        Kind.PARKED,
        Place.ADDRESS,
        _SERVICES,
        {
            "GoDaddy": r"^https?://(?:www\.)?godaddy\.com/(?:[a-z-]+/)?(?:forsale|domainsearch|domain-auctions)"
            r"|^https?://(?:auctions|forsale)\.godaddy\.com/|^https?://[^/]+/lander(?:[/?]|$)",
            "Dynadot": r"^https?://(?:www\.)?dynadot\.com/(?:market|domain)|^https?://forsale\.dynadot\.com/",
            "Porkbun": r"^https?://(?:www\.)?porkbun\.com/(?:checkout|products/domains|event)",
            "Spaceship site": r"^https?://(?:www\.)?spaceship\.com/domain",
            "NameSilo": r"^https?://(?:www\.)?namesilo\.com/(?:marketplace|domain)",
            "西部数码": r"^https?://(?:www\.)?west\.(?:cn|xyz)/(?:jiaoyi|ykj|web/yuming)",
            "IONOS": r"^https?://[^/]+/defaultsite(?:[/?]|$)",
            # What traffic sellers call one visitor of one parked domain.
            "subid": r"[?&](?:subid1|tr_uuid)=",
        },
    ),
    # What only a parking page loads: hosts and paths that are there for parking.
    *table(
        Kind.PARKED,
        Place.SOURCE,
        _CHECK_URLS,
        {
            "Sedo": r"//(?:[a-z0-9-]+\.)?sedoparking\.com(?:/|$)|sedo\.com/(?:services/parking|search/details)",
            "ParkingCrew": r"//(?:[a-z0-9-]+\.)?parkingcrew\.net/|//d38psrni17bvxu\.cloudfront\.net/",
            "Bodis": r"//(?:[a-z0-9-]+\.)?bodis(?:cdn)?\.com/",
            "Team Internet": r"//(?:[a-z0-9-]+\.)?cdnpark\.com/",
            "GoDaddy": r"//img1\.wsimg\.com/parking-lander/|//parked-content\.godaddy\.com/",
            "Afternic": r"//(?:www\.)?afternic\.com/forsale/",
            "Dan.com": r"//(?:cdn\d*\.|www\.)?dan\.com/(?:assets|buy-domain|packs)|//dan\.com/buy-domain",
            "ParkLogic": r"//(?:[a-z0-9-]+\.)?parklogic\.com/|//(?:[a-z0-9-]+\.)?dsparking\.com/",
            "Namecheap": r"//parking(?:page)?\.namecheap\.com/|//nc-park\.|/namecheap-parking",
            "Spaceship": r"//lander\.spaceship\.com/",
            "AdSense for Domains": r"//(?:www|partner|pagead2)\.google[a-z]*\.com/(?:adsense/domains|afs/ads/i/domain"
            r"|apps/domainpark)",
            "Tucows": r"//l\.cdn-fileserver\.com/bping\.php",
            "Squarespace": r"//assets\.squarespace\.com/universal/(?:scripts|styles)-compressed/parking-page-",
            "NameSilo": r"//parking\.namesilo\.com/",
            "Reg.ru": r"//(?:[a-z0-9-]+\.)*parking(?:-static)?\.reg\.ru/|//(?:www\.)?(?:domain|sn)parking\.ru/",
            "Nic.ru": r"//parking\.nic\.ru/|//(?:[a-z0-9-]+\.)?beget\.com/parking",
            "Gandi": r"//parking\.gandi\.net/|//parking-page\.net/",
            "Gabia": r"//(?:parking|errdoc|errorpage)\.gabia\.(?:com|io)/",
            "お名前.com": r"//parking\.(?:onamae|value-domain)\.com/",
            "阿里云": r"//g\.alicdn\.com/[^?#]*(?:mi-parking|domain-parking)|//(?:mi|parking)\.aliyun\.com/"
            r"|//wanwang\.aliyun\.com/domain/parking|//(?:[a-z0-9-]+\.)?net\.cn/[^?#]*parking",
            "Visitor seller": r"//(?:www\.)?(?:teksishe|bulsis)\.net/|//iseaskies\.com/|[?&]tr_uuid=",
        },
    ),
    # What their parking pages load from the hosts of their own sites: a living blog may show its registrar's logo.
    *table(
        Kind.PARKED,
        Place.SOURCE,
        _CHECK_URLS,
        {
            "HugeDomains": r"//(?:[a-z0-9-]+\.)?hugedomains\.com/|//(?:www\.)?namebright(?:static)?\.com/",
            "Uniregistry": r"//(?:[a-z0-9-]+\.)?uniregistry\.com/|//(?:www\.)?domainnamesales\.com/",
            "Above.com": r"//(?:[a-z0-9-]+\.)?above\.com/|//(?:[a-z0-9-]+\.)?abovedomains\.com/",
            "Efty": r"//(?:[a-z0-9-]+\.)?efty\.com/|//(?:[a-z0-9-]+\.)?domain\.io/",
            "Atom": r"//(?:[a-z0-9-]+\.)?(?:atom|squadhelp)\.com/",
            "BrandBucket": r"//(?:[a-z0-9-]+\.)?brandbucket\.com/",
            "Epik": r"//(?:[a-z0-9-]+\.)?epik\.com/",
            "Dynadot": r"//(?:[a-z0-9-]+\.)?dynadot\.com/.*(?:park|forsale|landing)|/dynadot-park",
            "Sav": r"//(?:[a-z0-9-]+\.)?sav\.com/",
            "Porkbun": r"//(?:[a-z0-9-]+\.)?porkbun\.com/[^?#]*(?:park|for-?sale|landing)",
            "NameSilo site": r"//(?:www\.)?namesilo\.com/[^?#]*(?:park|for-?sale|landing)",
            "DomainMarket": r"//(?:[a-z0-9-]+\.)?(?:domainmarket|buydomains)\.com/",
            "Gandi site": r"//www\.gandi\.net/.*park",
            "Loopia": r"//static\.loopia\.se/(?:shared|responsive)/.*(?:park|domain|logo|additional-pages)",
            "IONOS": r"//(?:[a-z0-9-]+\.)?ionos\.[a-z.]+/.*park|//(?:[a-z0-9-]+\.)?1and1\.[a-z.]+/",
            "Strato": r"//(?:[a-z0-9-]+\.)?strato\.[a-z]+/.*(?:park|default)",
            "お名前.com site": r"//(?:[a-z0-9-]+\.)?(?:onamae|gmo)\.(?:com|jp)/.*park",
            "4.cn": r"//(?:[a-z0-9-]+\.)?(?:4\.cn|goldenname\.com)/",
            "易名": r"//(?:[a-z0-9-]+\.)?ename\.(?:com|net|cn)/",
            "聚名": r"//(?:[a-z0-9-]+\.)?juming\.com/",
            "爱名": r"//(?:[a-z0-9-]+\.)?22\.cn/",
            "西部数码": r"//(?:[a-z0-9-]+\.)?west\.(?:cn|xyz)/",
            "NamesLink": r"//(?:[a-z0-9-]+\.)?nameslink\.com/",
            "DNSPod": r"//(?:mi\.)?dnspod\.(?:cn|com)/.*(?:park|sale)",
        },
        is_shared=True,
    ),
    # What the page's own first tags say: the key by which parking pages ask ad blockers to be let through.
    DeadMark(
        "ad blocker key (parked, tag)",
        Kind.PARKED,
        Place.TAG,
        r"\bdata-adblockkey=.?mfwwdqyjkozihvcnaqebbqa",
        _CHECK_URLS,
    ),
    *table(
        Kind.PARKED,
        Place.SCRIPT,
        _CHECK_URLS,
        {
            "Bodis": r"\bwindow\.park\s*=\s*[\"']",
            "GoDaddy": r"\bonload\s*=\s*function\s*\(\)\s*\{\s*(?:window\.)?location(?:\.href)?\s*=\s*[\"']"
            r"(?:/lander\b|https?://forsale\.godaddy\.com/)"
            r"|\bwindow\.LANDER_SYSTEM\b",
            "Sedo": rf"\bsedoParkingUrl\b[\"']?\s*[:=]|{LOADS}sedoparking\.com/\w",
            "Marketplace": r"[\"']domain(Price|Registrant)[\"']\s*:[^\0]{0,400}[\"']domain(?!\1)"
            r"(?:Price|Registrant)[\"']\s*:",
            "ParkingCrew": rf"{LOADS}parkingcrew\.(?:net|com)/\w|PAGE_ParkingID",
            "AdSense for Domains": r"\bgoogle\.ads\.domains\.Caf\b|/apps/domainpark/",
            "Team Internet": rf"{LOADS}cdnpark\.com/\w|\btcblock\b\s*[:=]",
            "Above.com": rf"\babp\.src\s*=|{LOADS}above\.com/\w|/px\.js\?ch=",
            "Skenzo": rf"\bvar skenzo\b|{LOADS}skenzo\.com/|\bwindow\.__parking\b",
        },
    ),
    *table(
        Kind.PARKED,
        Place.TITLE,
        _SENSORS,
        {
            "for sale": rf".*\b(?:domain(?: name)?|website|{DOMAIN})\b.{{0,40}}\b(?:is|may be|might be|are) "
            r"(?:available )?(?:now )?(?:for sale|for purchase|to buy).*"
            rf"|(?:domain(?: name)?|{DOMAIN}) (?:- |\| |— |: )?(?:for sale|available for purchase).*"
            r"|.*\b(?:buy|purchase|acquire) (?:this|the) domain\b.*|.*\bpremium domain(?: name)?s?\b.*(?:sale"
            r"|buy).*"
            rf"|buy {DOMAIN}.*|hugedomains\.com.*|.*\bdomain (?:names? )?(?:marketplace|auction)\b.*",
            "parked": rf".*\b(?:parked (?:free|domain|page|at|with|by|on)|domain parking|parking page)\b.*"
            rf"|.*\bregistered (?:at|with|by) (?:{DOMAIN}|namecheap|godaddy|dynadot|porkbun|gandi|ovh|ionos"
            r"|name\.com)\b.*"
            rf"|{DOMAIN}[-|– ]*(?:related links|resources and information|this website is for sale).*"
            rf"|{DOMAIN} is (?:parked|coming soon)\b.*|(?:welcome to )?parked domain.*|domain parked.*"
            r"|(?:strato - )?domain reserved",
            "expired": r".*\bdomain(?: name)?(?: has| is|:| -)? ?(?:been )?(?:expired|suspended|deactivated)\b.*"
            rf"|{DOMAIN}(?: -| \||:)? (?:has |is )?expired.*|expired(?: domain(?: name)?s?)?"
            rf"|website (?:is )?no longer available"
            r"|(?:this |your )?(?:domain|website|site) (?:name )?(?:has )?expired.*",
            # The phrase stands by itself, or beside the name of a domain: "域名出售避坑指南" is somebody's subject.
            "域名待售": rf"(?:.*(?:[^\w]|{DOMAIN}|[此本该的]))?(?:精品|优质)?(?:域名|网域|網域)(?:名称"
            rf"|名稱)?(?: ?{DOMAIN} ?)?"
            r"(?:可以?|正在?|现在?|诚意|已|均可|急)?(?:出售|转让|轉讓|出让|待售|在售|竞价|拍卖|求购|交易|购买"
            r"|一口价|停放|展示)(?:中|了|页面?|平台|信息)?(?:[^\w].*)?"
            rf"|.*{DOMAIN}.{{0,12}}(?:出售|转让|轉讓|出让|待售|在售|竞价|拍卖|一口价|米表|正在交易|可购买|停放).*"
            r"|(?:.*[^\w])?(?:出售|转让|购买)(?:此|本|该)?域名(?:[^\w].*)?|.*(?:米表.*域名|域名.*米表).*",
            "域名到期": r"(?:.*(?:[^\w]|[此本该的]))?域名(?:已?(?:经)?(?:被)?(?:到期|过期|失效|注册|锁定|暂停解析"
            r"|停止解析)|未(?:续费|绑定|解析|实名)|赎回|暂停解析|停止解析|hold)(?:提示|提醒|通知|页面?"
            r"|了)?(?:[^\w].*)?",
        },
    ),
    *table(
        Kind.PARKED,
        Place.TEXT,
        _SENSORS,
        {
            "for sale": r"\b(?:this|the) (?:premium )?(?:domain|website|web site"
            r"|site)(?: name)?(?: [a-z0-9.-]+)? (?:is|may be|might be|could be) (?:available )?(?:now )?(?:for sale"
            r"|for purchase|up for sale)"
            rf"|\b{DOMAIN} (?:is|may be) (?:available )?(?:now )?(?:for sale|for purchase|up for sale)"
            r"|\b(?:buy|purchase|acquire|own|inquire about|interested in) (?:this|the) domain\b"
            r"|\bthis name can be yours\b|\bdomain (?:name )?for sale\b|\bmake an? offer (?:on"
            r"|for) (?:this )?domain|\bget this (?:premium )?domain\b|\bis offering it for sale\b"
            r"|\bis open to offers\b|\bthis domain (?:name )?has (?:recently )?been listed in the marketplace",
            "parked": r"\b(?:domain|page|site|website)(?: name)?(?: [a-z0-9.-]+)? (?:is|was"
            r"|has been) (?:currently )?(?:parked(?! (?:in|on the|outside|near)\b)"
            r"|registered (?:at|with|by|via|through))\b"
            r"|\b(?:domain|domain name) was recently registered with\b"
            r"|\bthis domain(?: name)? has recently been registered(?= (?:with|at|via|through)\b|[.!]|$)"
            r"|\bthis (?:web)?page was generated by the domain owner\b|\bparked (?:free,? )?(?:courtesy of|by|at"
            r"|with)\b"
            rf"|\b{DOMAIN} (?:is|has been) (?:currently )?parked\b|\bsponsored listings displayed above are served\b"
            rf"|\b{DOMAIN} was (?:just |recently )?registered\b",
            "expired": r"\bthis account has expired(?=\W*$|\W+(?:please|contact|if)\b)|\b(?:domain|site"
            r"|website)(?: name)?(?: [a-z0-9.-]+)? (?:has "
            r"|is |was )?(?:just |recently )?expired\b"
            rf"|\b{DOMAIN} (?:has |is )?expired\b|\brenew (?:it|this domain|your domain"
            rf"|the domain)\b.{{0,60}}\bregistrar\b"
            r"|\bdomain (?:name )?(?:is )?pending (?:renewal|deletion)\b|\b(?:domain|name"
            r"|registration)\b.{0,60}\bredemption period\b",
            "域名待售": r"(?:您|你)?(?:正在)?(?:所)?(?:访问|造访)的(?:域名|网域|网站).{0,40}(?:出售|转让|轉讓"
            r"|待售|在售|竞价"
            r"|停放"
            r"|过户)|(?:此|该|本|这个|當前|当前|以下)(?:优质|精品)?(?:域名|网域|網域).{0,24}(?<![不非勿])(?:出售"
            r"|转让|轉讓|待售|在售|出租|求合作|竞价|拍卖|可购买|停放)"
            rf"|域名 ?(?:{DOMAIN} ?)?(?:正在|可以|可|诚心|诚意|低价|急)?(?:出售|转让|轉讓|出让)"
            r"(?![、,/和与])(?=[^\w]|$|中|请|联系|价|[a-z0-9])|(?:购买|買|买下)(?:此|该|本|这个)域名|域名停放页"
            rf"|{DOMAIN} ?正在?(?:出售|转让|轉讓)",
            "域名到期": rf"(?:域名|网域|網域) ?(?:{DOMAIN} ?)?(?:(?:现|已)?于 ?[\d/年月日 .:-]{{4,20}})?"
            r"(?:(?:现?已经?)(?:到期|过期|失效)(?!的)|(?:到期|过期)(?![了前后时续就的]))|域名(?:所有者|持有(?:者"
            r"|人)).{0,30}续费"
            r"|(?<![旧老原])域名已被(?:暂停|停止)解析(?![的后时怎])|域名未(?:进行|通过|完成)实名认证(?!\w)"
            r"|(?:该|此)域名(?:.{0,12}(?:暂停|停止)解析|已(?:成功|被)注册|未绑定|尚未绑定|暂未"
            r"|已(?:被)?(?:锁定|暂停|停止解析))",
            "other tongues": r"(?:домен|сайт) .{0,40}(?:прода[её]тся|припаркован|ист[её]к)|срок регистрации домена"
            r"|diese (?:website|webseite) steht zum verkauf|\bparkt diese\b|domain (?:\S+ )?(?:steht zum verkauf"
            r"|ist (?:zu verkaufen|verkäuflich|abgelaufen)|abgelaufen)"
            r"|domain (?:wurde )?im kundenauftrag registriert|diese domain (?:wurde (?:soeben|gerade"
            r"|erfolgreich|reserviert|bei"
            r"|für|von)"
            r"|ist (?:geparkt|registriert|reserviert|vergeben|nicht (?:erreichbar|verfügbar|konfiguriert))"
            r"|steht (?:zum verkauf|zur verfügung))"
            rf"|{DOMAIN} (?:steht zum verkauf|ist zu verkaufen|est (?:à vendre|en vente)|está (?:en venta|à venda)"
            r"|è in vendita|is te koop|продаётся)|domaine (?:\S+ )?(?:est )?(?:à vendre|en vente)"
            r"|domaine (?:\S+ )?a expiré|domaine vient d'être enregistré|\bdom[ií]nio estacionado\b"
            r"|este dom[ií]nio (?:ha sido|está|foi) (?:registrad|aparcad|estacionad"
            r"|à venda)|questo dominio è (?:parcheggiato|stato registrato|in vendita)|dom[ií]nio (?:\S+ )?(?:está "
            r"|ha |è )?(?:en venta|a la venta|à venda|in vendita|expirado|caducado|scaduto)"
            r"|domein(?:naam)? .{0,20}te koop|domena (?:jest )?na sprzedaż|satılık (?:domain|alan adı)"
            r"|alan adı satılık|tên miền (?:\S+ )?(?:này )?(?:đang (?:được )?(?:rao )?bán|đã hết hạn)"
            r"|domain (?:\S+ )?(?:ini )?dijual|domain (?:ini )?telah k[ae]d[ae]lu?warsa|interesse an dieser domain"
            r"|disponible à l'achat|ドメイン.{0,30}(?:販売|売却|パーキング|有効期限(?:が|を|の)?"
            r"(?:切れ(?!た(?:日|時|とき|ら|話))|過ぎ|経過|満了|終了)|取得されて)|このドメイン名?は.{0,12}期限切れ(?!では|に)"
            r"|도메인.{0,30}(?:판매|매각|만료|등록된)",
        },
    ),
)
