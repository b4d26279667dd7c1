"""Titles of living sites that contain the letters of spam, and titles of spam: one a line.

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
""".strip().split("\n")
SPAM = """
开云(中国)官方网站
开云Kaiyun(中国)官方网站-网页登录入口
Kaiyun·开云官网
九游会·(j9)官方网站
爱游戏(ayx)中国官方网站
乐鱼(leyu)体育官网
米兰(milan)中国官方网站
华体会(hth·官方网站)
星空(xingkong)体育官方网站
半岛(bandao)体育官网
金年会(jinnian)官网
必一运动(b-sports)官方网站
开元棋牌官网
博鱼(boyu)体育官网
云开·全站app登录入口
球友会(qyh)官方网站
安博体育官方网站
欧宝体育官网
ob欧宝娱乐
凯发k8官网登录
凯发国际官网入口
尊龙凯时官网
尊龙人生就是博
利来国际w66官网
和记娱乐官网
龙8国际官网
亿博体育
杏彩平台注册
抢庄牛牛官网
AG8亚游集团
beplay体育官网
bwin必赢官网
威廉希尔中国官网
立博体育官网
365bet官网
大发888官网
优德88官网
im电竞官网
雷火电竞官网
泛亚电竞app
pp电子官网
jdb电子官网
cq9电子官网
麻将胡了2官网
三公游戏平台
葡京娱乐官网
澳门银河官网
金沙js9线路检测
美高梅mgm官网
彩票app下载送18元
极速赛车开奖
分分彩计划
11选5平台
十大博彩公司
十大网赌平台
网赌被黑怎么办 出黑
体育外围平台
亚美am8ag
k8凯发
w66利来
天博tb综合体育
竞技宝jjb
电竞竞猜平台
真人百家乐
快乐8开奖
新澳门六开彩
管家婆一肖一码
澳门一码一肖100准
2026澳门正版资料大全
香港最快开奖结果
今晚必中一码
六肖中特
奥门开奖结果
欧美性生活
欧美性猛交
亚洲精品久久
国产乱伦
伊人大香蕉
色综合网
51吃瓜网
吃瓜爆料
黑料不打烊
91大神
成人抖音
暗网禁区
约炮软件
外围女
裸聊平台
AV女优
JAV HD
missav
代开发票公司
网贷口子
套花呗
USDT承兑
跑分平台
传奇私服发布网
传奇sf
新开传奇
魔兽私服
天龙八部发布网
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
彩神Ⅷ官网
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
91制片厂
代孕公司哪家好
办理毕业证_文凭
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
开云·官方网站
开云app下载
kaiyun sports官网
Kaiyun(中国)体育官方网站
必威体育登录入口-澳门新葡京官网
澳门新葡京 在线投注
澳门新葡京官网
澳门威尼斯人官网
澳门金沙娱乐
澳门银河娱乐官网
新葡京娱乐
乐鱼体育-leyu乐鱼全站app
乐鱼(中国)官方网站
华体会体育
华体会(hth)官方网站
爱游戏体育(ayx)官方网站
爱游戏(中国)官方网站
爱游戏官网入口
米兰体育官网
星空体育app下载
完美体育官网
亚博体育官网
亚博vip登录
万博manbetx官网
九游娱乐官网
九游会j9官网
bob体育
半岛体育官网
半岛·综合体育(中国)官方网站
半岛bd体育
南宫ng28官网
南宫娱乐
金年会官网
江南体育app
天博体育官网
沙巴体育
mg电子游戏
pg电子官网
pg电子模拟器
PG娱乐
麻将胡了试玩
老虎机游戏平台
捕鱼游戏平台
棋牌游戏平台下载
彩票平台
北京赛车pk10
幸运飞艇开奖
大发快三
注册送38元
注册送彩金
香港马会资料大全
天天彩票
特码资料大全
香港特码论坛
澳门六合彩资料
时时彩平台
百家乐官网
真人视讯
博彩公司排名
赌博网站大全
网投平台
成人视频在线观看_无码高清免费
成人视频在线观看_无码高清免费_国产精品久久
国产精品视频一区二区
国产精品久久久久
国产自拍视频
欧美性爱视频
日韩精品一区二区三区
日韩av在线观看
久久精品国产亚洲
黄色视频网站
一级毛片免费观看
麻豆传媒
91视频
91porn
激情五月丁香
av天堂
av在线观看
免费av
同城约炮
裸聊平台
色情网站
三级片在线看
全本免费小说阅读_最新章节
全本免费小说阅读_最新章节_笔下读书网
笔趣阁_无弹窗小说
某某小说网_最新章节列表
代开发票
专业办证刻章
私服发布网
外挂平台
刷单平台
信用卡套现
催情药
迷药商城
NBA直播_足球直播在线观看
jrs直播
Best Online Casinos 2026 - No Deposit Bonus
Best Online Casinos 2026 - No Deposit Bonus & Free Spins
Casino Bonus 2026
Live Casino & Slots
Crypto Casino
Top 10 Online Casino Reviews
Online Slots Real Money
GACOR88 : Situs Slot Gacor Hari Ini
GACOR88 : Situs Slot Gacor Hari Ini & Link Slot777 Maxwin Terpercaya
Slot88 Resmi
Slot Demo Pragmatic Gratis
Situs Judi Online Terpercaya
Togel Hongkong
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
온라인카지노
토토사이트 추천
먹튀검증
オンラインカジノ おすすめ
アダルト動画
Онлайн казино Вулкан - игровые автоматы
Deneme Bonusu Veren Siteler 2026
Canlı Bahis Siteleri
Buy Viagra Online
Cialis price
Cheap Xanax for sale
Online Pharmacy
Payday Loans
Essay Writing Service
Buy Essays
Free Porn Videos
XXX Videos
Escort Girls
Istanbul Escort Bayan
Replica Watches
Casino en ligne
Casas de apuestas
สล็อตเว็บตรง
บาคาร่าออนไลน์
ufabet
杏彩体育官网注册登录
""".strip().split("\n")
