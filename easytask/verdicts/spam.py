"""List the words by which a title tells that somebody else has the site: gambling, porn, pills, loans, novels.

They are compared in lower case. Of 1,462 listed Chinese blogs (timqian/chinese-independent-blogs, d02e436) none has one
in its name or tags. In a text they mean nothing: blogs write about all of this. To add one: think of the innocent words
that contain it, put them into tests/unit/verdicts/titles.py, and part them by what stands before or behind.
"""

from __future__ import annotations

import functools
import re

# What bookmakers, films and novels have beside their names. Chinese does not part words, so where an entry may be the
# end of one word and the beginning of another, what stands before or behind it tells.
_PARTS = {
    "HAN": r"[\u4e00-\u9fff]",
    "SELLS": r"(?:官[网方]|登[录入]|体育|全站|平台|娱乐(?!圈)|app|注册|下载|网址|入口|投注|棋牌|真人|赌场|线上)",
    "WATCH": r"(?:观看|播放|视频|影院|看片)",
    "PILLS": r"(?:viagra|cialis|levitra|sildenafil|tadalafil|xanax|tramadol|ivermectin|phentermine)",
    "FILMS": r"(?:视频|在线|久久|自拍|无码|[一二三]区|av|毛片|免费(?:观看|视频)|国产|欧美|亚洲|日韩|成人|福利)",
}
_CHINESE = r"""
六合彩(?![虹色绘])|时时彩(?![虹色绘])|真人(?:视讯|棋牌|荷官|娱乐(?![圈节新]))|电子游艺(?![机厅])
|(?:体育|网上|在线|电竞|足球|赛事)(?:投注|下注|博(?:彩(?![虹色绘])|球))
|赌场(?:官网|平台|在线|app)|澳门(?:新?葡京|威尼斯人|金沙|永利|太阳城|银河|美高梅|皇冠).{0,8}SELLS|澳门六合
|新葡京(?!酒店|大[厦楼]|夜景|的)|威尼斯人(?:官网|娱乐|app|平台)|太阳城(?:集团|娱乐|官网)|永利(?:娱乐|官网)
|(?<!丰田)皇冠(?:体育(?!馆|场)|现金|足球网|新?2网|官网)
|开云(?:体育|全站|kaiyun)|(?<!HAN)开云(?:app|登(?:录(?!器)|入)|平台|官[网方]|集团官网(?:app|登|入)|[·(].{0,16}SELLS)
|\bkaiyun\W{0,2}(?:中国\W)?(?:sports?(?![a-z])|SELLS)|(?<![快音欢喜])乐鱼(?:体育|全站|app|官[网方]|登[录入])
|(?<!HAN)乐鱼[·(].{0,16}SELLS|(?<!HAN)华体会(?![议展])|华体会(?:体育|hth)|hth华体|爱游戏体育
|(?<!HAN)爱游戏(?:app(?!开发)|官[网方]|登[录入]|[·(].{0,16}SELLS)|(?<![c际])米兰(?:体育(?![馆场报])|官网\()
|(?:星空|完美|沙巴|球速)体育(?![馆场课老公])|必威(?:体育|app|官[网方]|登[录入]|betway|\(.{0,16}SELLS)
|亚博(?:体育|app|官[网方]|登[录入]|vip)|万博(?:体育|app|官[网方]|登[录入]|manbetx)
|九游(?:娱乐|体育|会(?![员计稽议面]))|(?<![a-z])(?:bob|ob)体育|南宫(?:娱乐(?!圈)|ng(?![a-z' ])|国际(?:官|娱乐|app|登))
|半岛(?:bd|官方体育|[·(]?(?:综合)?体育(?:app|官[网方]|登[录入]|下载|[·(]))|(?<!HAN)金年会(?!$)
|(?<![今每明昨一两])天博(?:体育|app|官[网方])|江南(?:官方体育|体育(?:app|官[网方]|登[录入]|下载|[·(]))
|(?<![a-z])mg电子(?:游[戏艺]|平台|官|试玩|娱乐|app)|(?<![a-z])pg(?:电子(?![书琴表])|娱乐|麻将)
|北京赛车(?:pk|开奖|直播|计划|官[网方]|平台|投注|app)|幸运飞艇|(?<![尽飞赶])快三(?:平台|官网|app|开奖)
|(?<![重放广光扩伟最])大发(?:彩票|快三|体育)|注册(?:就|即)?送(?:彩金|体验金|\d{1,4}(?:元|彩金|体验金|$))
|(?<!HAN)送彩金(?![鱼属色箔])|[册赠]送彩金(?![鱼属色箔])|香港(?:赛)?马会.{0,6}(?:资料|开奖|彩|论坛)
|天天彩(?:票|平台|官网|开奖)
|(?:(?<!HAN)|[平港门彩])特码(?:资料|论坛|网|开奖|公开|王|诗|大全|规律|心水|生肖)|(?<![联上])网投(?:平台|网站)
|网赚平台|国产(?:偷拍|成人(?!用)|精品FILMS|自拍(?:视频|在线|偷拍)|无码(?:视频|av|在线|精品))
|日韩(?:精品FILMS|无码(?:视频|av|在线|精品)|av(?![a-z0-9]))|久久精品(?:FILMS|热(?!咖)|99)|一级(?:毛|黄|a)片
|无码(?:高清(?!晰)|专区|av(?![a-z0-9])|a片|精品(?!文|课)|视频(?![编剪制])|在线WATCH|免费WATCH)
|欧美(?:性(?:爱|交|色|视频|生活片)|高清无)|激情五月(?:婷婷|丁香|综合|色)
|(?:在线|高清|免费)av(?![a-z0-9])(?:WATCH|片|$)|(?<![a-z0-9])av(?:天堂|(?:在线|免费)WATCH)
|麻豆(?:传媒|视频|精品)|(?<![\d.])91(?:视频|短视频|国产(?![手车软])|porn|av(?![a-z]))
|(?<![时迭一二三世])代开发票(?![务据房夹风])|办证(?:刻章|电话$|微信$)|高仿办证|(?:快速|专业)办证(?:刻章|电话|公司|网|[-_|,]|$)
|套现(?:平台|商家|秒到)|(?<![痴低昏着沉入])迷药(?:商城|网|购买|货到|官|专卖)|催情(?:药|剂|粉|喷雾)
|全本(?:免费小说|小说(?:网|阅读(?!器)|下载|免费|在线))|免费小说(?:阅读(?!器)|网|下载|全本|在线|大全)
|小说(?:网|阅读(?!器)|[_,|-]).{0,12}最新章节|最新章节.{0,20}(?:笔趣|无弹窗|免费阅读|小说(?:网|阅读)|读书网)
|无弹窗(?:小说|阅读|全文|笔趣|最新|[_,])
|必威西汉姆|365(?:英国上市|体育(?:投注|官网|在线))|南宫28(?!号)|加拿大28(?:预测|官网|开奖|走势|在线)
|太阳成(?:集团(?!军)|官网|tyc)|永利皇宫(?:\d|app|登[录入])
|亚洲必赢|银河国际(?:galaxy|娱乐|登[录入])|彩神(?:[ivx]{1,4}|\d)?(?:官[网方]|登[录入]|app|争霸|彩票)|凤凰彩票(?!站)
|(?:welcome|欢迎)购彩|彩票welcome
|(?:世界杯|欧洲杯|亚洲杯|欧冠|英超|足球)(?:投注|下注|买球)(?:官|网|平台|app|入口|软件)|外围赛?(?:投注|下注|买球)
|真钱(?:炸金花|棋牌|老虎机|斗地主|麻将|游戏|百家乐|捕鱼)|(?<![a-z])ag(?:旗舰厅|亚游|国际厅|真人(?:官|平台|app|$))
|(?:亚洲|日韩|欧美|国产|无码|精品|久久|(?<![a-z])av)(?![头课咖])[^\s,]{0,4}一区二区(?![的合])
|(?<![a-z])av(?:无码|毛片|不卡)
|成人免费(?:视频|电影|观看)
|久久\d{1,3}(?:精品|国产|热)
|(?:草莓|香蕉|丝瓜|榴莲|茄子|芭乐|小蝌蚪|秋葵|荔枝)视频(?:污|app(?!开发)|下载(?!到)|无限|色版|黄版|成人|官网)
|[·(][a-z][a-z0-9. -]{1,14}\)? ?·?(?:(?:综合|全站)?体育(?:官|app|平台|登)|中国官方?网|全站(?:官|app|登))
|必一运动|博鱼体育|云开(?:·全站|体育(?!生))|球友会(?!议|$)|安博体育
|欧宝(?:体育(?!场)|娱乐|电竞(?!椅))|凯发(?:k8|国际|娱乐|官网|登[录入])|k8凯发
|尊龙凯时
|人生就是博|利来(?:国际|w66)|w66利来|和记娱乐(?!部)|龙8(?:国际|官网|娱乐(?!室))|亿博体育
|杏彩(?:体育)?官网|杏彩(?:平台|娱乐|官网)|优德(?:88|体育(?!老师)|w88)
|威廉希尔(?:中国|官网|体育)|立博(?:体育|官网|娱乐)|大发888|(?<![a-z])(?:im|雷火|泛亚|平博)电竞(?:官|app|登|平台|竞猜)
|葡京(?:娱乐|官网|平台)|金沙(?:js|娱乐(?!节)|线路(?!图))|美高梅(?:mgm|(?:mgm)?(?:平台|线路)|(?:官网|娱乐)(?:登[录入]|app|入口|网址|注册|官方|首页|\d|[-_|(]|$))|亚美(?:am8|娱乐)|竞技宝(?![典贝])
|天博(?:tb|综合)
|(?<![a-z])ag8?亚游|(?<![a-z])(?:pp|jdb|cq9|fg)电子(?:官|游戏|平台|试玩)|抢庄牛牛|三公游戏(?:平台|app|官)
|极速赛车(?:开奖|计划|官|平台)|分分彩(?!色|$)
|11选5(?:平台|计划|投注)|[一六]肖(?:[一中][码特])|一码一肖|必中一码|六开彩|(?:澳门|香港|奥门).{0,6}(?:正版资料|资料大全)
|管家婆.{0,4}(?:一肖|彩图)|(?:体育|足球|世界杯)外围(?:投注|下注|买球|网|平台|app)
|电竞竞猜(?:平台|网|app)|跑分平台(?!对比|安兔)
|usdt承兑|网贷口子|套花呗
|欧美性(?:猛交|生活(?:$|[,_|-]))|亚洲精品(?:久久|国产|无码|视频|在线)|国产乱(?:伦|码|子)|伊人(?:大香蕉|久久|综合)
|大香蕉(?:网|在线|伊人)
|(?<![配调])色综合(?:网(?!格)|久久|$)|51吃瓜(?!$)|黑料(?:不打烊|网(?!红))|91大神|成人抖音|抖音成人版|暗网禁区
|(?<![手颤别])抖阴(?![影天雨郁霾])|(?<![特景颜彩])色多多(?:视频|app|下载|官网)|向日葵视频(?:污|app|色版|黄版|成人|官网)|91制片厂|果冻传媒
"""
_ENGLISH = r"""
\bcasinos?\b(?! royale).{0,60}\b(?:bonus|bonuses|online|slots?|real money|free spins|deposit|login)\b
|\b(?:best|top|new) (?:\w+ )?casinos\b
|\bslots? (?:gacor|dana|resmi|terpercaya|machine games|server (?:thailand|luar|kamboja))\b
|\bslot (?:online|demo|deposit)\b.{0,40}\b(?:pragmatic|pg|gratis|gacor|maxwin|pulsa|dana|terpercaya|resmi)\b
|\bslot(?:88|777|303|138|99|4d|qris)\b|\b(?:slot|situs|rtp|pola|link|game)\b.{0,20}\bgacor\b
|\btogel\b|\bjudi (?:bola|slot|poker|resmi|togel)\b|\b(?:situs|agen|bandar) judi\b
|\bjudi online (?:terpercaya|terbaik|resmi|indonesia|slot)\b|\bbandar (?:togel|slot|bola|toto)\b
|\bsitus (?:slot|toto|togel|gacor|poker)\b|\bsbobet\b|\bjoker123\b|\btoto (?:4d|macau|slot|togel|hk|sgp)\b|\brtp slot\b
|\b(?:agen|daftar) (?:slot|poker|bola|judi|togel|sbobet)\b|\bscatter hitam\b|\bmahjong ways\b
|\bno deposit bonus\b
|(?<![a-z0-9])(?:1xbet|mostbet|melbet|vavada|casibom|beplay|bwin|365bet|missav|javhd|jav hd
|pin[- ]?up (?:casino|bet|kazino|aviator)|22bet
|bet365|188bet|betway|parimatch
|stake(?:\.com| casino)
|dafabet|fun88|12bet|kubet|jun88|okvip|shbet|789bet|f8bet|8xbet|ae888|789club|rikvip|i9bet|bong88|8kbet|68 ?game ?bai
|pgslot)(?![a-z0-9])
|\b(?:1win|w88|m88|hi88|new88|33win|bk8|sunwin|go88|b52|hitclub|manclub|iwin|vn88|fb88|ee88|mu88|qh88|u888|j88|fly88
|uk88|mb66)\b.{0,40}(?:đăng (?:ký|nhập)|link vào|cổng game|chính thức|trang chủ|đổi thưởng|khuyến mãi|uy tín|casino
|betting|официальный|зеркало)
|nhà cái(?! gì| nào)|nổ hũ|soi (?:kèo|cầu)|game bài|bóng đá trực (?:tuyến|tiếp)
|xoilac|trực tiếp bóng đá|บาคาร่า|แทงบอล|เว็บพนัน|เว็บตรง ?ไม่ผ่านเอเย่นต์|เว็บสล็อต
|สล็อต(?:เว็บ|ออนไลน์|แตก)|ufabet
|바카라 ?(?:사이트|게임|추천)|카지노 ?(?:사이트|추천|쿠폰)|(?:온라인|라이브) ?(?:바카라|카지노)
|슬롯 ?사이트|(?:비아그라|시알리스) ?(?:구매|구입|판매|정품)|출장 ?(?:안마|마사지)
|먹튀 ?(?:검증|사이트)|オンカジ
|(?:バイアグラ|シアリス|レビトラ).{0,12}(?:通販|購入|個人輸入)|コピー.{0,8}(?:代引|n級)|n級品
|(?:激安|正規品|最安値).{0,20}送料無料|送料無料.{0,20}(?:激安|正規品|最安値)
|無修正(?:動画|av|画像)
|вавада|казино (?!рояль).{0,30}(?:официальный|зеркало|бонус)
|вулкан (?:казино|вегас|24)
|\bbahis (?:siteleri|sitesi|bonusu)\b|\b(?:canlı|kaçak|güvenilir) bahis|canlı casino|deneme bonusu
|(?:casino|slot) siteleri
|kaçak iddaa|güncel giriş|escort bayan|\bcassinos? (?:online|ao vivo)|\bmelhor(?:es)? cassinos?\b
|apostas (?:esportivas|online)
|jogo do (?:tigrinho|bicho)|casinos? en (?:ligne|línea|linea|vivo)
|casinò? (?:online|non aams)|kasyno online|sázkov|nettikasino|casino (?:utan|zonder|ohne|senza|bez)\b
|\b(?:online|real money) pokies\b|\bpokies (?:online|australia)\b|\bslot (?:thailand|kamboja|luar negeri)\b
|\b(?:cheap|wholesale)\b.{0,24}\b(?:jordans|jerseys|uggs?|oakleys?|ray ?bans?|louis vuitton|gucci|moncler)\b
|\bjerseys (?:cheap|wholesale|from china)\b
|\bcbd gumm|\bcbd oil (?:for sale|online|uk|price)
|\b(?:instant|quick|cash) loans\b|\bessay (?:writing services?|writers?\b.{0,20}\bonline|help online)\b
|\b(?:buy|write my|custom) (?:essays?|term papers?)\b|\bdissertation (?:writing services?|help online)\b
|\bporn ?hub\b|\b(?:free|hd|gay|teen|milf|amateur|watch) porno?\b
|\bporno? (?:videos?|sites?|tube|movies?|pics?|stars?)\b
|\bxxx (?:videos?|porn|movies?|tube)\b|\bsex (?:videos?|cams?|tube|dolls?|toys|movies?)\b
|\b(?:adult|nude|naked) (?:videos|cams?|dating|chat)\b|\bescort (?:girls?|services?|agency|ankara|istanbul|izmir)\b
|\b(?:female|independent|vip|cheap) escorts\b|\bcall girls? (?:in|service)\b|\bonlyfans leak
|\b(?:buy|cheap) (?:followers|backlinks|likes)\b
"""
# What a blog may well be about: it tells nothing in a title that calls itself a blog's, or speaks of it from outside.
_TOPICS = r"""
(?<![广微])博彩(?![虹色绘印云])|百家乐(?![器园居评队谱章坊音])|娱乐城|赌博(?:网|平台|app)
|棋牌(?:游戏|平台|官网|娱乐|下载|app|大厅)|雷速体育|(?<!HAN)麻将胡了(?!吗|没)|(?<!臂)老虎机(?![械器问])
|捕鱼(?:游戏|达人官|平台)
|(?<!体)彩票(?:平台|官网|app|网址|登录|开奖|投注)|(?<![a-z0-9])pk10(?![a-z0-9])
|(?<![生合完变达组养当造形写换画])成人(?:视频|电影|网站|影院|小说|直播(?!课)|用品|导航|漫画|动漫|在线WATCH)
|三级片(?![段区选上式缓])|(?<![特角景颜彩灰绿蓝红白黑金黄紫青粉橙])色情(?:网|电影|视频|片|小说|图片|直播|漫画|游戏)
|(?<![金土橘淡浅])黄色(?:视频(?!线)|网站(?!配色)|电影(?!海报)|小说|片(?![段剂区岩状]))
|(?<![契大节条预简婚合])约炮(?![灰制弹台竹火兵楼轰仗击声手])|同城约(?:炮|p(?![a-z]))|(?<![赤裸])裸聊(?!天)
|激情(?:视频|小说(?!家))|(?<![a-z0-9])av女优|代孕(?:公司|机构|中心|价格|费用|哪家)
|(?<!补)办(?:理)?(?:国外|大学|高仿)?(?:毕业证|文凭)(?:[_,|-]|文凭|样本|成绩单|价格)|购彩(?:中心|大厅|平台|入口)
|十大网赌|网赌(?:平台|网站|被黑)|(?:澳门|香港|奥门|快乐8).{0,6}开奖|外围女|吃瓜爆料|传奇(?:sf|私服)|新开传奇
|(?:魔兽|天龙八部|奇迹|诛仙|传世)(?:私服|sf|发布网)|福利姬|(?<!HAN)福利视频|(?<!HAN)里番(?![茄外号薯组石])
|笔趣阁|私服(?:发布|网(?![络关卡]))|(?<![反调])外挂(?:网站|平台|辅助(?![线轮]))
|(?<![反防])刷单(?:平台|兼职|网|赚|返利|app|接单)
|(?:足球|nba|篮球|体育|英超|世界杯)(?:直播|在线).{0,12}(?:无插件|免费|高清|在线观看)|jrs直播|(?<!\d)24直播网
|\bonline (?:poker|blackjack)\b|\bslots? online\b|\bmaxwin\b|\bpragmatic play\b|\bbetting tips\b|\bfree spins\b
|\blink alternatif\b|\bsports betting\b|파워볼|슬롯머신|スーパーコピー|パチンコ(?:攻略|必勝|優良)|出会い系
|игровые автоматы
|tragamonedas|casas? de apuestas|caça[- ]níqueis|spielautomaten|\biddaa\b
|\bonline (?:slots|betting|gambling|baccarat|roulette)\b
|\bcasino (?:reviews|games|sites?|apps?)\b
|\blive casinos?\b
|\b(?:online|crypto|bitcoin|real money|no deposit|mobile)\b.{0,24}\bcasinos?\b(?! royale)
|\bsportsbooks?\b
|\bbetting (?:sites?|odds|apps?)\b
|cá cược
|xổ số
|tài xỉu
|đá gà
|คาสิโน
|หวยออนไลน์
|ставки на спорт
|букмекер
|\bпорно(?! для)
|займы? (?:онлайн|на карту|без отказа)
|казино (?:онлайн|вулкан)
|apuestas deportivas
|scommesse
|jeux? de casino
|\bpayday loans?\b
|\bgacor (?:hari ini|maxwin|slot)\b
|オンライン ?カジノ
|\b(?:online|canadian|cheap) pharmac(?:y|ies)\b
|アダルト(?:動画|サイト)
|パチスロ ?(?:優良|攻略|必勝)
|\b(?:buy|cheap|order|generic)\b.{0,24}\bPILLS\b
|\bPILLS\b.{0,24}\b(?:buy|online|price|cheap|for sale|without prescription)\b
|\breplica (?:watches|handbags|bags|rolex)\b
|토토 ?(?:사이트|추천)
|성인(?:용품|사이트)
|проститутки
|онлайн[- ]казино
|(?:信用卡|花呗|白条|pos机?)套现
"""
_ABOUT = r"""
博客|小站|笔记|随笔|日[记常]|札记|手记|周[记刊]|网志|开发|编程|源码|算法|爬虫|研究|分析|评[论测]|识别|检测|过滤|治理
|骗|诈|实录|揭秘|防范|调查|纪[实录]|现象|论文|科普|风控|法律|税收|概率|数学|往事|回[忆顾]|边界|爬取|模型
|\b(?:blogs?|notes?|diary|journal|films?|memoir|novela?s?|research|history|museum|development|devlog
|literature|addiction|regulation|law|statistics|probability|harms|spam|disability|explained
|adicción|filosof[iaíe]+|hist[oó]ria|histoire|xác suất|văn hóa|hukuk)\b|ブログ|日記|規制|弁護士
|블로그|법률|디자인|блог|закон\b|литератур|цензур|теори|антиспам|блокировк|\bссср\b|สังคม
"""


def _joined(*lists: str) -> str:
    """Return one pattern of lists that are broken into lines, their parts set in."""
    pattern = "|".join("".join(words.split("\n")) for words in lists)
    for name, part in _PARTS.items():
        pattern = pattern.replace(name, part)
    return pattern


_SPAM, _TOPIC, _SPEAKS_OF_IT = _joined(_CHINESE, _ENGLISH), _joined(_TOPICS), _joined(_ABOUT)

# Words of a business. They tell of another owner only where nothing is left of the friend.
_BUSINESS = (
    r"有限公司|集团(?:官网|公司|股份)|(?:生产)?厂家|厂商|批发|招商|加盟|代理商|供应商|报价|价格表|登[录入]入口"
    r"|app下载|免费下载|在线观看|(?:全本|免费|言情|玄幻)小说|小说(?:网|阅读|下载|在线)|影院|彩票|(?:体育|娱乐)(?:官|平台|app|网|城|集团|场|注册|登)|投注|棋牌|成人|代写(?!作)|代办|代孕|贷款|信用卡"
    r"|装修公司|搬家公司|律师事务所|医院|私服|外挂|培训(?:机构|学校|中心)|工商注册|商城|旗舰店"
    r"|\b(?:casino|betting|slots?|poker|loans?|insurance|mortgage|essay (?:writ|help|serv)\w*"
    r"|cbd|vape|forex|pharmacy|coupons?"
    r"|promo codes?|guest posts?|seo (?:services?|agency)|payday|dating|escort|plumb(?:er|ing)|roofing"
    r"|lawyers?|attorneys?|dentists?|realtors?|real estate|movers|towing|locksmiths?|contractors?|inc\.?|llc"
    r"|ltd|gmbh)\b"
    r"|\b(?:buy|shop|cheap|discount|wholesale|best price)\b|\bwrite for us\b|\b(?:for|helps?) (?:growing "
    r"|modern |small )?(?:teams|businesses|companies|startups)\b|\blatest .{0,40}\bnews\b|\b(?:news|gadgets"
    r"|tech),? (?:and )?reviews?\b|\bbook a (?:call|demo)\b|\bfree (?:trial|quote|consultation)\b|\b(?:car"
    r"|dental|legal|cleaning|marketing|digital) (?:repair|clinic|services?|agency|solutions?)\b"
)

# What parts the name of a site in its title from the rest.
_SEPARATORS = re.compile(r"\s*[-_|–—·:,]+\s*")


@functools.cache
def _compiled(words: str) -> re.Pattern[str]:
    """Compile the words where they are first asked for: it takes 10 ms."""
    return re.compile(words)


def spam_in_title(title: str) -> str:
    """Return the spam in a title in lower case, "" when there is none."""
    found = _compiled(_SPAM).search(title)
    if found is None and not _compiled(_SPEAKS_OF_IT).search(title):
        found = _compiled(_TOPIC).search(title)
    return found[0] if found else ""


def is_in_text(text: str, title: str) -> bool:
    """Say whether a text has spam beside the title, or a part of it, wherever they stand again, all in lower case."""
    for part in (title, *_SEPARATORS.split(title)):
        text = text.replace(part, " ") if part else text
    return bool(spam_in_title(text))


def business_in(text: str) -> str:
    """Return the word of a business in a title or an opening text in lower case, "" when there is none."""
    found = _compiled(_BUSINESS).search(text)
    return found[0] if found else ""
