"""Find the words by which a title tells that somebody else has the site: gambling, porn, pills, loans, novels.

They are compared in lower case and in simplified Chinese. Of 1,462 listed Chinese blogs
(timqian/chinese-independent-blogs, d02e436) none has one in its name or tags. In a text they mean nothing: blogs write
about all of this. To add one: think of the innocent words that contain it, and put them into
tests/unit/verdicts/titles.py.

Chinese does not part words, so two rules do: such a word begins where no other Chinese letter stands before it (NEW),
and whatever follows it is such words, too, to the last Chinese letter (END). 优德体育官网 is a bookmaker's, and
优德体育老师 is somebody's; 快乐鱼官网 is not 乐鱼官网.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from easytask.verdicts.chinese import simplified

# What stands in the patterns under these names. A part may name those before it.
_PARTS = {
    "NEW": r"(?:(?<![\u4e00-\u9fff])|(?<=澳门)|(?<=香港))",
    "END": r"(?![\u4e00-\u9fff])",
    # Between a bookmaker's name and what it offers: the name in Latin, "中国" in brackets.
    "ALIAS": r"[a-z0-9·(). ]{0,20}(?:中国)?[)·| ]{0,3}",
    "PLAY": r"(?:(?:综合)?体育|娱乐城?|棋牌|电竞|电子|真人|彩票|全站|国际|投注|集团|中国)",
    "SELL": r"(?:官方网站?|官[网方]|中国|体育|娱乐城?|棋牌|电竞|电子|真人|彩票|国际|集团|全站|平台|投注|赌场|线上"
    r"|在线|登[录入]|注册|下载|安装|网[址站页]|网页版|入口|首页|手机版?|最新版?|客户端|开户|试玩|游[戏艺]|模拟器"
    r"|软件|直播|商城|公司|app|ios)",
    "DRAW": r"(?:资料|论坛|大全|公开|开奖|结果|记录|计划|预测|走势|公式|心水|正版|免费|规律|平台|官网|网|app)",
    "FILM": r"(?:视频|影院|电影|在线|观看|播放|免费|高清|精品|国产|欧美|亚洲|日韩|日本|一级|伊人|天堂|小说|漫画|直播"
    r"|用品|网站|看|片|不卡|[一二三]区|(?<!\d)\d{1,3}(?!\d))",
    "LEWD": r"(?:无码|毛片|成人|自拍|偷拍|乱[伦码]|性(?:爱|交|生活|猛交)|[一二三]区[一二三]区|久{2,}|婷婷|大香蕉|黄色"
    r"|色情|三级片|(?<![a-z0-9])av(?![a-z0-9]))",
    "PILLS": r"(?:viagra|cialis|levitra|sildenafil|tadalafil|xanax|tramadol|ivermectin|phentermine)",
    "FRUIT": r"(?:草莓|香蕉|丝瓜|榴莲|茄子|芭乐|小蝌蚪|秋葵|荔枝|向日葵|樱桃)",
}
# Each group's words have one reason to be there.
_SPAM = {
    "bookmakers, who are called as nobody else is": (
        r"NEW(?:开云|kaiyun|乐鱼|华体会|爱游戏|九游会?|金年会|必一|亚博|沙巴|博鱼|云开|安博|球友会|乐竞|雷竞技"
        r"|ku酷游|酷游|申博|新[莆浦]京|365体育|亿博|杏彩|新?葡京|威尼斯人|尊龙凯时|竞技宝|优德w?88|南宫(?:28|ng)"
        r"|彩神|凤凰彩票|大发888|ob欧宝|澳门(?:金沙|银河|永利|皇冠|美高梅))ALIAS(?:SELL|运动|welcome)++END"
        r"|(?<![a-z])(?:b|bob?|ob)体育|(?<![a-z])(?:im|ag8?|mg|pg|pp|jdb|cq9|fg)(?:电竞|电子|真人|娱乐|麻将|旗舰厅"
        r"|亚游|国际厅)SELL*+END"
    ),
    "bookmakers, who are called as cities, cars or people are: these have a site, but no games on it to log in to": (
        r"NEW(?:米兰|星空|完美|球速|半岛|江南|天博|欧宝|皇冠|立博|优德|龙8|大发|必威|万博|凯发|和记|利来|威廉希尔"
        r"|金沙|美高梅|永利|银河|太阳城|雷火|泛亚|平博|南宫)ALIASPLAYALIASSELL++END"
    ),
    "bookmakers, by what is only theirs": (
        r"[·(][a-z][a-z0-9. -]{1,14}\)? ?·?(?:PLAYSELL|中国官方?网)|体育\(中国\)|凯发k8|k8凯发|w66利来"
        r"|银河国际galaxy|万博manbetx|必威betway|半岛bd|皇冠足球网|金年会金字|365英国上市|亚洲必赢|竞技宝jjb"
        r"|人生就是[博搏]|太阳成(?:集团|官网)END|金沙js\d|永利皇宫\d|美高梅mgm|亚美am8|天博tb|大发888|南宫娱乐END"
        r"|必威西汉姆"
    ),
    "games for money": (
        r"NEW(?:真人|线上|在线)?(?:百家乐|老虎机|捕鱼|麻将胡了|棋牌|开元棋牌|彩票|购彩|博彩|赌博|赌场|网赌|网投|裸聊"
        r"|约炮|刷单|外挂|网赚|三公|电竞竞猜|电子游艺)\d?(?:SELL|中心|大厅|排名|大全)++END|NEW网赌被黑"
        r"|NEW跑分平台END|真人(?:百家乐|视讯|荷官)|抢庄牛牛|真钱(?:炸金花|棋牌|老虎机|斗地主|百家乐)"
        r"|十大.{0,4}(?:博彩|网赌)|NEW同城约炮END|(?:世界杯|欧洲杯|亚洲杯|欧冠|英超|足球|赛事|体育)(?:官方"
        r"|外围赛?)?(?:投注|下注|买球|外围)SELL++END|(?:注册|下载)(?:就|即)?送(?:彩金END|体验金|\d{1,4}元)"
        r"|购彩welcome|welcome购彩|NEW(?:线上|网上)娱乐城(?:推荐|SELL)++END|NEW真人百家乐"
    ),
    "lotteries": (
        r"NEW(?:六合彩|时时彩|极速赛车|北京赛车|幸运飞艇|分分彩|11选5|快三|特码|六开彩|快乐8|天天彩|马会)(?:pk10|票"
        r"|DRAW)++END|大发快三|(?:澳门|香港|奥门)(?:最快|正版|六合|六开)?(?:彩|DRAW)DRAW+END|新澳门?六开彩"
        r"|今彩539|天天开(?:奖|好彩)|NEW(?:加拿大28|澳洲幸运5)DRAW+END|[一六]肖(?:一码|中特)|一码一肖|必中一码"
    ),
    "porn, as a run of its words": r"NEW(?=FILM*?LEWD)(?:LEWD|FILM){2,}+END|NEWFRUIT视频(?:污版?|成人|黄版|色版"
    r"|无限次?数?看?|懂你更多|SELL)++END",
    "porn, by its makers and shops": (
        r"(?<![\d.])91(?:(?:短?视频|大神|制片厂)END|(?:porn|av)(?![a-z]))|麻豆(?:传媒|视频|精品)|蜜桃传媒|杏吧论坛"
        r"|激情五月(?:婷婷|丁香|综合|色)|色综合网END|NEW(?:抖阴|色多多)(?:短?视频|旅行射|SELL)++END|吃瓜(?:网END"
        r"|爆料|黑料)|黑料(?:不打烊|网END)|成人抖音|抖音成人版|暗网禁区|NEW(?:外围女|av女优|福利姬)END"
        r"|(?<![a-z])(?:jav ?hd|missav)(?![a-z])"
    ),
    "frauds and private game servers": (
        r"NEW代开发票(?:公司|电话|SELL)*+END|办证刻章|(?:信用卡|花呗|白条|pos机)套现SELL*+END|套花呗|网贷口子"
        r"|usdt承兑|NEW迷药(?:商城|购买)|NEW催情(?:药|剂|粉|喷雾)|代孕(?:公司|机构|中心|价格|费用|哪家好?)+END"
        r"|NEW办(?:理)?(?:国外|大学|高仿)?(?:毕业证|文凭)(?:文凭|样本)*END|(?:传奇|魔兽|天龙八部|奇迹|诛仙"
        r"|NEW)(?:私服|发布网|(?<=传奇)sf)(?:发布网?|网站)*END|NEW新开传奇"
    ),
    "novels and streams": (
        r"NEW(?:全本|免费)+小说(?:阅读|下载|在线|网)+END|(?:NEW|(?<=新))笔趣阁END|小说免费阅读网?END|无弹窗小说"
        r"|小说网[_,|-].{0,12}最新章节|(?:足球|nba|篮球|英超|世界杯)直播(?:在线|观看|免费|高清|无插件|直播|网)+END"
        r"|jrs直播|(?<!\d)24直播网"
    ),
    "casinos and bookmakers, by their Latin names": (
        r"(?<![a-z0-9])(?:1xbet|mostbet|melbet|vavada|casibom|beplay|bwin必赢|365bet|22bet|bet365|188bet|betway"
        r"|parimatch|dafabet|fun88|12bet|kubet|jun88|okvip|shbet|789bet|f8bet|8xbet|ae888|789club|rikvip|i9bet"
        r"|bong88|8kbet|68 ?game ?bai|pgslot|ufabet|sbobet|joker123|pin[- ]?up (?:casino|bet|kazino|aviator)"
        r"|1win casino|stake casino)(?![a-z0-9])|\b(?:1win|w88|m88|hi88|new88|33win|bk8|sunwin|go88|b52|hitclub"
        r"|manclub|iwin|vn88|fb88|ee88|mu88|qh88|u888|j88|fly88|uk88|mb66)\b.{0,40}(?:đăng (?:ký|nhập)|link vào"
        r"|cổng game|chính thức|mới nhất|trang chủ|đổi thưởng|casino|официальный|зеркало)"
    ),
    "casinos": (
        r"\bcasinos?\b(?! royale).{0,60}\b(?:bonus|bonuses|online|slots?|real money|free spins|deposit|login)\b"
        r"|\b(?:best|top|new) (?:\w+ )?casinos\b|\bcasino (?:reviews|sites?)\b|\blive casino &|\bno deposit bonus\b"
        r"|\bfree spins\b|\b(?:online|crypto|bitcoin|real money|no deposit|mobile) casinos?\b|\bonline (?:poker"
        r"|blackjack|slots|baccarat|roulette)(?:\Z| (?:for )?(?:real|games?|sites?)\b| ?[-|,:&])|\bslots online\b"
        r"|\bmaxwin\b|\bpragmatic play\b|\bbetting (?:tips|sites?|apps?)\b|\bsports betting\b|\b(?:online"
        r"|real money) pokies\b|\bpokies (?:online|australia)\b"
    ),
    "Indonesian": (
        r"\bslots? (?:gacor|dana|resmi|terpercaya|server (?:thailand|luar|kamboja)|thailand|kamboja|luar negeri)\b"
        r"|\bslot (?:deposit \d|pulsa )|\bslot (?:online|demo|deposit)\b.{0,40}\b(?:pragmatic|gratis|gacor|maxwin"
        r"|pulsa|dana|terpercaya|resmi)\b|\bslot(?:88|777|303|138|99|4d|qris)\b|\b(?:slot|situs|rtp"
        r"|pola)\b.{0,20}\bgacor\b|\bgacor (?:maxwin|slot)\b|\btogel\b|\b(?:situs|agen|bandar|daftar) (?:judi|slot"
        r"|toto|togel|gacor|poker|bola|sbobet)\b|\bjudi (?:bola|slot|poker|togel)\b|\bjudi online (?:terpercaya"
        r"|terbaik|indonesia|slot)\b|\btoto (?:4d|togel|hk|sgp)\b|\brtp slot (?:hari|live)\b|\bscatter hitam\b"
        r"|\bmahjong ways(?: \d|\Z)|\blink alternatif\b"
    ),
    "Vietnamese and Thai": (
        r"nhà cái (?:uy tín|hàng đầu|số 1|\w*\d)|nổ hũ|soi (?:kèo|cầu)|game bài|bóng đá trực (?:tuyến|tiếp)|xoilac"
        r"|xổ số|đá gà|tài xỉu online|cá cược (?:bóng đá|thể thao|trực tuyến)|บาคาร่า|แทงบอล|เว็บพนัน"
        r"|เว็บตรง ?ไม่ผ่านเอเย่นต์|เว็บสล็อต|สล็อต(?:เว็บ|ออนไลน์|แตก)|คาสิโนออนไลน์|หวยออนไลน์"
    ),
    "Korean": (
        r"(?:온라인|라이브|바카라|카지노|슬롯|토토|성인|먹튀) ?(?:바카라|카지노|사이트|쿠폰|검증)|파워볼|슬롯머신"
        r"|(?:비아그라|시알리스) ?(?:구매|구입|판매|정품)|출장 ?(?:안마|마사지) ?(?!$)"
    ),
    "Japanese": (
        r"オンカジ|オンライン ?カジノ|(?:バイアグラ|シアリス|レビトラ).{0,12}(?:通販|購入|個人輸入)"
        r"|コピー.{0,8}(?:代引|n級)|n級品.{0,4}代引|(?:激安|正規品|最安値).{0,20}送料無料|送料無料.{0,20}(?:激安"
        r"|正規品|最安値)|スーパーコピー|無修正(?:動画|av|画像)|アダルト(?:動画|サイト)|(?:パチンコ"
        r"|パチスロ) ?(?:優良|必勝)|出会い系"
    ),
    "Russian": (
        r"вавада|\bказино (?!рояль).{0,30}(?:официальный|зеркало|бонус|онлайн|вулкан)|онлайн[- ]казино"
        r"|вулкан (?:казино|вегас)|игровые автоматы|ставки на спорт|букмекерск|\bпорно(?! для)|займы? (?:онлайн"
        r"|на карту|без отказа)|проститутки"
    ),
    "Turkish": (
        r"\bbahis (?:siteleri|bonusu)\b|\b(?:canlı|güvenilir) bahis|canlı casino|deneme bonusu|(?:casino"
        r"|slot) siteleri|kaçak iddaa|escort bayan"
    ),
    "other tongues": (
        r"\bcassinos? (?:online|ao vivo)|\bmelhor(?:es)? cassinos?\b|apostas (?:esportivas )?online|jogo do tigrinho"
        r"|tragamonedas online|casinos? (?:en|online) (?:ligne|línea|linea|vivo|españa)|\bcasas de apuestas"
        r"|apuestas deportivas|casinò? online|\bnon aams\b|scommesse (?:online|sportive)|caça[- ]níqueis"
        r"|spielautomaten online|kasyno online|sázkov|nettikasino|casino zonder cruks|casino (?:utan"
        r"|ohne) (?:svensk )?(?:licens|lizenz|limit|oasis)"
    ),
    "counterfeits": (
        r"\b(?:cheap|wholesale) (?:\w+ )?(?:jordans|jerseys|uggs?|oakleys?|ray ?bans?|louis vuitton|moncler)\b"
        r"|\bjerseys (?:cheap|wholesale|from china)\b|\breplica (?:watches|handbags|rolex)(?:\Z| (?:online|for sale"
        r"|uk|shop|store)\b| ?[-|,:])"
    ),
    "pills": (
        r"\bonline pharmac(?:y|ies)\b|\bcanadian pharmac(?:y|ies) online\b|\bcbd gumm|\bcbd oil (?:for sale|online"
        r"|price)|\b(?:buy|cheap|order|generic) (?:\w+ )?PILLS\b(?!\?)|\bPILLS (?:online|price|cheap|for sale"
        r"|without prescription)\b"
    ),
    "loans, essays and followers": (
        r"\b(?:instant|quick|payday) loans?\b|\bcash loans (?:online|now)\b|\bessay (?:writing services?"
        r"|writers?\b.{0,20}\bonline|help online)\b|\b(?:buy|write my) (?:essays?|term papers?)\b(?! by)"
        r"|\bdissertation (?:writing services?|help online)\b|\b(?:buy|cheap) (?:\w+ )?(?:followers|backlinks)\b"
    ),
    "porn, in English": (
        r"\bporn ?hub\b|\b(?:free|hd|gay|teen|milf|amateur|watch) porno?\b|\bporno? (?:videos?|sites?|tube|pics?)\b"
        r"|\bxxx (?:videos?|porn|movies?|tube)\b|\bsex (?:videos?|cams?|tube|movies?)\b|\b(?:adult|nude"
        r"|naked) (?:videos|cams?)\b|\bescort (?:girls?|agency|ankara|istanbul|izmir)\b|\b(?:istanbul|ankara"
        r"|izmir) escort\b|\b(?:female|independent) escorts\b|\bcall girls? service\b|\bonlyfans leak"
    ),
}
# A title that calls itself a blog's, or speaks of the matter from outside, tells nothing.
_SPEAKS_OF_IT = (
    r"博客|小站|笔记|随笔|日[记志常]|札记|手记|周[记刊]|网志|(?<!代)开发|编程|源码|算法|爬虫|研究|评[论测]|识别|治理"
    r"|骗|诈|实录|揭秘|防范|调查|纪[实录]|论文|科普|风控|法律|概率|往事|回[忆顾]|(?<!-)\b(?:blogs?|notes?|stor(?:y|ies)|diary|journal"
    r"|films?|memoir|novela?s?|research|history|museum|development|devlog|literature|addiction|regulation|laws?"
    r"|statistics|probability|harms|spam|explained|adicción|filosof[iaíe]+|hist[oó]ria|histoire|xác suất|văn hóa"
    r"|hukuk)\b|ブログ|日記|規制|弁護士|詐欺|心理|블로그|법률|디자인|блог|закон\b|литератур|цензур|теори|антиспам"
    r"|блокировк|\bссср\b|สังคม"
)

# Words of a business. They tell of another owner only where nothing is left of the friend.
_BUSINESS = (
    r"有限公司|集团(?:官网|公司|股份)|(?:生产)?厂家|厂商|批发|招商|加盟|代理商|供应商|报价|价格表|登[录入]入口"
    r"|app下载|免费下载|在线观看|(?:全本|免费|言情|玄幻)小说|小说(?:网|阅读|下载|在线)|影院|彩票|(?:体育|娱乐)(?:官"
    r"|平台|app|网|城|集团|场|注册|登)|投注|棋牌|成人|代写(?!作)|代办|代孕|贷款|信用卡|装修公司|搬家公司|律师事务所"
    r"|医院|私服|外挂|培训(?:机构|学校|中心)|工商注册|商城|旗舰店|\b(?:casino|betting|slots?|poker|loans?|insurance"
    r"|mortgage|essay (?:writ|help|serv)\w*|cbd|vape|forex|pharmacy|coupons?|promo codes?|guest posts?"
    r"|seo (?:services?|agency)|payday|dating|escort|plumb(?:er|ing)|roofing|lawyers?|attorneys?|dentists?|realtors?"
    r"|real estate|movers|towing|locksmiths?|contractors?|inc\.?|llc|ltd|gmbh)\b|\b(?:buy|shop|cheap|discount"
    r"|wholesale|best price)\b|\bwrite for us\b|\b(?:for|helps?) (?:growing |modern |small )?(?:teams|businesses"
    r"|companies|startups)\b|\blatest .{0,40}\bnews\b|\b(?:news|gadgets|tech),? (?:and )?reviews?\b|\bbook a (?:call"
    r"|demo)\b|\bfree (?:trial|quote|consultation)\b|\b(?:car|dental|legal|cleaning|marketing|digital) (?:repair"
    r"|clinic|services?|agency|solutions?)\b"
)
# What parts the name of a site in its title from the rest.
_SEPARATORS = re.compile(r"\s*[-_|–—·:,]+\s*")


@functools.cache
def _spam() -> re.Pattern[str]:
    """Compile the words where they are first asked for: it takes 10 ms."""
    parts: dict[str, str] = {}
    for name, part in _PARTS.items():
        parts[name] = _with(parts, part)
    return re.compile(simplified(_with(parts, "|".join(_SPAM.values()))))


def _with(parts: Mapping[str, str], pattern: str) -> str:
    """Return a pattern with the parts that it names."""
    return re.sub("|".join(parts), lambda name: parts[name[0]], pattern) if parts else pattern


@functools.cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(simplified(words))


def spam_in_title(title: str) -> str:
    """Return the spam in a title in lower case, "" when there is none."""
    found = _spam().search(simplified(title))
    return title[found.start() : found.end()] if found and not is_of_a_writer(title) else ""


def is_of_a_writer(title: str) -> bool:
    """Say whether a title in lower case calls itself a blog's, or speaks of its matter from outside."""
    return bool(_compiled(_SPEAKS_OF_IT).search(simplified(title)))


def is_in_text(text: str, title: str) -> bool:
    """Say whether a text has spam beside the title, or a part of it, wherever they stand again, all in lower case."""
    for part in (title, *_SEPARATORS.split(title)):
        text = text.replace(part, " ") if part else text
    return bool(spam_in_title(text))


def is_of_a_business(text: str) -> bool:
    """Say whether a title and an opening text, in lower case, have two words of a business; one may be anybody's."""
    return len({found[0] for found in _compiled(_BUSINESS).finditer(simplified(text))}) > 1
