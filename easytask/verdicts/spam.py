"""List the words by which a title tells that somebody else has the site: gambling, porn, pills, loans, novels.

They are compared in lower case. Of 1,462 listed Chinese blogs (timqian/chinese-independent-blogs, d02e436) none has one
in its name or tags. In a text they mean nothing: blogs write about all of this.
"""

from __future__ import annotations

import functools
import re

_CHINESE = r"""
博彩|六合彩|时时彩|百家乐|真人(?:视讯|娱乐|棋牌|荷官)|(?:体育|网上|在线|电竞|足球|赛事)(?:投注|下注|博(?:彩|球|$))
|电子游艺|娱乐城|赌博(?:网|平台|app)|赌场(?:官网|平台|在线|app)
|棋牌(?:游戏|平台|官网|娱乐|下载|app|大厅)|澳门(?:新?葡京|威尼斯人|金沙|永利|太阳城|银河|美高梅|六合
|皇冠)|新葡京|威尼斯人(?:官网|娱乐|app|平台)|太阳城(?:集团|娱乐|官网)|永利(?:娱乐|官网|皇宫)
|皇冠(?:体育|现金|足球|新?2网|官网)|开云(?:体育|全站|集团官|app|登[录入]|官[网方]|平台|·|\(|（|kaiyun)
|kaiyun|乐鱼(?:体育|全站|app|官|登|·|\()|华体会|爱游戏(?:体育|app|官|登|·|\()
|米兰(?:体育|官网\()|星空体育|完美体育|必威(?:体育|app|官|登|·|betway|\(|（)|亚博(?:体育|app|官|登|vip)
|万博(?:体育|app|官|登|manbetx)|九游(?:娱乐|体育|会)|bob体育|ob体育|hth华体|半岛(?:体育|bd|综合
|官方体育)|南宫(?:娱乐|ng|国际)|金年会|雷速体育
|天博(?:体育|app|官)|江南(?:体育|官方体育)|沙巴体育|球速体育|mg电子|pg(?:电子|模拟器|娱乐|麻将)|麻将胡了
|老虎机|捕鱼(?:游戏|达人官|平台)|彩票(?:平台|官网|app|网址|登录|开奖|投注|计划)|北京赛车|幸运飞艇|pk10
|快三(?:平台|官网|app|开奖)|大发(?:彩票|快三|体育|云)|注册送(?:彩金|\d+)|送彩金|澳彩|香港马会|天天彩
|(?<!独)(?<!奇)特码(?!农|头|字)|网投(?:平台|网站)
|成人(?:视频|电影|网站|影院|小说|直播|用品|导航|在线|漫画|动漫)|无码(?:高清|视频|专区|在线|av|免费|a片
|精品)|三级片|色情|国产(?:精品|自拍|偷拍|成人|无码)|黄色(?:视频|网站|电影|小说|片)|一级(?:毛|黄|a)片
|麻豆(?:传媒|视频|精品)|91(?:视频|porn|av|短视频|国产)|(?<!契)约炮(?!灰)|同城约|裸聊|激情(?:视频|小说|五月)|欧美(?:性
|高清无)|日韩(?:精品|无码|av)|久久精品|(?:在线|高清|免费)av(?![a-z])|av(?:在线|天堂|女优|免费)|福利(?:视频|姬)
|(?<![十百千万公])里番(?!茄|外)
|全本(?:免费)?小说|免费小说|小说.{0,12}最新章节|最新章节.{0,20}(?:小说|读书|笔趣|无弹窗)|无弹窗|笔趣阁
|代开发票|(?<!主)(?<!举)办证(?!券|书|件)|私服(?:发布|网)|外挂(?:网|平台|辅助)|刷单|网赚平台|套现|迷药|催情
|(?:足球|nba|篮球|体育|英超|世界杯)(?:直播|在线).{0,12}(?:无插件|免费|高清|在线观看)|jrs直播|24直播网
"""
_ENGLISH = r"""
\bcasinos?\b.{0,60}\b(?:bonus|bonuses|online|slots?|real money|review|reviews|games|free spins|best|top
|deposit|login|play)\b|\b(?:online|best|top|live|crypto|bitcoin|real money|new|no deposit
|mobile)\b.{0,24}\bcasinos?\b
|\bonline (?:slots?|poker|roulette|blackjack|betting|gambling|baccarat)\b|\bslots? (?:gacor|online|demo
|deposit|dana|thailand|server|resmi|terpercaya|machine games)\b|\bslot ?(?:88|777|303|138|99|4d|qris)\b
|gacor\b|\btogel\b|\bjudi\b.{0,20}\b(?:online|bola|slot|poker|resmi)\b
|\bbandar (?:togel|judi|slot|q|bola|toto|darat)\b|\bsitus (?:slot|judi|toto|togel|resmi|gacor|poker
|bola)\b|\bsbobet\b|\bjoker123\b|\bmaxwin\b|\btoto (?:4d|macau|slot|togel|hk|sgp)\b|\brtp (?:slot
|live)\b|\b(?:agen|link|daftar) (?:slot|poker|bola|judi|togel|sbobet|alternatif)\b|\bpragmatic play\b
|\bscatter hitam\b|\bmahjong ways\b
|\bsports? ?(?:book|betting)s?\b|\bbetting (?:sites?|tips|odds|apps?)\b|\bfree spins\b
|\bno deposit bonus\b|\b(?:1xbet|mostbet|melbet|pin ?up|1win|22bet|bet365|188bet|betway|parimatch|stake(?:\.com| casino)
|dafabet|fun88|w88|m88|12bet|kubet|jun88|okvip|hi88|new88|shbet|789bet|f8bet|8xbet|33win|bk8|ae888
|789club|sunwin|go88|b52|hitclub|rikvip|manclub|iwin|vn88|fb88|i9bet|ee88|bong88|mu88|qh88|8kbet|u888
|j88|fly88|uk88|mb66|68 ?game ?bai)\b
|nhà cái|cá cược|xổ số|kèo (?:nhà cái|bóng)|nổ hũ|tài xỉu|soi (?:kèo|cầu)|game bài|đá gà|bắn cá
|bóng đá trực (?:tuyến|tiếp)|xoilac|trực tiếp bóng đá
|บาคาร่า|คาสิโน|สล็อต|แทงบอล|หวย|เว็บพนัน|ufabet|바카라|카지노|토토(?:사이트)?|슬롯|먹튀|파워볼
|성인(?:용품|사이트)|オンライン ?カジノ|オンカジ|パチンコ|アダルト(?:動画|サイト)|無修正|出会い系
|казино|игровые автоматы|ставки на спорт|букмекер|вулкан (?:казино|вегас|24)|\bпорно|проститутки
|\bbahis\b|canlı (?:casino|bahis|maç)|deneme bonusu|(?:casino|slot|bahis) siteleri|\biddaa\b
|kaçak (?:bahis|iddaa)|güncel giriş|escort bayan
|\bcassino\b|caça[- ]níqueis|apostas (?:esportivas|online)|jogo do (?:tigrinho|bicho)|tragamonedas
|casas? de apuestas|apuestas deportivas|casinos? en (?:ligne|línea|linea|vivo)|jeux? de casino
|spielautomaten|casinò? (?:online|non aams)|kasyno|kasíno|sázkov|scommesse|nettikasino|casino utan
|\b(?:viagra|cialis|levitra|sildenafil|tadalafil|xanax|tramadol|ivermectin|phentermine)\b|\b(?:online
|canadian|cheap) pharmac(?:y|ies)\b|\bcbd (?:oil|gumm)|\bpayday loans?\b|\b(?:instant|quick
|cash) loans?\b|\bessays? (?:writ|service|help|online)|\b(?:buy|write my|custom) (?:essays?|papers?)\b
|\bdissertation (?:writ|help)
|\bporn(?:o|hub|os|ography)?\b|\bxxx (?:videos?|porn|movies?|tube)\b|\bsex (?:videos?|cams?|chat|tube
|dolls?|toys|movies?|stories)\b|\b(?:adult|nude|naked) (?:videos?|cams?|dating|chat|girls)\b|\bescorts\b
|\bescort (?:girls?|services?|agency|ankara|istanbul|izmir)\b|\bcall girls?\b|\bonlyfans leak
|\breplica (?:watch|bag|rolex)|\b(?:buy|cheap) (?:followers|backlinks|likes)\b|\btinder clone\b
"""
_SPAM = "".join(_CHINESE.split("\n")) + "|" + "".join(_ENGLISH.split("\n"))

# Words of a business. They tell of another owner only where nothing is left of the friend.
_BUSINESS = (
    r"有限公司|集团(?:官网|公司|股份)|(?:生产)?厂家|厂商|批发|招商|加盟|代理商|供应商|报价|价格表|登[录入]入口"
    r"|app下载|免费下载|在线观看|小说|影院|彩票|体育|娱乐|投注|棋牌|成人|代写(?!作)|代办|代孕|贷款|信用卡"
    r"|装修公司|搬家公司|律师事务所|医院|私服|外挂|培训(?:机构|学校|中心)|工商注册|商城|旗舰店"
    r"|\b(?:casino|betting|slots?|poker|loans?|insurance|mortgage|essays?|cbd|vape|forex|pharmacy|coupons?"
    r"|promo codes?|guest posts?|seo (?:services?|agency)|payday|dating|escort|plumb(?:er|ing)|roofing"
    r"|lawyers?|attorneys?|dentists?|realtors?|real estate|movers|towing|locksmiths?|contractors?|inc\.?|llc"
    r"|ltd|gmbh)\b"
    r"|\b(?:buy|shop|cheap|discount|wholesale|best price)\b|\bwrite for us\b|\b(?:for|helps?) (?:growing "
    r"|modern |small )?(?:teams|businesses|companies|startups)\b|\blatest .{0,40}\bnews\b|\b(?:news|gadgets"
    r"|tech),? (?:and )?reviews?\b|\bbook a (?:call|demo)\b|\bfree (?:trial|quote|consultation)\b|\b(?:car"
    r"|dental|legal|cleaning|marketing|digital) (?:repair|clinic|services?|agency|solutions?)\b"
)


@functools.cache
def _compiled(words: str) -> re.Pattern[str]:
    """Compile the words where they are first asked for: it takes 10 ms."""
    return re.compile(words)


def spam_in_title(title: str) -> str:
    """Return the spam in a title in lower case, "" when there is none."""
    found = _compiled(_SPAM).search(title)
    return found[0] if found else ""


def business_in(text: str) -> str:
    """Return the word of a business in a title or an opening text in lower case, "" when there is none."""
    found = _compiled(_BUSINESS).search(text)
    return found[0] if found else ""
