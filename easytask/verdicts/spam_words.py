"""List the words by which a page tells that somebody else has the site, as data: gambling, porn, pills, loans, novels.

They are compared in lower case and in simplified Chinese. Of 1,462 listed Chinese blogs
(timqian/chinese-independent-blogs, d02e436) none has one in its name or tags. In a text they mean nothing: blogs write
about all of this. To add one: think of the innocent words that contain it, and put them into
tests/unit/verdicts/titles.py.

Chinese does not part words, so two rules do: such a word begins where no other Chinese letter stands before it (NEW),
and whatever follows it is such words, too, to the last Chinese letter (END). 优德体育官网 is a bookmaker's, and
优德体育老师 is somebody's; 快乐鱼官网 is not 乐鱼官网.
"""

from __future__ import annotations

# What stands in the patterns under these names. A part may name those before it.
PARTS = {
    # No Chinese letter stands before it but the end of 澳门 or 香港; any other is told by the first look back.
    "NEW": r"(?<![\u4e00-\u6e2e\u6e30-\u95e7\u95e9-\u9fff])(?<!(?<!澳)门)(?<!(?<!香)港)",
    "END": r"(?![\u4e00-\u9fff])",
    # Between a bookmaker's name and what it offers: the name in Latin, "中国" in brackets.
    "ALIAS": r"[a-z0-9·(). ]{0,20}(?:中国)?[)·| ]{0,3}",
    # Bookmakers that are called as nobody else is, and those that are called as cities, cars or people are.
    "BRAND": (
        r"(?:开云|kaiyun|乐鱼|华体会|九游会|金年会|必一|亚博|博鱼|乐[竞动]|雷竞技|ku酷游|酷游|申博|新[莆浦]京|365体育"
        r"|亿博|杏彩|新?葡京|尊龙凯时|竞技宝|优德w?88|南宫(?:28|ng)|彩神8?|凤凰彩票|大发888|ob欧宝|狗万|腾博会"
        r"|澳门(?:金沙|银河|永利|皇冠|美高梅|太阳城))"
    ),
    "CITY": (
        r"(?:米兰|星空|完美|球速|半岛|江南|天博|欧宝|皇冠|立博|优德|龙8|大发|必威|万博|凯发|和记|利来|威廉希尔|金沙"
        r"|美高梅|永利|银河|太阳城|雷火|泛亚|平博|南宫|爱游戏|九游|沙巴|云开|安博|球友会|威尼斯人"
        r"|伟德|必发|欧博|乐发|问鼎)"
    ),
    "PLAY": r"(?:(?:综合)?体育|娱乐[城场]?|棋牌|电竞|真人|彩票|投注|赌场|滚球|买球)",
    "SITE": (
        r"(?:官方网站?|官[网方]|中国|电子|国际|集团|全站|平台|线上|在线|注册|下载|安装|网[站页]|首页|手机版?|最新版?"
        r"|第一品牌|试玩|游[戏艺]|模拟器|软件|直播|商城|公司|运动)"
    ),
    "ENTER": r"(?:登[录入]|入口|网址|网页版|客户端|开户|welcome|app|ios)",
    "SELL": r"(?:PLAY|SITE|ENTER)",
    # Such words, of which one is of games or of the way to them.
    "SHOP": r"(?=(?>SITE)*?(?:PLAY|ENTER))SELL++END",
    "DRAW": r"(?:资料|论坛|大全|公开|开奖|号码|结果|记录|计划|预测|走势|公式|心水|正版|免费|规律|平台|官网|网|app)",
    "FILM": (
        r"(?:视频|影[院片]|电影|在线|观看|播放|免费|高清|精品|国产|欧美|亚洲|日韩|日本|一级|伊人|天堂|小说|漫画|直播"
        r"|激情|美女|用品|网站|看|片|不卡|[一二三]区|(?<!\d)\d{1,3}(?!\d))"
    ),
    "PORN": r"(?:无码|毛片|成人|乱[伦码]|人妻|性(?:爱|交|猛交)|[一二三]区[一二三]区|久{2,}|大香蕉|色情|黄片)",
    "LEWD": r"(?:PORN|自拍|偷拍|性生活|婷婷|黄色|三级片|裸体|麻豆|(?<![a-z0-9])av(?![a-z0-9]))",
    "FRUIT": r"(?:草莓|香蕉|丝瓜|榴莲|茄子|芭乐|小蝌蚪|秋葵|荔枝|向日葵|樱桃)",
    "PILLS": r"(?:viagra|cialis|levitra|kamagra|sildenafil|tadalafil|xanax|tramadol|ivermectin|phentermine|ozempic)",
    "CASINO": r"\b(?:online|crypto|bitcoin|real money|mobile|live|sweepstakes|no deposit) casinos?\b",
}
# What nobody but a spammer writes: a title tells by one of these alone. Each group has one reason to be there.
SURE = {
    "bookmakers, who are called as nobody else is": (
        r"NEWBRANDALIASSHOP|NEWBRAND[a-z]{0,12} ?·?\([^()]{1,16}\)(?:[a-z]{0,8}|体育)官[方网]"
        r"|NEWCITY[a-z]{0,12}·?\((?:中国|国际|唯一)\)官[方网]|(?<![a-z\u4e00-\u9fff])(?:bob?|ob)体育SELL*+END|(?<![a-z])(?:im|ag8?"
        r"|mg|pg|pp|jdb|cq9|fg)(?:电竞|电子|真人|娱乐|麻将|旗舰厅|亚游|国际厅)(?:官方?网站?|模拟器|试玩|集团|SHOP)"
    ),
    "bookmakers, who are called as cities, cars or people are": (
        r"NEW(?:CITY|(?<![a-z])(?:b|k1))ALIASPLAYALIAS(?:(?:官方?网站?|平台)END|SHOP)"
    ),
    "bookmakers, by what is only theirs": (
        r"[·(][a-z][a-z0-9. -]{1,14}\)? ?·?PLAY(?:官方?网|SHOP)|NEW(?:BRAND|CITY)[·(][a-z ]{2,15}\)?中国官方网站"
        r"|(?:体育|娱乐)(?:·?\((?:中国|国际|唯一)|·\([a-z0-9 .-]{2,15})\)·?(?:官方网站|官网|app)|凯发k8|k8凯发|w66利来"
        r"|银河国际galaxy|万博manbetx|必威betway|欧博allbet|bevictor伟德|半岛bd|皇冠足球网|金年会金字|365英国上市|亚洲必赢|竞技宝jjb"
        r"|人生就是[博搏]|太阳成(?:集团|官网)END|金沙js\d|永利皇宫\d|美高梅mgm|亚美am8|天博tb|大发888|必威西汉姆"
    ),
    "games for money": (
        r"NEW(?:真人|线上|在线)?百家乐SELL++END|真人(?:百家乐|视讯|荷官)|NEW(?:线上|网上)娱乐城(?:推荐|SELL)++END"
        r"|NEW网赌被黑|抢庄牛牛|真钱(?:炸金花|棋牌|老虎机|斗地主|百家乐)|十大.{0,4}(?:博彩|网赌)|NEW同城约炮END"
        r"|NEW裸聊SELL++END|(?:世界杯|欧洲杯|亚洲杯|欧冠|英超)(?:官方|外围赛?)?(?:(?:投注|下注|买球|外围)SELL++"
        r"|竞猜平台)END|(?:注册|下载)(?:就|即)?送(?:彩金END|体验金|\d{1,4}元)|购彩(?:中心)?welcome|welcome购彩"
    ),
    "lotteries": (
        r"NEW(?:六合彩|时时彩|幸运飞艇|分分彩|特码|六开彩)DRAW++END|(?:赛车|飞艇)pk10|大发快三|NEW彩神8(?!\d)|(?:澳门"
        r"|奥门|香港)(?:最快)?(?:正版资料|六合彩?|六开彩?|开奖)DRAW+END|新[澳奥]门?六开彩|今彩539|天天开(?:奖|好彩)"
        r"|NEW(?:加拿大28|澳洲幸运5)(?:预测|开奖|走势|计划)DRAW*+END|[一六]肖(?:一码|中特)|一码一肖|必中一码"
    ),
    "porn, as a run of its words": r"NEW(?=(?>FILM)*?PORN)(?:PORN|LEWD|FILM){3,}+END",
    "porn, by its makers and shops": (
        r"(?<![\d.])91(?:短?视频FILM*+END|(?:porn|av)(?![a-z]))|麻豆(?:传媒|精品)|蜜桃传媒|杏吧论坛|激情五月(?:婷婷"
        r"|丁香|综合|色)|NEW野花社区(?=FILM{2})|NEW(?:抖阴|色多多)(?:短?视频|旅行射|SELL)++END|黑料不打烊|成人抖音|抖音成人版|暗网禁区"
        r"|视频(?:污版?|无限(?:次数?|看)|懂你更多)SELL*+END|(?<![a-z])(?:jav ?hd|missav)(?![a-z])"
    ),
    "frauds and private game servers": (
        r"NEW代开发票(?:公司|电话|SELL)*+END|办证刻章|(?:信用卡|花呗|白条|pos机)套现SELL++END|套花呗|网贷口子"
        r"|usdt承兑|NEW迷药(?:商城|购买)|NEW催情(?:药|粉|喷雾)END|代孕(?:公司)?(?:价格|费用|哪家好)END|私服(?:发布网?"
        r"|网站)+END|传奇sf|NEW新开传奇(?:END|私服)"
    ),
    "novels and streams": (
        r"(?:全本|免费)+小说(?:阅读|下载|在线|网){2,}+END|免费小说阅读网|全本免费小说|jrs直播|crack ?streams"
    ),
    "casinos and bookmakers, by their Latin names": (
        r"(?<![a-z0-9])(?:1xbet|mostbet|melbet|vavada|casibom|beplay|bwin必赢|365bet|22bet|bet365|188bet|betway"
        r"|parimatch|dafabet|fun88|12bet|kubet|jun88|okvip|shbet|789bet|f8bet|8xbet|ae888|789club|rikvip|i9bet|bong88"
        r"|8kbet|68 ?game ?bai|pgslot|ufabet|sbobet|4rabet|pin[- ]?up (?:casino|bet|kazino|aviator)|1win casino"
        r"|stake casino)(?![a-z0-9])|\b(?:1win|w88|m88|hi88|new88|33win|bk8|sunwin|go88|b52|hitclub|manclub|iwin|vn88"
        r"|fb88|ee88|mu88|qh88|u888|j88|fly88|uk88|mb66)\b.{0,40}(?:đăng (?:ký|nhập)|link vào|cổng game|chính thức"
        r"|mới nhất|trang chủ|đổi thưởng|casino|официальный|зеркало)"
    ),
    "casinos": (
        r"\bno deposit (?:casino )?bonus(?:es)?\b|\bcasino bonus \d|\b(?:non[- ]|not on )gamstop\b"
        r"|\bsweepstakes casinos\b|\bonline pokies\b|\bpokies (?:online|australia)\b|\b(?:beste?"
        r"|top) (?:\d+ )?(?:new )?CASINO(?=\Z| ?[-|,&]| (?:\d|for\b|canada|uk|usa|nederland))"
        r"|\bcasino en ligne (?:fiable|france)|\b(?:melhor|mejor)es (?:cas(?:as|inos) de apuestas|casas de apostas"
        r"|cassinos)|\bcasinos? .{0,30}for real money\b|\b(?:online slots|slots online) (?:for )?real money\b"
        r"|\bsports betting sites\b|\bsatta (?:king|matka) (?:result|chart|live)"
        r"|\bcasinos? (?:online )?(?:sin licencia|uten norsk lisens|utan svensk licens|ohne (?:oasis|limit|lizenz)"
        r"|zonder cruks|non aams|senza aams)|\bnon aams\b"
    ),
    "Indonesian": (
        r"\bslots? (?:gacor|terpercaya|server (?:thailand|luar|kamboja)|thailand|kamboja|luar negeri)\b"
        r"|\bslot (?:deposit \d|pulsa )|\bslot (?:online|demo|deposit)\b.{0,40}\b(?:pragmatic|gratis|gacor|maxwin"
        r"|pulsa|dana|terpercaya|resmi)\b|\bslot(?:88|777|303|138|99|4d|qris)\b|\b(?:slot|situs|rtp"
        r"|pola)\b.{0,20}\bgacor\b|\bgacor (?:maxwin|slot)\b|\b(?:situs|agen|bandar|daftar) (?:judi|slot|toto|togel"
        r"|gacor|poker|bola|sbobet)\b|\bjudi (?:slot|togel)\b|\bjudi online (?:terpercaya|terbaik|indonesia|slot)\b"
        r"|\btoto (?:4d|togel|hk|sgp)\b|\brtp (?:slot (?:hari|live)|live slot)\b|\bscatter hitam\b|\bmahjong ways \d"
        r"|\bmaxwin\d|\blive draw (?:hk|sgp|sdy|hongkong|sydney|macau)\b|\b(?:pengeluaran|keluaran) (?:hk|sgp|sdy)\b"
    ),
    "Vietnamese and Thai": (
        r"nhà cái (?:uy tín|hàng đầu|số 1|\w*\d)|game bài đổi thưởng|cổng game (?:bài|nổ hũ)|soi kèo (?:bóng đá"
        r"|nhà cái)|xoilac|(?:cà ?khịa|cakhia|mitom|vebo|rakhoi|90phut) ?tv|socolive|tài xỉu online|cá cược (?:bóng đá"
        r"|thể thao|trực tuyến)|แทงบอล|เว็บตรง ?(?:ไม่ผ่านเอเย่นต์"
        r"|แตกง่าย)|เว็บสล็อต|สล็อต(?:เว็บ|ออนไลน์|แตก|\d)|pg slot (?:ทดลอง|เว็บ)|บาคาร่าออนไลน์|หวยออนไลน์ จ่าย"
    ),
    "Korean": (
        r"(?:바카라|카지노|토토|홀덤)사이트(?=\Z| ?[|:,-]| (?:추천|순위|온라인|먹튀))|먹튀검증|온라인(?:카지노"
        r"|홀덤) ?추천|(?:비아그라|시알리스) ?(?:구매|구입|판매|정품)|출장(?:안마|마사지)(?=\Z| ?[|:,-])"
        r"|소액결제 현금화"
    ),
    "Japanese": (
        r"オンカジ|入金不要ボーナス|ベラジョン|オンライン ?カジノ ?おすすめ(?!し)|(?:バイアグラ|シアリス"
        r"|レビトラ).{0,12}(?:通販|購入|個人輸入)|コピー.{0,8}(?:代引き(?!詐)|n級)|n級品.{0,4}代引|(?:激安|正規品"
        r"|最安値).{0,20}送料無料|スーパーコピー ?(?:ブランド(?! ?[をとのがは])|激安)|無修正(?:動画|av|画像)"
        r"|アダルト動画(?![をとのがは])|エロ動画|(?:パチンコ|パチスロ) ?優良店(?![をとのがは])|現金化 ?優良店"
    ),
    "Russian": (
        r"вавада|\bказино .{0,30}(?:официальный сайт|зеркало|бонус|вулкан)|вулкан (?:казино|вегас)"
        r"|играть в игровые автоматы|казино на деньги|букмекерская контора .{0,20}зеркало|\bпорно видео онлайн"
        r"|займы? (?:онлайн|без процентов) (?:на карту|без отказа)|займы? на карту (?:без отказа|срочно)"
        r"|проститутки (?:москвы|спб)|купить диплом (?:с занесением|о высшем|вуза|недорого)"
    ),
    "Turkish": (
        r"\b(?:bahis|casino|slot) siteleri(?:\Z| \d)|\bcanlı bahis siteleri|deneme bonusu|kaçak bahis siteleri"
        r"|escort bayan|(?<!alfa)(?<!\bti)(?:bet\d{0,4}|bahsegel) (?:güncel )?giriş\b|\bsweet bonanza (?:oyna|giriş"
        r"|demo)\b"
    ),
    "counterfeits": (
        r"\bjerseys (?:cheap|wholesale|from china)\b|\bcheap (?:jordans|oakleys?|uggs?) (?:outlet|online|sale"
        r"|store)\b|\b(?:buy|cheap) replica (?:watches|handbags)\b"
    ),
    "pills": (
        r"\b(?:buy|cheap|order|generic) (?:\w+ )?PILLS (?:online|\d+ ?mg|for sale)\b|\bPILLS (?:\w+ )?(?:for sale\b"
        r"|without prescription|kaufen|rezeptfrei|en ligne|online senza|sans ordonnance)|\b(?:acheter|comprare?"
        r"|kaufen) (?:\w+ )?PILLS\b|\bcanadian pharmac(?:y|ies) online\b|\bcbd gumm"
    ),
    "loans, essays and followers": (
        r"\b(?:instant|payday) loans online\b|\b(?:cheap|best|custom|top) essay writing services?\b"
        r"|\bbuy essays? online\b|\bbuy (?:\w+ )?(?:followers|backlinks) cheap\b"
    ),
    "porn, in English": (
        r"\bporn ?hub\b|\bfree porno? (?:videos?|tube|movies)\b|\b(?:istanbul|ankara|izmir) escort(?:\Z| ?[-|]"
        r"| bayan)|\bescort (?:ankara|istanbul|izmir)\b|\bonlyfans leak"
    ),
}
# What others call their blogs and write about as well: a title tells by two of these, or where the text tells, too.
AMBIGUOUS = {
    "bookmakers": (
        r"NEW(?:BRAND|CITY)ALIASSELL++END|(?<![a-z])(?:im|ag8?|mg|pg|pp)(?:电竞|电子|真人|娱乐)SELL*+END"
        r"|(?<![a-z])(?:pg|jdb|cq9)(?:模拟器|试玩)END|(?:体育|足球|电竞)(?:外围|投注|买球|下注|竞猜)"
    ),
    "games and lotteries": (
        r"NEW(?:真人|线上|在线)?(?:百家乐|老虎机|捕鱼|麻将胡了|棋牌|开元棋牌|彩票|购彩|博彩|赌博|赌场|网赌|网投|约炮"
        r"|刷单|外挂|网赚|三公|电子游艺)\d?(?:SELL|中心|大厅|排名|大全)++END|NEW跑分平台END|百家乐(?![器园团])"
        r"|六合彩(?!虹)|NEW(?:极速赛车|北京赛车|11选5|快三|快乐8|天天彩|马会)(?:票|DRAW)++END|(?:澳门|香港|奥门)(?:彩"
        r"|DRAW)DRAW+END"
    ),
    "porn": (
        r"NEW(?=(?>FILM)*?LEWD)(?:LEWD|FILM){2,}+END|NEWFRUIT视频SELL++END|91(?:大神|制片厂)END|麻豆视频|色综合网END"
        r"|外送茶END|吃瓜(?:网END|爆料|黑料)|黑料网END|NEW(?:外围女|av女优|福利姬)END|一夜情|\b(?:free|hd|gay|teen|milf|amateur"
        r"|watch) porno?\b|\bporno? (?:videos?|sites?|tube|movies)\b|\bxxx (?:porn|videos|movies?|tube)\b"
        r"|\bsex (?:cams?|videos|tube|movies?)\b|\b(?:adult|nude|naked) (?:videos|cams?)\b|\bescort (?:girls?"
        r"|agency)\b|\b(?:female|independent) escorts\b|\bcall girls? service\b"
    ),
    "frauds, private game servers, novels and streams": (
        r"(?:信用卡|花呗|白条|pos机)套现|代孕(?:公司|机构|中心)END|NEW办(?:理)?(?:国外|大学|高仿)?(?:毕业证|文凭)"
        r"|(?:传奇|魔兽|天龙八部|奇迹|诛仙)私服|(?:天龙八部|诛仙)发布网|NEW私服发布网|笔趣阁END|NEW(?:全本"
        r"|免费)+小说(?:阅读|下载|在线|网)+END|小说免费阅读|无弹窗小说|小说网[_,|-].{0,12}最新章节|(?:足球|nba|篮球"
        r"|英超|世界杯)直播(?:在线|观看|免费|高清|无插件|直播|网)*+END"
    ),
    "casinos": (
        r"CASINO|\b(?:best|new|top|nuovi) casinos?\b|\bcasinos? (?:bonus|reviews|login|online|sites?)\b"
        r"|\bcasino & slots\b|\bonline (?:poker|blackjack|slots|baccarat|roulette)\b|\bslots online\b|\bfree spins\b"
        r"|\bmaxwin\b|\bpragmatic play\b|\bbetting (?:tips|sites?|apps?)\b|\bsports betting\b|\bsportsbooks?\b"
        r"|\bfortune tiger\b|\bfake rolex\b|\baviator game\b|\bplay for real money\b|\bsatta (?:king|matka)\b"
    ),
    "Indonesian, Vietnamese and Thai": (
        r"\b(?:situs|platform) game online\b|\bdeposit (?:qris|pulsa|dana)\b|\bbonus new member\b"
        r"|\btogel\b|\bjudi (?:online|bola|poker)\b|\bslot (?:resmi|dana)\b|\bslot online\b|\bmahjong ways\Z"
        r"|\blink alternatif\b|game bài|nổ hũ|soi (?:kèo|cầu)|bóng đá trực (?:tuyến|tiếp)"
        r"|trực tiếp bóng đá|tỷ lệ kèo|xổ số|đá gà|tài xỉu|nhà cái"
        r"|บาคาร่า|เว็บพนัน|คาสิโนออนไลน์|หวย(?:ออนไลน์|ลาว)|เครดิตฟรี"
    ),
    "Korean and Japanese": (
        r"섹스파트너|만남 ?어플|조건만남|(?:실시간|무료|해외) ?(?:스포츠|축구|야구) ?(?:무료 ?)?중계"
        r"|(?:온라인|라이브|성인) ?(?:바카라|카지노|사이트)|(?:바카라|카지노|토토|슬롯) (?:사이트|쿠폰|추천)|파워볼"
        r"|슬롯머신|오피|(?:바카라|카지노|토토|홀덤)사이트|출장(?:안마|마사지)|オンライン ?カジノ|スーパーコピー"
        r"|ブックメーカー ?(?:おすすめ(?!し)|比較|ランキング)"
        r"|アダルト(?:サイト|動画)|(?:パチンコ|パチスロ) ?必勝|出会い系|デリヘル|クレジットカード現金化"
    ),
    "Russian and Turkish": (
        r"\bказино.{0,30}онлайн|онлайн[- ]казино|игровые автоматы|ставки на спорт|букмекерск|\bпорно|займы? (?:онлайн"
        r"|на карту)|проститутки|купить диплом|(?:güvenilir|canlı) bahis|(?:bahis|casino|slot) siteleri|canlı casino"
        r"|kaçak iddaa|\bslot oyunları"
    ),
    "other tongues": (
        r"\bcassinos? (?:online|ao vivo)|apostas (?:esportivas )?online|jogo do tigrinho"
        r"|tragamonedas online|casinos? (?:en|online) (?:ligne|línea|linea|vivo|españa)|\bcasas de apuestas"
        r"|apuestas deportivas|casinò? online|scommesse (?:online|sportive)|caça[- ]níqueis|spielautomaten online"
        r"|kasyn(?:o|a) (?:online|internetowe)|kasyn internetowych|sázkov|nettikasino|\bnettcasino|\bcasino på nett\b"
        r"|\bplinko\b|\bjogos? que pagam?\b"
    ),
    "goods and services": (
        r"\b(?:cheap|wholesale) (?:\w+ )?(?:jordans|jerseys|uggs?|oakleys?|ray ?bans?|louis vuitton|moncler)\b"
        r"|\breplica (?:watches|handbags|rolex)\b|\bonline pharmac(?:y|ies)\b|\bcbd oil (?:for sale|online|price)"
        r"|\b(?:buy|cheap|order|generic) (?:\w+ )?PILLS\b|\bPILLS (?:online|price|cheap)\b|\b(?:instant|quick"
        r"|payday) loans?\b|\bcash loans\b|\b(?:buy|write my) (?:essays?|term papers?)\b|\b(?:essay"
        r"|dissertation) writing services?\b|\b(?:buy|cheap) (?:\w+ )?(?:followers|backlinks)\b"
    ),
}
# A title that calls itself a blog's, or speaks of the matter from outside, tells nothing.
SPEAKS_OF_IT = (
    r"博客|小站|笔记|随笔|日[记志常]|札记|手记|周[记刊]|网志|(?<!代)开发|编程|源码|算法|爬虫|研究|评[论测]|识别|治理"
    r"|骗|诈|实录|揭秘|防范|调查|纪[实录]|论文|科普|风控|法律|概率|往事|回[忆顾]|(?<!-)\b(?:blogs?|notes?|stor(?:y"
    r"|ies)|diary|journal|films?|memoir|novela?s?|research|history|museum|development|devlog|literature|addiction"
    r"|regulation|laws?|statistics|probability|harms|spam|explained|adicción|filosof[iaíe]+|hist[oó]ria|histoire"
    r"|xác suất|văn hóa|hukuk)\b|ブログ|日記|規制|弁護士|詐欺|心理|블로그|법률|디자인|блог|закон\b|литератур|цензур"
    r"|теори|антиспам|блокировк|\bссср\b|สังคม"
)

# Words of a business. They tell of another owner only where nothing is left of the friend, and people write about what
# it deals in as well.
BUSINESS = (
    r"有限公司|集团(?:官网|公司|股份)|(?:生产)?厂家|厂商|批发|招商|加盟|代理商|供应商|登[录入]入口|(?:全本|免费|言情"
    r"|玄幻)小说|小说(?:网|阅读|下载|在线)|影院|彩票|(?:体育|娱乐)(?:官|平台|app|网|城|集团|场|注册|登)|投注|棋牌"
    r"|成人|代写(?!作)|代办|代孕|贷款|信用卡|装修公司|搬家公司|律师事务所|医院|私服|外挂|培训(?:机构|学校|中心)"
    r"|工商注册|商城|旗舰店|\b(?:casino|betting|slots?|poker|loans?|insurance"
    r"|mortgage|essay (?:writ|help|serv)\w*|cbd|vape|forex|pharmacy|coupons?|promo codes?|guest posts?"
    r"|seo (?:services?|agency)|payday|dating|escort|plumb(?:er|ing)|roofing|lawyers?|attorneys?|dentists?|realtors?"
    r"|real estate|movers|towing|locksmiths?|contractors?|inc\.?|llc|ltd|gmbh)\b|\b(?:for|helps?) (?:growing "
    r"|modern |small )?(?:teams|businesses|companies|startups)\b|\blatest .{0,40}\bnews\b|\b(?:news|gadgets|tech),? "
    r"(?:and )?reviews?\b|\b(?:car|dental|legal|cleaning|marketing|digital) (?:repair|clinic|services?|agency"
    r"|solutions?)\b|app下载|免费下载|在线观看"
)
# Of shopping: people call a diary of thrift by two of these, so that all together are one.
SHOPPING = r"\b(?:buy|shop|cheap|discount|wholesale|best price)\b|报价|价格表"
# What it says to its customers.
OFFERS = r"\bwrite for us\b|\bbook a (?:call|demo)\b|\bfree (?:trial|quote|consultation)\b"
