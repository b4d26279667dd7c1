"""Bare pages of people, without a feed or a blog's navigation: the title and all that they say, one a line.

Many are called what servers, sellers and hosts call their pages; none is one.
"""

from __future__ import annotations

OF_PEOPLE = [
    (title, text)
    for title, _, text in (
        line.partition(" ¦ ")
        for line in """
LNMP 学习笔记 / nginx 配置 ¦ 把 nginx 的配置记下来，免得忘。
404 | 实验室 ¦ 一个人的电子实验室。最近在做示波器。
503 - 宿舍日常 ¦ 五零三宿舍四个人的流水账。
500 – 读书五百本 ¦ 目标是十年读完五百本书，现在第一百二十本。
404 ¦ 四零四，写歌的人。新歌在网易云。
404 Not Found ¦ 我们是 404 Not Found，一支后摇乐队。
404 Not Found 乐队 ¦ 成员：鼓手阿杰，吉他小雨。演出请联系邮箱。
502 宿舍 ¦ 毕业十年了，留个纪念。
500 Miles ¦ 歌词与翻译，还有我的旅行。
403 Forbidden Love ¦ A web novel, updated on Sundays.
500 days of summer ¦ My diary of a summer in Lisbon.
504 - 电影手账 ¦ 每年看五百零四小时的电影。
401 路公交 ¦ 一位司机的日记。
404 · 不存在的书店 ¦ 一间开在老巷子里的独立书店，周一休息。
404: a zine ¦ A zine about broken things, printed twice a year.
Error ¦ Error is my stage name. Music, shows, contact.
Sorry ¦ Sorry, I write slowly. Poems below.
Whoops! I did it again ¦ Baking fails and other adventures.
Forbidden ¦ A text adventure in the forest. Start the game.
Access Denied ¦ a text adventure by Mia
Bad Request ¦ Songs nobody asked for.
Not Found ¦ photographs of lost places
Index ¦ 写作、照片、代码。写信给我：me at friend.example
Coming Soon ¦ 新博客正在写，先放一首诗。春天来了，桃花开了。
Under Construction ¦ 我在搭自己的小站，先挂一句话：慢慢来。
建设中 ¦ 小站施工中，先写句话：人生若只如初见。
小站装修中 ¦ 老主题看腻了，换一个，周末回来。
网站维护中 ¦ 本站正在升级数据库，预计今晚十点恢复。
维护通知 ¦ 服务器到期迁移，大概两天，别取消友链呀。
暂停更新 ¦ 考研去了，明年见。
停更通知 ¦ 本站停止更新，感谢各位五年的陪伴。
闭站公告 ¦ 写了十年，到这里吧。感谢。
网站已暂停更新 ¦ 去远方走走，回来再写。
域名到期续费了 ¦ 差点忘了续费，吓出一身汗，现在好了。
域名投资笔记 ¦ 记录我买卖域名的心得，一口价、竞价、米表都写。
域名那些事 ¦ 域名注册、过户、停放，一个米农的随笔。
我的米表 ¦ 收藏了几个域名，自用不卖。主站写博客。
关于域名停放的研究 ¦ 论文笔记。停放域名有多少？
Domain Parking Research ¦ Notes for my PhD on parked domains.
Parking in Tokyo ¦ Where to park a car in Tokyo: a guide by a driver.
Casino Royale ¦ A fan page for the 2006 film with stills.
赌博心理学读书会 ¦ 我们每月读一本关于概率与成瘾的书。
反赌博 ¦ 写给曾经沉迷的自己，也写给还在里面的人。
色情与审查 ¦ 一个研究者的札记。
被黑记 ¦ 上周网站被黑，挂了博彩页面，已经清理完毕。
Hacked! ¦ My site was hacked last year. This is how I cleaned it up.
已删除 ¦ 这里曾经有三百篇文章，我把它们都删了。现在重新写。
Deleted Scenes ¦ Short fiction I cut from the novel.
账号已注销 ¦ 小说《账号已注销》连载，第十二章。
页面不存在主义 ¦ 存在主义读书笔记。
此页不存在 ¦ 一本关于失踪的小说，慢慢写。
It works! ¦ 第一个网页，哈哈。我叫阿明，今年十二岁。
Hello World ¦ Hi, I'm Tim. I build synths.
Welcome ¦ Welcome to my little corner. I draw frogs.
Success! ¦ Notes on small wins, by a teacher.
Test ¦ just testing my new static site generator, hi mum
Congratulations! You found my website ¦ There is nothing here but my cat.
There is nothing here yet ¦ I'm moving my posts over from the old site, one by one.
nginx ¦ 我的 nginx 笔记：反向代理、缓存、限流。
Nginx 笔记 ¦ location 的优先级，rewrite 的坑。
OpenResty 与 Lua ¦ 写网关的这些年。
Apache Kafka 源码阅读 ¦ 从 producer 看起。
Tomcat 调优手记 ¦ 线程池与 GC。
Caddy ¦ 我家猫叫 Caddy，这是她的主页。
Traefik 默认 ¦ Traefik 默认配置的坑与解法。
XAMPP 与我 ¦ 大学的第一个网站。
phpStudy 使用心得 ¦ 给新手的几句话。
宝塔面板使用笔记 ¦ 装面板，加站点，配证书。
WordPress 安装教程 ¦ 从零开始装一个博客。
Ghost 安装手记 ¦ docker-compose 一把梭。
Typecho 安装与美化 ¦ 主题、插件与缓存。
Ruby on Rails ¦ Notes of a rubyist since 2009.
Symfony Welcome Kit ¦ A kit for welcoming newcomers to Symfony, by Ana.
Heroku alternatives ¦ I moved my side projects; what I learned.
备案注销之后 ¦ 备案号注销了，站点搬到香港。写写经过。
未备案也能写字 ¦ 这台服务器在东京，不需要备案。写诗的地方。
温馨提示 ¦ 本站以深色模式阅读为佳。文章每周三更新。
网站无法访问怎么办 ¦ 小白排查手册：DNS、端口、证书。
访问被拒绝 ¦ 短篇小说集。
Site Blocked ¦ Essays on censorship from a journalist.
哀悼 ¦ 今日全站灰色，悼念逝者。明天恢复。
R.I.P. ¦ 奶奶走了。这里安静几天。
新年快乐 ¦ 祝大家新年快乐！初七以后再写。
春节放假通知 ¦ 本博客春节放假，正月十五后恢复更新。
Out of office ¦ I'm hiking until September. Postcards only.
Password required ¦ This blog is for family. Enter the password.
请输入密码 ¦ 这是写给几位老友的博客，请输入密码。
年龄确认 ¦ 本站含成人向小说，未满十八岁请离开。我的小说屋
Enter ¦ Click to enter my world
进入 ¦ 点此进入
Language ¦ 中文 English 日本語
Links ¦ github mastodon photos
404 Studio ¦ Design studio of two sisters in Taipei.
Room 404 ¦ a room of my own, notes on Woolf
Service Unavailable ¦ An ex-waiter writes about restaurants.
Internal Server Error ¦ notes from inside the data center
域名出售 101 ¦ 写给新手：域名怎么卖，平台怎么选，怎么防骗。
For Sale: baby shoes, never worn ¦ Six word stories.
House for sale in Kyoto ¦ We bought it. This blog is about renovating a machiya.
Make an offer ¦ Offerings: a poem a week.
Buy nothing ¦ A year of buying nothing, day 200.
Expired ¦ Expired film photography, Agfa 1987.
过期胶片 ¦ 过期胶卷拍的照片，1998 年的柯达。
到期 ¦ 租约到期，搬家记。
停电日记 ¦ 停电三天，点蜡烛写的。
账户已冻结 ¦ 小说，第一章：那天早上银行打来电话。
Suspended ¦ Essays on bridges by a civil engineer.
Suspended in time ¦ Macro photography of water drops.
Account ¦ An account of my years in Nepal.
Сайт на ремонте ¦ Скоро вернусь, переделываю шаблон.
Домен ¦ Заметки о доменах и хостинге.
工事中 ¦ ただいま工事中です。来週公開します。
準備中 ¦ 少しずつ作っています。猫の写真だけ先に。
閉鎖しました ¦ 十年間ありがとうございました。
ページが見つかりません ¦ 同名の詩集です。
404 Not Found - 詩集 ¦ 言葉が見つからない日々の詩集。
공사중 ¦ 홈페이지를 새로 만들고 있어요. 고양이 사진부터.
점검 중 ¦ 블로그 점검 중입니다. 내일 돌아올게요.
Baustelle ¦ Hier entsteht mein neues Blog. Bis bald, Jonas.
En construction ¦ Mon carnet arrive, patience. — Lucie
En mantenimiento ¦ Vuelvo el lunes con fotos de Oaxaca.
Fora do ar ¦ Volto em breve com novas crônicas.
Trang cá nhân ¦ Xin chào, mình là Lan. Blog đang sửa, sẽ quay lại.
Casa de apuestas, la novela ¦ Una novela por entregas.
Slot machine museum ¦ Photos of antique slot machines I restored.
ปิดปรับปรุง ¦ บล็อกปิดปรับปรุงสัปดาห์นี้ เดี๋ยวกลับมา
Situs sedang dalam perbaikan ¦ Blog saya sedang diperbaiki, kembali minggu depan.
本站维护 ¦ 本站正在维护，预计明天恢复访问。
服务器搬家中 ¦ 服务器搬家中，很快回来。
数据库升级 ¦ 网站升级中，请稍后再来。
Site under maintenance ¦ I'm upgrading the server. Back soon!
We'll be back soon ¦ Sorry for the inconvenience. We're performing some maintenance at the moment.
Maintenance mode ¦ Site will be available soon. Thank you for your patience!
网站备案中 ¦ 本站正在备案，期间暂停访问，备案完成后恢复。
备案审核中，暂时关闭 ¦ 根据管局要求，备案期间网站关闭，请见谅。
国家公祭日 ¦ 今日全站灰色，悼念遇难同胞。
深切哀悼 ¦ 深切哀悼在地震中遇难的同胞。
清明 ¦ 今日停更一天。
博客已加密 ¦ 这篇博客需要密码才能访问。
受保护的页面 ¦ 请输入密码查看。
登录 ¦ 请登录后查看。
Sign in ¦ This blog is private. Sign in to read.
18+ ¦ This site contains mature fiction. Are you over 18? Yes No
欢迎光临 ¦ 选择语言：简体中文 繁體中文 English
Welcome ¦ Click here to enter
我搬家了 ¦ 博客搬到了 new.example，旧站不再更新。
已迁移 ¦ 本站已迁移至 https://blog.friend.example/
Moved ¦ My blog now lives at https://new.example/
このサイトは移転しました ¦ 新しいアドレスは new.example です。
博客在 /blog 下面 ¦ 这里是主域名，博客在 /blog。
friend ¦ 个人主页。域名来自大学时的外号，不卖，谢谢。
这个域名不卖 ¦ 别再发邮件问价了，域名不出售。
Not for sale ¦ This domain is not for sale. It's my name.
测试页 ¦ test
Hello, world! ¦ Hello, world!
新站 ¦ 刚买了域名，正在折腾 Hugo。
Hexo ¦ Welcome to Hexo! This is your very first post.
My New Hugo Site ¦ Hello
Just another WordPress site ¦ Hello world! Welcome to WordPress. This is your first post.
Hello World ¦ Typecho 欢迎使用 Typecho 如果您看到这篇文章,表示您的 blog 已经安装成功.
一个站点 ¦ 你好，世界！
VitePress ¦ A VitePress Site My great project tagline
Halo ¦ Hello Halo 如果你看到了这一篇文章，那么证明你已经安装成功了，感谢使用 Halo 进行创作，希望能够使用愉快。
Ghost ¦ Coming soon. This is friend's new site, just getting started by me. Things will be up and running shortly.
RSS ¦ 用 RSS 阅读器订阅本站
Error 404 Club ¦ a club for lost web pages, founded 2009
域名博物馆 ¦ 收藏老域名的故事：谁注册的，何时过期，被谁买走。
被遗忘的域名 ¦ 一部关于互联网记忆的纪录片。
域名经纪人老王 ¦ 做域名经纪十二年，讲讲行业故事。
站长的碎碎念 ¦ 主机欠费停机一次，数据全没了，从头再来。
我的服务器被封了 ¦ 服务器被机房封停三天，换了一家。
从阿里云搬到腾讯云 ¦ 备案接入的坑，一次说清楚。
网站被墙之后 ¦ 换了域名，老域名到期就不要了。
404 Not Found 的设计 ¦ 收集好看的错误页面。
502 与我 ¦ 前端工程师的自嘲。
Suspended Sentence ¦ A crime fiction blog.
Under Maintenance ¦ A band from Oslo. New album out now.
Default Page ¦ Art project: what does a default look like?
Index of /memories ¦ photos 2001, photos 2002, letters
Parked ¦ Photographs of parked cars in Lisbon.
Expired Milk ¦ comics about being single
Redemption Period ¦ A short story about a man and a domain.
Seized ¦ Engine rebuild diaries: it seized again.
Blocked ¦ Writer's block, day by day.
Forbidden City Diaries ¦ 我在故宫修文物。
Access ¦ accessibility notes
Server Error Poetry ¦ haiku from log files
Traceback ¦ weekly python newsletter
Database Error Cookbook ¦ recipes for debugging
Bad Gateway Coffee ¦ a coffee roaster's diary
The Premium Domain ¦ essays about who owns names
Buy Me a Coffee ¦ my tip jar and links
404 的猫 ¦ 猫咪叫四零四，橘色，三岁。
Not all who wander are lost ¦ Hiking notes from the Alps.
Error of judgement ¦ Courtroom stories by a retired judge.
Broken links ¦ a poetry zine about memory
The server ¦ A waitress's diary from Lyon.
Apache ¦ Notes on the history of the Apache people.
Tomcat ¦ My cat Tom: pictures and stories.
Traefik & friends ¦ homelab write-ups
Plesk vs cPanel ¦ 一个运维的对比笔记
WordPress 折腾记 ¦ 主题换了八个，最后回到默认。
域名换了 ¦ 新域名 new.example，旧的下个月过期。
我的域名故事 ¦ 十年前花六十块注册的，如今有人出价十万，我没卖。
域名 ¦ 域名是朋友送的生日礼物。
转让 ¦ 工作室转让日记：从开店到关店。
出售焦虑 ¦ 读书笔记。
一口价 ¦ 菜市场里的社会学。
拍卖行学徒 ¦ 在拍卖行打工的见闻。
竞价 ¦ 广告投放手记
停放 ¦ 自行车停放的城市设计问题
到期日 ¦ 保险业务员随笔
欠费 ¦ 欠费的电话卡与异乡
冻结 ¦ 北极科考日志
封禁日记 ¦ 被各大平台封号的一年
拦截者 ¦ 排球少年的训练日志
违规停车 ¦ 城市摄影
查封 ¦ 民国时期查封报馆考
备案 ¦ 建筑施工图备案流程笔记
许可 ¦ 开源许可证比较
无法访问的房间 ¦ 密室设计师的手记
服务不可用 ¦ 一位酒店经理的吐槽
数据库 ¦ DBA 的日常
连接失败 ¦ 异地恋日记
系统错误 ¦ 科幻小说，第三章更新。
安装成功 ¦ 装修小白的记录
上传 ¦ 把旧照片一张张上传，慢慢整理。
主机 ¦ 主机游戏评测，最近在玩塞尔达。
空间 ¦ 空间设计师的灵感本
默认 ¦ 默认人生，走走停停。
Parking lot poetry ¦ Poems written in parking lots across America.
For rent ¦ My life as a landlord in Porto.
Sold! ¦ An auctioneer's memories.
The price of names ¦ On the economics of naming, by a linguist.
Registrar's office ¦ Working in a university registrar: anecdotes.
Renewal ¦ a church community's letters
Suspense ¦ Reviews of thrillers.
Account of a journey ¦ Walking from Berlin to Rome, 1923, my grandfather's diary.
Disabled and proud ¦ Life with a wheelchair.
Blocked drains ¦ A plumber's funny stories.
Seized engines ¦ restoring old mopeds
Court ¦ Tennis coach's notebook.
Access denied: women in chess ¦ A history.
Gateway drugs ¦ A recovery diary.
Gone ¦ Letters to my late brother.
Nothing here ¦ Just a drawing every day.
Untitled ¦ watercolours
Test page ¦ Hi, trying out Astro.
Index ¦ words, pictures, sounds
Hello from Hanoi ¦ Nhật ký của mình ở Hà Nội.
Domain of birds ¦ Birdwatching in Kent.
ドメイン ¦ ドメイン駆動設計のメモ。
期限切れ ¦ 賞味期限切れの食品を食べる男の記録。
停止 ¦ 時計を修理する人の手帳。
準備 ¦ 登山の準備リスト。
エラー図鑑 ¦ 世界のエラーメッセージを集めています。
도메인 ¦ 도메인 주도 설계 공부 노트
만료 ¦ 우유 유통기한 만료 실험기
Предложение ¦ Сборник упражнений по русскому языку.
Продаётся дом ¦ История одного дома в деревне.
Abgelaufen ¦ Fotografien auf abgelaufenem Film.
Gesperrt ¦ Wandern trotz Sperrung: Touren im Karwendel.
Venta de garaje ¦ Crónicas de objetos usados.
Suspendu ¦ Jardins suspendus, carnet d'un paysagiste.
Offre ¦ Chroniques d'un chômeur.
""".strip().splitlines()
    )
]
