"""Titles of living sites that contain the letters of spam, titles of spam, and titles of both: one a line.

An innocent word that a new entry of spam.py would take for spam comes in here first.
"""

from __future__ import annotations

INNOCENT = """
张三(zhangsan)官方网站
周深(charlie)的歌
半岛(bandao)日记
米兰(milan)留学生活
星空(star)摄影
欧宝官网
欧宝车主日记
和记小菜
尊龙人生
尊龙影迷
金沙遗址博物馆官网
金沙江漂流记
美高梅酒店试睡
天博
欧美性生活研究
配色综合指南
三公分的鱼
优德书店
龙8的兄弟
云开见日
球友会议纪要的博客
分分彩色
十二生肖中的六肖
葡京赌场游记的博客
网赌被骗实录
魔兽私服搭建笔记
快乐8开奖统计笔记
吃瓜群众
JavHDoc
加拿大28天自驾游
南宫28号院
永利皇宫酒店游记
凤凰彩票站日记
代孕公司调查手记
补办毕业证的流程
中科院一区二区三区期刊列表
亚洲一区服务器
亚洲二区的朋友们
PG Slot 复制槽 | PostgreSQL 笔记
pg slot lag
七彩神仙鱼
彩神在上
樱桃视频剪辑教程
番茄视频转码
理性看世界杯投注
世界杯外围赛赛程
AG真人秀回顾
AG超玩会
购彩站老板的随笔
コピー用紙の話
スーパーコピーの見分け方 - 質屋のブログ
送料無料の裏側
Казино Рояль: официальный трейлер
Pokies of the desert
Cheap flights, wholesale life
Slot machines of Thailand
Casa de apuestas, la novela
Sin casino, sin rey
จองตรงเว็บตรงโรงแรม
比特码的博客
比特码 - 记录技术
比特码网
模特码头
莱特码
独特码农
字特码字
国产精品软件推荐
国产精品茶
国产精品咖啡豆
国产精品手机评测
国产自拍杆横评
国产无码平台 - 低代码实践
欧美性价比酒店笔记
欧美性格测试
欧美性别研究
WAV在线转换笔记
WAV在线转换
WebDAV免费网盘
免费AV1编码器
在线AVIF转换
高清AVI播放
免费AVR教程
Casino Royale Review | Film notes
Casino Royale Fan Blog
Casino Royale: Best Scenes
Casino (1995) Review
Top Films: Casino
B52's Blog
B52
iwin的博客
iWin
Pin Up Notes
Pin-up Art
W88
M88 星系摄影
Go88
大发云
放大发云图
最大发云量
公开云平台实践
打开云平台的门
拨开云雾
拨开云官方
开云的博客
开云·随笔
开云(Kai Yun)
Kaiyun's Blog
kaiyun
快乐鱼官方
音乐鱼
乐鱼·生活
精华体会
清华体会
中华体会
华体会议
我爱游戏官方攻略
爱游戏·爱生活
爱游戏(和编程)的人
爱游戏登山的小明
AC米兰体育场
国际米兰体育新闻
星空体育馆
完美体育课
必威廉
胜必威(Shengbiwei)
东亚博物馆
东亚博士
十九游会稽山
blob体育
山东半岛体育馆
半岛综合
辽东半岛综合症
基金年会
奖学金年会
黄金年会
今天博客更新了
每天博官
江南体育中心
MG电子琴
EPG电子节目单
PG电子书
RPG娱乐
RPG模拟器
麻将胡了吗
我的麻将胡了
老虎机械键盘
老虎机器人
多臂老虎机
多臂老虎机算法
捕鱼游戏开发笔记
棋牌游戏开发
棋牌室隔壁
北京赛车场
北京赛车手
时时彩色
六合彩虹
微博彩色
广博彩印
斗博彩虹
在线博客
百家乐器
百家乐园
电子游艺机
真人娱乐圈
澳门威尼斯人游记
澳门银河一日游
澳门永利喷泉
新葡京大厦
永利皇宫喷泉
丰田皇冠官网
体彩票样
彩票计划
天天彩色
天天彩铅
天天彩虹
香港马会游记
送彩金鱼
注册送10G流量
PK100
尽快三平台部署
快三年了
上网投平台
互联网投资平台
成人在线学习笔记
成人在线教育
成人高考
生成人漫画
生成人视频
完成人小说
变成人影院
无码编程实践 - 低代码
二维码在线生成
零代码无码在线表单
无码免费建站
三级片段
三级片上缓存
特色情怀
角色情感
景色情诗
颜色情绪
金黄色片
黄色片区
黄色视频线
一级黄酒
1991视频
91avenue
契约炮
契约炮灰
节约炮弹
大约炮台
条约炮舰
同城约跑
同城约拍
赤裸聊天
裸聊诈骗
激情五月
激情五月天演唱会
日韩精品旅行
日韩精品咖啡馆
久久精品咖啡
社会福利视频
公司福利视频会议
公里番外
家里番剧
这里番茄熟了
B站里番剧推荐
独立游戏捕鱼达人
我的全本小说
某某的小说最新章节
免费小说阅读器
无弹窗广告拦截
纯净无弹窗输入法
笔趣阁爬虫笔记
时代开发票务
迭代开发票据系统
办证
主办证券
举办证书
出入境办证大厅
私服网络
反外挂平台
外挂辅助线
外挂网卡
刷单词
刷单词打卡
刷单骗局实录 - 老王的博客
一套现代前端
整套现货
全套现成组件
套现金流
痴迷药理
低迷药企
昏迷药物
催情节发展
北京足球直播间的故事
slot 的用法 - Vue 笔记
Vue slot demo
Slot server in Go
Slots demo
slot 99
RTP live streaming
Judith's blog
Judi Online
Situs Resmi Budi
Burung gacor
Link alternatif - catatan blog
Sports Books I Read
Sports Book Club
Essays Written at Night
Essays Online
My Essays, Writing and Code
Dissertation Writing Diary
Custom Papers in LaTeX
Food Porn Diary
Earth Porn
Pornography and the Law
Ford Escorts
Tinder Clone in React Native
MongoDB Replica Watcher
Pragmatic Playbook
Free Spins on my Bicycle - a cycling blog
Monte Cassino 1944
이웃집 토토로
허브와 텃밭
스포츠 중계를 보다가
野花社区
野花社区观察
Vườn Cà Khịa
TV 90 Phút đọc sách
토토의 블로그
Vue 슬롯 사용법
먹튀 논란
무슬롯
無修正版ソース
パチンコ日記
Казино Рояль
Музей игровых автоматов - блог
Xanax and me
Ivermectin: a study
CBD Oil Paintings
No Essay
Stakeholders
Mistake.community
New York Casino Photographs
A casino on the moon
南宫Ng's Blog
雷速体育爬虫
澳彩虹
概率与赌徒
在路上 - 拉斯维加斯游记
博彩业观察笔记
老虎机的历史 - 某某的博客
Online Poker Bot Devlog
Mayx的博客
抖阴影的人
手别抖阴天拍照指南
成人漫画展回顾
成人小说与少年小说的边界
亚洲一区二区的服务器延迟
无码头城市的一区二区
精品课一区二区
精品咖啡馆一区二区导览
太阳成集团军的番号考
草莓视频下载到手机的土办法
荔枝视频app开发日志
向日葵视频无限延迟的排查
新葡京的建筑
金沙线路图
金沙娱乐节
美高梅官网怎么取消预订
开云登录器
云开体育生日记
华体会展记
球友会
龙8娱乐室
优德体育老师
和记娱乐部
欧宝电竞椅测评
欧宝体育场
竞技宝典
分分彩
三公游戏规则
跑分平台对比
跑分平台安兔兔和鲁大师
足球外围训练
体育外围设施
黑料网红
巧克力黑料社
51吃瓜
特色多多下载
景色多多视频
调色综合网格
久久精品热咖啡
足球直播免费在线观看的法律问题
代开发票风波
我办证的一天：办证电话打不通
办证微信小程序真好用
快速办证攻略
专业办证员
pos机套现的识别模型
催情水
黄色电影海报
黄色网站配色
激情小说家
空调外挂平台
传奇私服往事
老虎机问题 | 强化学习
Online casino regulation in Germany: a law professor's blog
Casino games in probability class
Casino Reviews: the film by Scorsese
Online gambling harms | recovery diary
Betting odds and Bayesian statistics
Viagra price history
Viagra online: how spam works
Online pharmacy spam, measured
Payday loans explained
онлайн-казино: как я писал антиспам
Казино онлайн: блокировки Роскомнадзора
Ставки на спорт и теория вероятностей
Проститутки в литературе
Займы онлайн и закон
Порно и цензура
Игровые автоматы СССР
xổ số và xác suất
Đá gà trong văn hóa
Apuestas deportivas y adicción
토토 사이트 디자인
オンラインカジノ規制
アダルトサイト規制の歴史
หวยออนไลน์กับสังคมไทย
开云见日集
开云下载器
国开云教学平台
乐鱼钓场
音乐鱼缸
中华体会员
爱游戏的程序员小李
必威廉的网站
万博士的博客
东亚博览
天博物馆志愿者
天津博物馆
米兰时装周游记
米兰官网改版吐槽
星空摄影入口
星空电子书
星空国际学校校友录
完美世界游戏随笔
江南娱乐周报
江南彩票站见闻
半岛电子地图
半岛铁盒
欧宝国际车队
皇冠电子琴
金沙江
金沙国际会展中心观展
永利电器维修
银河娱乐圈编年
银河电子
太阳城市
太阳成长计划
凤凰彩票梦
利来电子元件
和记电讯用户日记
南宫问雅
南宫游戏人生
龙8手机壳
九游泳池
九游戏迷
亚博士后
沙巴旅行攻略
博鱼类学
安博会参展记
葡京赌场建筑
威尼斯人酒店攻略
威尼斯人口变迁
北京赛车公开课
赛车直播
棋牌软件源码
老虎机器学习
捕鱼软件著作权
彩票软件开发
百家乐团
麻将胡了
真人公司
特码网络
分分彩虹
极速赛车手
快乐8岁
天天彩绘
成人教育视频
成人大学平台
国产软件推荐
国产游戏看什么
国产视频编码器
日韩旅行视频
欧美电影笔记
亚洲电影大展
久久视频剪辑
久久的网站
精品视频课
在线视频转码
免费视频素材
高清影院推荐
黄色小鸭
黄色小说封面设计
色情与审查研究
自拍教程
自拍视频技巧
毛片加工木工
一区二区
伊人日记
草莓种植
草莓音乐节直播
香蕉视频教程
丝瓜汤
番茄小说作者自述
樱桃视频
小说网
小说阅读笔记
免费小说
直播网
足球直播
NBA直播笔记
传奇人物
魔兽世界笔记
外挂内存
发票助手
代开发
办证指南
毕业证设计
毕业证
跑分软件
刷单
贷款计算器
slot machine in Rust
Slots and Signals in Qt
Slot online judge
gacor code
Situs Saya
Toto's blog
Casino Royale
Casino
Online Poker Solver in Python
Pokies
Escort: a Ford restoration
Porn for book lovers
Free software videos
Sex education notes
Cheap flights
Cialis
Generic types in Go
Buy less
Essays
Loans from the library
Followers of Christ
Ставки центробанка
Букмекер и я
Займы слов
바카라
슬롯
토토의 하루
カジノ・ロワイヤル
コピー機の話
パチンコ
Bahis
Scommesse d'amore
Apuestas
iWin blog
Mahjong Ways of Life
Nhà cái tôi yêu
成人直播间里的英语课
老成人用品评
太阳城官网抢票攻略
澳门金沙酒店官网订房比携程便宜吗
澳门皇冠酒店下载发票
澳门美高梅注册会员住两晚
威尼斯人平台数据
永利官网订自助餐
美高梅娱乐
葡京平台鞋
乐鱼·生活平台
天博官网
天博app体验
爱游戏官方攻略
江南体育下载课表
江南体育官网改版
星空体育
必威官网
万博官网
凯发娱乐
龙8官网
立博体育
外围投注
果冻传媒
色综合
成人免费电影节
世界杯下注网站的概率模型
足球投注的数学
体育博彩税收
真钱麻将
电影《澳门风云》赌场在线观看影评
信用卡套现与我
迷药网
免费小说网爬取
我的小说阅读, 最新章节
写小说_最新章节 第三章
福利视频
里番
刷单网
老虎机
av在线视频会议设备
大发体育
皇冠体育
太阳城集团
Live casino
Online betting ruined my brother
Sportsbook
Mobile payments, casino chips and crypto
Slot machine games in Godot
Slot online/offline in Vue
RTP slot timing in WebRTC
Link game gacor
Burung gacor hari ini
Game burung gacor
Judi online resmi dilarang
Toto Slot
Toto Macau
bwin
stake.com vs proof of stake
Porno movies of the 70s, a film history
Sex toys and disability
Sex dolls in Japanese literature
Adult dating in your 40s
Naked chat
Call girls in Edwardian London
Cheap Gucci
Cheap ramen near Louis Vuitton Ginza
Buy Xanax? On benzodiazepine dependence
Canadian pharmacy
Cash loans in 1929
Buy essays by Montaigne
Custom essays
Replica watches forum drama
Replica bags
Cheap likes
Cyberpunk escort services in fiction
VIP escorts
CBD oil UK
Букмекер
Вулкан 24
Cá cược của Pascal
Trực tiếp bóng đá thời bao cấp
Tài xỉu
Nhà cái
Scommesse
Apostas esportivas: por que parei
Jogo do bicho: história
Jeux de casino au XVIIIe siècle
Casino ohne Dach
Casino bez
Bahis sitesi dolandırıcılığı
Kaçak bahis ve hukuk
Güncel giriş
스포츠토토 추천 음악
토토 추천
성인용품 법
출장 안마
온라인 카지노 법률
コピー代引き詐欺
n級品
パチスロ攻略
送料無料と激安の心理学
รีวิวคาสิโน มาเก๊า
Could not be satisfied
Salesforce
開雲見日
樂魚·生活
魔獸私服搭建筆記
無碼編程實踐 - 低代碼
拉斯維加斯遊記 - 線上娛樂城見聞
今彩電視機
娛樂城市
阿杰(Jay) 电子游戏与生活
小岛(island) 中国游戏三十年
罗马·roma 中国公司打工记
大B体育生活
开云集团财报解读
云开月明
爱游戏 iOS 分享
爱游戏的阿宅
威尼斯人官网订票经验
沙巴潜水
江南电子有限公司
半岛电竞椅开箱
星空电竞俱乐部
银河电竞馆
必一一的树洞
大发电竞
PG电子音乐
AG电竞
MG电竞战队
IM电竞社
天天彩铃下载
快乐8岁的儿子
香港公开资料整理
澳门论坛大全
香港网站平台推荐
彩票数据分析
彩票中心旁的面馆
捕鱼平台
老虎机中心博物馆
购彩人生
网赚平台避坑
刷单网站曝光
自拍平台
国产电影在线
日本电影免费看
欧美小说天堂
亚洲电影高清
黄色小说
成人高清视频线材评测
成人直播
人妻日常
久久为功
激情视频
美女漫画
视频污染治理
向日葵视频
电影天堂
免费小说下载站
最新足球直播
NBA直播
英超直播在线
办理毕业证的一天
代孕机构伦理
代孕公司
信用卡套现
新开传奇故事
真人电子乐队
真人电竞
体育投注数学模型
世界杯竞猜平台开发
百家乐概率
百家乐平台测试
线上娱乐城推荐算法
Best live casinos I never visited
Top online casino myths
Casino bonus hunters: a documentary
Play for real money: an anthropology of poker
How the casino bonus works
Slots and real money in Monte Carlo
Live casino dealer's diary
My crypto casino startup failed
Buy Xanax, they said
Cialis and other brand names
Order generic viagra: a spam museum
Replica watches collecting
Istanbul escort convoys in WWII
Sex videos in court
Free porn and teenagers: a teacher speaks
Free Porn Videos, a novel
Essay writing service for refugees
Cheap Jordans of Amman
Instant loans in Kenya
Togel Singapore 1970
Judi bola dan ayah saya
Slot resmi kereta
Game bài Tết
Cổng game thủ
Xổ số quê tôi
Đá gà ngày xưa
Canlı bahis bağımlılığı
Bahis siteleri ve gençler
Alfabe Giriş
İnternet Giriş
Tibet giriş
Казино: бонус-трек
Займы на карту: история долгов
Порно онлайн и подростки
토토사이트 피해자 모임
출장안마 간판 사진
카지노사이트 취재기
アダルト動画と若者
エロ動画規制
オンラインカジノ おすすめしない理由
スーパーコピーブランドを見抜く
買ったパチンコ優良店の跡地
xxx videos of cats
1win the war
joker123
k1体育馆
B体育课
大B体育馆
中国电子(CEC)体育平台
北京体育(BTI)官网
开云(Kering)官网改版评论
九游游戏官网
必一运动馆
优德体育官网吐槽
体育·(中国)
米兰(Milano)中国官网
皇冠体育用品商城
皇冠娱乐首页
金沙娱乐
完美体育直播
永利娱乐城旧址
雷火游戏官网
完美游戏官网
江南直播
利来国际
麻豆文旦
麻豆日常
必发财的小日子
问鼎中原
伟德学堂
乐发呆
外送茶飲評比
欧博电子爱好者
麻将胡了一把
スーパーコピー ブランド の見分け方
ブックメーカー おすすめしない理由
Situs kesukaan saya
Um trabalho que paga
棋牌平台与百家乐官网周刊
我的网志 · 百家乐官网 开元棋牌平台
百家乐官网与开元棋牌平台揭秘
开元棋牌平台、百家乐官网的防范
百家乐官网、棋牌平台科普
百家乐官网和棋牌平台的风控
オンラインカジノ 弁護士
""".strip().split("\n")
SPAM = """
NBA直播_足球直播在线观看
开云(中国)官方网站
开云Kaiyun(中国)官方网站-网页登录入口
九游会·(j9)官方网站
爱游戏(ayx)中国官方网站
乐鱼(leyu)体育官网
米兰(milan)中国官方网站
星空(xingkong)体育官方网站
半岛(bandao)体育官网
金年会(jinnian)官网
博鱼(boyu)体育官网
安博体育官方网站
欧宝体育官网
ob欧宝娱乐
凯发k8官网登录
尊龙人生就是博
和记娱乐官网
亿博体育
抢庄牛牛官网
AG8亚游集团
beplay体育官网
bwin必赢官网
立博体育官网
365bet官网
大发888官网
im电竞官网
雷火电竞官网
泛亚电竞app
pp电子官网
jdb电子官网
cq9电子官网
葡京娱乐官网
金沙js9线路检测
美高梅mgm官网
彩票app下载送18元
分分彩计划
十大博彩公司
十大网赌平台
网赌被黑怎么办 出黑
亚美am8ag
k8凯发
w66利来
天博tb综合体育
竞技宝jjb
真人百家乐
新澳门六开彩
管家婆一肖一码
澳门一码一肖100准
2026澳门正版资料大全
香港最快开奖结果
今晚必中一码
六肖中特
奥门开奖结果
亚洲精品久久
黑料不打烊
成人抖音
暗网禁区
裸聊平台
JAV HD
missav
代开发票公司
网贷口子
套花呗
USDT承兑
传奇私服发布网
传奇sf
新开传奇
必威西汉姆联
bet365官网中文版登录
南宫28官网登录
世界杯买球网站
2026世界杯投注官网
欧洲杯外围赛投注平台
太阳成集团tyc122cc
永利皇宫463
365英国上市官网
亚洲必赢
银河国际galaxy
凤凰彩票welcome登录
购彩中心welcome
welcome购彩大厅
真钱炸金花
ag旗舰厅官网
AG真人官方网站
日韩一区二区三区在线观看
亚洲av无码一区二区三区
成人免费视频在线观看
久久99精品国产
草莓视频污版app下载
香蕉视频无限次数
抖阴旅行射app
色多多视频
代孕公司哪家好
Slot Thailand Server Luar Negeri
หวยออนไลน์ จ่ายบาทละ 900
PGSLOT เว็บตรง แตกง่าย
ルイヴィトン バッグ スーパーコピー 激安通販
スーパーコピーブランド専門店
シャネル コピー 代引き
ロレックス スーパーコピー n級品 代引き優良店
【楽天市場】激安 正規品 送料無料 ダイソン 掃除機
パチスロ 優良店
バイアグラ 通販 個人輸入
Online Pokies Australia
1win официальный сайт
Казино Вавада - официальный сайт
Займы онлайн на карту
Casibom giriş - Casibom güncel adres
Casino zonder Cruks
비아그라 구매
출장안마 - 전국 출장마사지
Cheap Jordans Outlet Store
NFL Jerseys Cheap Wholesale China
开云(中国)官方网站-登录入口
开云（中国）官方网站-kaiyun登录入口
开云体育(中国)官方网站-登录入口
开云体育
开云app下载
Kaiyun(中国)体育官方网站
必威体育登录入口-澳门新葡京官网
澳门新葡京 在线投注
澳门金沙娱乐
澳门银河娱乐官网
新葡京娱乐
乐鱼体育-leyu乐鱼全站app
乐鱼(中国)官方网站
华体会体育
华体会(hth)官方网站
爱游戏体育(ayx)官方网站
爱游戏(中国)官方网站
米兰体育官网
星空体育app下载
完美体育官网
亚博体育官网
亚博vip登录
万博manbetx官网
九游娱乐官网
bob体育
半岛体育官网
半岛·综合体育(中国)官方网站
半岛bd体育
江南体育app
天博体育官网
pg电子官网
pg电子模拟器
北京赛车pk10
幸运飞艇开奖
大发快三
注册送38元
注册送彩金
特码资料大全
香港特码论坛
澳门六合彩资料
时时彩平台
百家乐官网
真人视讯
成人视频在线观看_无码高清免费
成人视频在线观看_无码高清免费_国产精品久久
国产精品视频一区二区
国产精品久久久久
欧美性爱视频
日韩精品一区二区三区
久久精品国产亚洲
一级毛片免费观看
麻豆传媒
91视频
91porn
激情五月丁香
同城约炮
裸聊平台
全本免费小说阅读_最新章节
全本免费小说阅读_最新章节_笔下读书网
笔趣阁_无弹窗小说
代开发票
专业办证刻章
私服发布网
催情药
迷药商城
jrs直播
Best Online Casinos 2026 - No Deposit Bonus
Best Online Casinos 2026 - No Deposit Bonus & Free Spins
Casino Bonus 2026
Online Slots Real Money
GACOR88 : Situs Slot Gacor Hari Ini
GACOR88 : Situs Slot Gacor Hari Ini & Link Slot777 Maxwin Terpercaya
Slot88 Resmi
Slot Demo Pragmatic Gratis
Situs Judi Online Terpercaya
Agen Slot Terpercaya
Daftar Sbobet
RTP Slot Hari Ini
TX99 - Nhà Cái Uy Tín | Đăng Ký
W88 - Link Vào W88 Chính Thức
B52 Club - Cổng Game Bài Đổi Thưởng
Go88 - Trang Chủ Tải Game Chính Thức
Jun88
New88 Đăng Nhập
Pin Up Casino
1win Casino
Mostbet
바카라사이트 - 카지노 추천
토토사이트 추천
먹튀검증
オンラインカジノ おすすめ
アダルト動画
Онлайн казино Вулкан - игровые автоматы
Deneme Bonusu Veren Siteler 2026
Canlı Bahis Siteleri
Buy Viagra Online
Cheap Xanax for sale
Free Porn Videos
Istanbul Escort Bayan
สล็อตเว็บตรง
บาคาร่าออนไลน์
ufabet
杏彩体育官网注册登录
开云体育app官方下载安装-开云体育平台
乐鱼电竞官网登录
华体会电竞平台
乐竞体育官网
爱游戏体育app登录入口
江南体育(JN SPORTS)官方网站
天博体育(中国)官方网站登录入口
完美电竞官网
K1体育(中国)官方网站
B体育官网登录入口
雷竞技(中国)app官网
酷游体育登录
金年会体育app官网
金年会金字招牌信誉至上
南宫体育官网
星空体育平台官网入口
必一体育官网入口
九游体育官方网站
pg电子官方网站 - 麻将胡了
mg电子试玩
bet365体育在线
十大正规网赌平台
世界杯官方买球app
澳门永利娱乐官网
澳门美高梅官网登录
澳门新莆京游戏app
皇冠体育app官网
皇冠足球网
大发体育官网
大发彩票官网
幸运飞艇计划官网
澳洲幸运5开奖结果
加拿大28预测网
新奥天天开奖资料大全600tK
2026新澳门天天开好彩大全
香港六合彩开奖结果
白小姐一肖一码
亚洲欧美日韩精品久久
国产精品久久久久久久久
亚洲精品无码久久久久
久久精品国产
国产成人精品在线
日本无码一区二区
欧美日韩国产成人在线
成人网站在线观看
9.1成人免费看片
茄子视频懂你更多
麻豆精品
蜜桃传媒
杏吧论坛
新笔趣阁_最新小说免费阅读
办证刻章联系电话
传奇私服_新开传奇私服网站
热血传奇sf发布网
Slot Gacor Hari Ini Gampang Menang
Daftar Situs Slot Online Terpercaya 2026
RTP Live Slot Gacor
Bandar Toto Macau Terpercaya
Situs Toto Slot
Agen Judi Bola Online
Slot Deposit 5000
Slot Pulsa Tanpa Potongan
Slot Dana Gacor
Mahjong Ways 2
Nhà Cái Uy Tín Số 1 Châu Á
Tải Game Bài Đổi Thưởng
Soi Kèo Bóng Đá Hôm Nay
Trực tiếp bóng đá Xoilac TV
Link W88 mới nhất
789BET - Trang chủ đăng ký
บาคาร่าออนไลน์ เว็บตรง
สล็อตออนไลน์ แตกง่าย
카지노사이트 | 온라인카지노 추천
토토사이트 순위
먹튀검증사이트
Casino en ligne fiable 2026
Casino Online sin licencia en España
Mejores casas de apuestas
Casino utan svensk licens
Casino ohne OASIS
Beste Online Casinos
Casino non AAMS
Siti scommesse non AAMS
Deneme Bonusu Veren Siteler
Bahis Siteleri 2026
Slot Siteleri
Вавада официальный сайт
Pin-Up Casino официальный сайт
Онлайн казино на деньги
Букмекерская контора 1xbet зеркало
Играть в игровые автоматы бесплатно
Порно видео онлайн
Займы онлайн без отказа
Buy Cheap Viagra Online
Generic Cialis 20mg
Canadian Pharmacy Online
Buy Replica Watches UK
Custom Essay Writing Service
Buy Essay Online Cheap
Payday Loans Online Same Day
Free Porn Videos & Sex Movies
Istanbul Escort
Buy Instagram Followers Cheap
Best Crypto Casinos 2026
Top Online Casinos for Real Money
Play Slots Online for Real Money
Sports Betting Sites
開雲體育官網
線上娛樂城推薦 2025 - 十大娛樂城排名
百家樂技巧教學 - 真人百家樂
今彩539開獎號碼
香港六合彩開獎結果
國產精品視頻一區二區
代開發票
Non Gamstop Casinos UK
Sweepstakes Casinos with Free SC
Casinos sin licencia en España
Casino uten norsk lisens
Acheter Cialis en ligne sans ordonnance
Kamagra Kaufen Rezeptfrei
Comprare Viagra generico online
Jojobet Giriş
Sweet Bonanza Oyna
Live Draw HK Pools
Satta King Result Today
Aviator Game Online - Play for Real Money
乐动体育·(LDSports)官方网站
狗万滚球
九游会J9官网真人游戏第一品牌
澳门新葡京_新葡京娱乐场官网
精品人妻无码一区二区三区
ベラジョンカジノ
エロ動画 無料
クレジットカード現金化 優良店
홀덤사이트
강남 오피 출장안마
สล็อต888
PG SLOT ทดลองเล่นฟรี
Crackstreams
Купить диплом с занесением в реестр
91视频免费观看
彩神8-购彩大厅-官网登录
Cổng game nổ hũ đổi thưởng
麻将胡了2试玩_PG模拟器
MK体育·(国际)官方网站
必发bifa·(唯一)官方网站
伟德国际官网 - bevictor伟德
欧博allbet官网
乐发彩票_乐发Welcome首页登录
久久精品国产亚洲av麻豆
スーパーコピー ブランド 激安通販 専門店
MPO88: Situs Game Online Deposit QRIS
台北外送茶 高檔茶莊 一夜情
섹스파트너 만남어플 순위
Nettcasino bonus - beste casino på nett
Plinko jogo que paga de verdade
必威betway
抖音成人版下载
信用卡套现app
免费全本小说阅读下载网
免费小说阅读网
Judi slot pulsa
Toto 4D hari ini
Scatter hitam mahjong
Maxwin88 login
Pengeluaran HK hari ini
Tài xỉu online uy tín
Cá cược bóng đá
แทงบอลออนไลน์
เว็บสล็อตอันดับ 1
소액결제 현금화
オンカジ入門
入金不要ボーナス一覧
無修正動画まとめ
Вулкан казино
Займы на карту без отказа
Проститутки Москвы
Kaçak bahis siteleri
CBD gummies
Porn hub
Escort Ankara
OnlyFans leaks
Melhores cassinos
허브TV - 실시간 스포츠중계 무료 스포츠중계
Cakhia TV - Trực tiếp bóng đá Cà Khịa TV hôm nay
Mitom TV
Kèo nhà cái 5 - Tỷ lệ kèo bóng đá trực tuyến hôm nay
野花社区在线观看免费观看最新视频6_野花社区在线观看免费完整版WWW
""".strip().split("\n")
# Of living blogs as well as of spam: they tell where the text does, too.
AMBIGUOUS = """
跑分平台 - CPU 与显卡性能对比
自拍视频
AV影院 HiFi 发烧友老唐
爱游戏直播
捕鱼直播
捕鱼游戏 Cocos 练手
魔兽私服 AzerothCore 折腾
笔趣阁
Sports Betting Analytics in R
How I quit online poker
Pragmatic Play – a kindergarten teacher in Bristol
Mahjong ways
Free spins
xXx movies ranked
Building an online pharmacy in Nairobi
Togel, utang, dan bapak saya
Game bài tập toán lớp 3
Старые игровые автоматы 80-х
Порнофильмы: аккорды и табы
Ставки на спорт: как я бросил
出会い系で出会った夫との日々
パチンコ必勝を信じた父
슬롯머신 같은 하루
クレジットカード現金化
Купить диплом
Kaiyun·开云官网
华体会(hth·官方网站)
必一运动(b-sports)官方网站
开元棋牌官网
凯发国际官网入口
尊龙凯时官网
利来国际w66官网
龙8国际官网
杏彩平台注册
威廉希尔中国官网
优德88官网
麻将胡了2官网
三公游戏平台
澳门银河官网
极速赛车开奖
11选5平台
体育外围平台
电竞竞猜平台
快乐8开奖
欧美性生活
欧美性猛交
国产乱伦
伊人大香蕉
色综合网
51吃瓜网
吃瓜爆料
91大神
约炮软件
外围女
AV女优
跑分平台
魔兽私服
天龙八部发布网
彩神Ⅷ官网
91制片厂
办理毕业证_文凭
开云·官方网站
kaiyun sports官网
澳门新葡京官网
澳门威尼斯人官网
九游会j9官网
南宫ng28官网
南宫娱乐
金年会官网
mg电子游戏
PG娱乐
麻将胡了试玩
老虎机游戏平台
捕鱼游戏平台
棋牌游戏平台下载
彩票平台
香港马会资料大全
天天彩票
博彩公司排名
赌博网站大全
网投平台
国产自拍视频
日韩av在线观看
黄色视频网站
av天堂
av在线观看
免费av
色情网站
三级片在线看
某某小说网_最新章节列表
外挂平台
刷单平台
信用卡套现
Live Casino & Slots
Crypto Casino
온라인카지노
Cialis price
Online Pharmacy
Payday Loans
Buy Essays
Escort Girls
Replica Watches
Casino en ligne
Casas de apuestas
开云电子(中国)官网
米兰体育(中国)股份有限公司官网
雷竞技RAYBET官网
ku酷游官网
PG电子·(中国)娱乐官方网站
365体育官网
足球外围app下载
澳门太阳城集团官网
新浦京官网
澳门葡京官网
申博官网
黄色片免费在线观看
香蕉视频app下载
丝瓜视频官方网站
91吃瓜网
今日吃瓜黑料
51cg吃瓜网
顶点小说网_最新章节_全文阅读
无弹窗小说网
小说免费阅读网
英超直播在线观看免费高清
nba直播免费观看直播在线
Meilleurs casinos en ligne
Apuestas deportivas online
Cassino Online Brasil
Online Casino Deutschland 2026
Nuovi Casino Online
Cheap NFL Jerseys
澳門新葡京官網
云开·全站app登录入口
球友会(qyh)官方网站
爱游戏官网入口
沙巴体育
威尼斯人官网app下载
Top 10 Online Casino Reviews
Togel Hongkong
Essay Writing Service
XXX Videos
PG模拟器
伟德国际官网
麻豆视频
外送茶
만남어플
조건만남
ブックメーカー 比較
Platform game online
Deposit pulsa
Bonus new member
Kasyna internetowe
Nettcasino
Plinko
黑料网
Adult videos
Nude cams
Female escorts
Call girls service
Fortune Tiger
Fake Rolex
Mahjong Ways
Trực tiếp: bóng đá trực tuyến
เว็บพนัน
คาสิโนออนไลน์
เครดิตฟรี
파워볼
デリヘル
Canlı casino
Kaçak iddaa
Slot oyunları
Apostas online
Jogo do tigrinho
Tragamonedas online
Casinò online
Scommesse sportive
Caça-níqueis
Spielautomaten online
Kasyn internetowych
Sázkové kanceláře
Nettikasinot
CBD oil price
실시간 스포츠중계
Trực tiếp bóng đá
Tỷ lệ kèo
""".strip().split("\n")
# Of companies: each has two words of a business.
OF_BUSINESSES = """
振远阀门厂商 - 批发
奶茶加盟招商
净水器代理商、供应商
字体免费下载 旗舰店
文案代写 代办
某某装修公司 - 搬家公司
某某律师事务所 工商注册
整形医院 培训学校
Write for us - Latest technology news
CRM for growing teams - Book a demo
Gadgets reviews and a free trial
Car repair - Free quote
""".strip().split("\n")
