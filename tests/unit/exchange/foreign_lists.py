"""Lists of friends as other tools write them, made anew from their formats, each with what is to be read of it."""

from __future__ import annotations

import dataclasses

from easytask.exchange.records import Format, Note, Skip


@dataclasses.dataclass(frozen=True)
class Foreign:
    """A file, and what is read: name, address and group of each friend, then what is skipped and why."""

    tool: str
    data: bytes | str
    format: Format
    friends: list[tuple[str, str, str]]
    skipped: list[tuple[str, Skip]] = dataclasses.field(default_factory=list)
    notes: list[Note] = dataclasses.field(default_factory=list)
    # Of the first friend: whatever else the file says.
    first: dict[str, str] = dataclasses.field(default_factory=dict)


FOREIGN = [
    Foreign(
        "Feedly",
        """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Me subscriptions in feedly Cloud</title></head><body>
  <outline text="Blogs" title="Blogs">
    <outline type="rss" text="Alice" title="Alice" xmlUrl="https://alice.test/rss" htmlUrl="https://alice.test"/>
    <outline type="rss" text="Bob" title="Bob" xmlUrl="https://bob.test/rss" htmlUrl=""/>
  </outline>
</body></opml>""",
        Format.OPML,
        [("Alice", "https://alice.test", "Blogs"), ("Bob", "https://bob.test/", "Blogs")],
        notes=[Note.ADDRESS_OF_FEED],
        first={"feed": "https://alice.test/rss"},
    ),
    Foreign(
        "FreshRSS, folders in folders",
        """<?xml version="1.0" encoding="UTF-8"?>
<opml xmlns:frss="https://freshrss.org/opml" version="2.0"><head><title>FreshRSS</title></head><body>
  <outline text="朋友"><outline text="写代码的">
    <outline text="甲" type="rss" xmlUrl="https://jia.test/atom.xml" htmlUrl="https://jia.test/" description="一行"
      frss:priority="important"/>
  </outline></outline>
  <outline text="空的文件夹"/>
</body></opml>""",
        Format.OPML,
        [("甲", "https://jia.test/", "朋友 / 写代码的")],
        first={"description": "一行"},
    ),
    Foreign(
        "Inoreader",
        """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Subscriptions from Inoreader [https://www.inoreader.com]</title></head><body>
<outline text="Friends" title="Friends"><outline text="Carol &amp; Co" title="Carol &amp; Co" type="rss"
 xmlUrl="https://carol.test/feed?a=1&amp;b=2" htmlUrl="https://carol.test/"/></outline></body></opml>""",
        Format.OPML,
        [("Carol & Co", "https://carol.test/", "Friends")],
        first={"feed": "https://carol.test/feed?a=1&b=2"},
    ),
    Foreign(
        "WordPress, wp-links-opml.php",
        """<?xml version="1.0"?>
<!-- generator="WordPress/6.8" -->
<opml version="1.0"><head><title>Links for a blog</title></head><body>
<outline type="category" title="Blogroll">
  <outline text="Dave" type="link" xmlUrl="" htmlUrl="http://dave.test/" updated="" />
  <outline text="No address" type="link" xmlUrl="" htmlUrl="" updated="" />
</outline></body></opml>""",
        Format.OPML,
        [("Dave", "http://dave.test/", "Blogroll")],
    ),
    Foreign(
        "OPML 2.0 with links and categories, in GBK",
        """<?xml version="1.0" encoding="GBK"?>
<opml version="2.0"><head/><body>
<outline text="戊的博客" type="link" url="https://wu.test/" category="/老友,/技术"/></body></opml>""".encode("gbk"),
        Format.OPML,
        [("戊的博客", "https://wu.test/", "老友")],
    ),
    Foreign(
        "Hexo Butterfly, link.yml",
        """- class_name: 友情链接
  class_desc: 那些人，那些事
  link_list:
    - name: Erin
      link: https://erin.test/
      avatar: https://erin.test/a.png
      descr: 今日事,今日毕
- class_name: 网站
  class_desc:
  link_list:
    - name: on
      link: https://on.test/
      avatar: /img/on.png
      descr:
    - name: 没有地址
      link:
""",
        Format.YAML,
        [("Erin", "https://erin.test/", "友情链接"), ("on", "https://on.test/", "网站")],
        [("没有地址", Skip.NO_ADDRESS)],
        [Note.ICON_LEFT],
        {"icon": "https://erin.test/a.png", "description": "今日事,今日毕"},
    ),
    Foreign(
        "Hexo AnZhiYu, link.yml",
        """- class_name: 推荐博客
  flink_style: telescopic
  hundredSuffix: ""
  link_list:
    - name: Frank
      link: https://frank.test/
      avatar: https://frank.test/f.jpg
      descr: 一行
      siteshot: https://frank.test/shot.jpg
      color: vip
      tag: 技术
""",
        Format.YAML,
        [("Frank", "https://frank.test/", "推荐博客")],
        first={"icon": "https://frank.test/f.jpg"},
    ),
    Foreign(
        "Hexo Redefine, links.yml",
        """- links_category: 主题使用者 / Users #分类名称
  has_thumbnail: false
  list:
    - name: Grace
      link: grace.test
      description: 没有写协议
      avatar: https://grace.test/a.png
""",
        Format.YAML,
        [("Grace", "https://grace.test/", "主题使用者 / Users")],
    ),
    Foreign(
        "Hexo Volantis, friends.yml",
        """- group: 朋友们
  description: 好朋友
  items:
    - title: Heidi
      avatar: https://heidi.test/a.png
      url: https://heidi.test/
      description: 一行
developers_are_elsewhere: 1
""".replace("developers_are_elsewhere: 1\n", ""),
        Format.YAML,
        [("Heidi", "https://heidi.test/", "朋友们")],
    ),
    Foreign(
        "Hexo Volantis, by names",
        """volantis_friends:
  title:
  description:
  items:
    - title: Ivan
      url: https://ivan.test
""",
        Format.YAML,
        [("Ivan", "https://ivan.test", "volantis_friends")],
    ),
    Foreign(
        "Hexo Stellar, links.yml",
        """# friends
'海内存知己':
  - title: Judy
    description: 一行
    avatar: https://judy.test/a.jpg
    url: https://judy.test
  - title: Kim
    desc: 另一行
    screenshot: https://shots.test/?u=kim
    avatar:
    url: https://kim.test/
'常去的地方':
  - title: Leo
    url: https://leo.test
""",
        Format.YAML,
        [
            ("Judy", "https://judy.test", "海内存知己"),
            ("Kim", "https://kim.test/", "海内存知己"),
            ("Leo", "https://leo.test", "常去的地方"),
        ],
    ),
    Foreign(
        "Hexo Shoka, _data.yml",
        """- site: 某某小站
  owner: Mallory
  url: https://mallory.test
  desc: 笔记
  image: https://mallory.test/a.jpg
  color: "#e9546b"
""",
        Format.YAML,
        [("某某小站", "https://mallory.test", "")],
        first={"description": "笔记", "icon": "https://mallory.test/a.jpg"},
    ),
    Foreign(
        "Hexo Matery, friends.json",
        """[{"avatar": "/images/n.jpg", "name": "Niaj", "introduction": "一行", "url": "https://niaj.test/u/1",
           "title": "前去学习"}]""",
        Format.JSON,
        [("Niaj", "https://niaj.test/u/1", "")],
        notes=[Note.ICON_LEFT],
    ),
    Foreign(
        "Hexo Fluid, a part of its configuration",
        """navbar:
  menu:
    - { key: "home", link: "/", icon: "iconfont icon-home-fill" }
links:
  enable: true
  subtitle: 友链
  items:
    - { title: "Olivia", intro: "一行", link: "https://olivia.test/", avatar: "/img/favicon.png" }
""",
        Format.YAML,
        [("Olivia", "https://olivia.test/", "")],
        notes=[Note.ICON_LEFT],
    ),
    Foreign(
        "Hexo NexT, links of the sidebar",
        """links_settings:
  icon: fa fa-globe
  title: Links
links:
  Peggy: https://peggy.test
  老王的博客: https://wang.test/
""",
        Format.YAML,
        [("Peggy", "https://peggy.test", ""), ("老王的博客", "https://wang.test/", "")],
    ),
    Foreign(
        "Hexo ParticleX and Yun, by the names of friends",
        """Quentin:
  link: https://quentin.test/
  avatar: https://quentin.test/a.webp
  description: 一行
Rupert:
    link: https://rupert.test
""",
        Format.YAML,
        [("Quentin", "https://quentin.test/", ""), ("Rupert", "https://rupert.test", "")],
    ),
    Foreign(
        "Hugo Stack, the front matter of its page",
        """---
title: Links
links:
  - title: Sybil
    description: A line.
    website: https://sybil.test
    image: https://sybil.test/s.png
menu:
    main:
        weight: -50
---

To use this feature, add `links` to the front matter: like [this](https://docs.test/).
""",
        Format.YAML,
        [("Sybil", "https://sybil.test", "")],
        first={"icon": "https://sybil.test/s.png"},
    ),
    Foreign(
        "Halo, extensions in YAML",
        """apiVersion: core.halo.run/v1alpha1
kind: LinkGroup
metadata: {name: group-b}
spec: {displayName: 后来的, priority: 2}
---
apiVersion: core.halo.run/v1alpha1
kind: LinkGroup
metadata: {name: group-a}
spec: {displayName: 老友, priority: 1, links: [link-t]}
---
apiVersion: core.halo.run/v1alpha1
kind: Link
metadata: {name: link-u}
spec: {displayName: Uma, url: "https://uma.test", groupName: group-b, priority: 0}
---
apiVersion: core.halo.run/v1alpha1
kind: Link
metadata: {name: link-v}
spec: {displayName: Victor, url: "https://victor.test", logo: "/upload/v.png", groupName: group-a, priority: 9}
---
apiVersion: core.halo.run/v1alpha1
kind: Link
metadata: {name: link-t}
spec:
  displayName: Trent
  url: https://trent.test
  logo: https://trent.test/logo.png
  description: 一行
  groupName: group-a
  priority: 1
  rss: {enabled: true, feedUrl: "https://trent.test/feed"}
  verification: {backlinkScanUrl: "https://trent.test/links"}
""",
        Format.HALO,
        [
            ("Trent", "https://trent.test", "老友"),
            ("Victor", "https://victor.test", "老友"),
            ("Uma", "https://uma.test", "后来的"),
        ],
        notes=[Note.ICON_LEFT],
        first={
            "icon": "https://trent.test/logo.png",
            "feed": "https://trent.test/feed",
            "link_page": "https://trent.test/links",
        },
    ),
    Foreign(
        "Halo, a page of its API",
        """{"page": 0, "size": 20, "total": 1, "items": [{"apiVersion": "core.halo.run/v1alpha1", "kind": "Link",
            "metadata": {"name": "link-w"}, "spec": {"url": "https://walter.test", "displayName": "Walter"}}]}""",
        Format.HALO,
        [("Walter", "https://walter.test", "")],
    ),
    Foreign(
        "a list of addresses",
        """# 老友
https://xena.test/
- 小王 https://wang.test/blog，写代码
Yves yves.test
[Zoe](https://zoe.test "title") - 她的小站
# 后来的
<a href="https://anna.test/?a=1&amp;b=2" title="x">Anna <b>B</b></a>
只是一句话
ben@ben.test
""",
        Format.TEXT,
        [
            ("", "https://xena.test/", "老友"),
            ("小王", "https://wang.test/blog", "老友"),
            ("Yves", "https://yves.test/", "老友"),
            ("Zoe", "https://zoe.test", "老友"),
            ("Anna B", "https://anna.test/?a=1&b=2", "后来的"),
        ],
        [("只是一句话", Skip.NO_ADDRESS), ("ben@ben.test", Skip.NO_ADDRESS)],
    ),
    Foreign(
        "Excel, Unicode text: UTF-16 and tabs",
        "名称\t网址\t分组\t头像\r\n小王\thttps://wang.test\t老友\thttps://wang.test/a.png\r\n".encode("utf-16"),
        Format.CSV,
        [("小王", "https://wang.test", "老友")],
        first={"icon": "https://wang.test/a.png"},
    ),
    Foreign(
        "Excel, CSV in GBK with semicolons",
        '标题;链接;描述\r\n小王;https://wang.test;"一行;两段"\r\n;;\r\n\'=甲;javascript:alert(1);\r\n'.encode("gbk"),
        Format.CSV,
        [("小王", "https://wang.test", "")],
        [("=甲", Skip.BAD_ADDRESS)],
        first={"description": "一行;两段"},
    ),
    Foreign(
        "CSV with a byte order mark",
        b"\xef\xbb\xbfname,url\r\nAlice,https://alice.test\r\n",
        Format.CSV,
        [("Alice", "https://alice.test", "")],
    ),
    Foreign(
        "OPML by hand, a remark first",
        '<!-- mine -->\n<opml version="2.0"><body><outline text="Cleo" url="https://cleo.test"/></body></opml>',
        Format.OPML,
        [("Cleo", "https://cleo.test", "")],
    ),
    Foreign(
        "a table without a heading",
        "Site,https://site.test,一行\n小李, https://li.test\n",
        Format.TEXT,
        [("Site", "https://site.test", ""), ("小李", "https://li.test", "")],
    ),
    Foreign(
        "Friend-Circle-Lite's friend.json",
        '{"friends": [["甲", "https://jia.test/", "https://jia.test/a.png"], ["乙", "https://yi.test", ""], ["丙"]]}',
        Format.JSON,
        [("甲", "https://jia.test/", ""), ("乙", "https://yi.test", "")],
        first={"icon": "https://jia.test/a.png"},
    ),
    Foreign(
        "a browser's bookmarks",
        """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<DL><p>
    <DT><A HREF="https://jia.test/" ADD_DATE="1" ICON="data:image/png;base64,iVBOR">甲</A>
</DL><p>
""",
        Format.TEXT,
        [("甲", "https://jia.test/", "")],
    ),
    Foreign(
        "a page's source in one line",
        '<!DOCTYPE html><ul><li><a href="https://jia.test/">甲</a> 一行</li><li><a href="https://yi.test/">乙</a></li></ul>',
        Format.TEXT,
        [("甲", "https://jia.test/", ""), ("乙", "https://yi.test/", "")],
        first={"description": "一行"},
    ),
    Foreign(
        "a table in Markdown",
        "| name | url |\n|---|---|\n| 甲 | https://jia.test/ |\n| 乙 | <https://yi.test/> |\n",
        Format.TEXT,
        [("甲", "https://jia.test/", ""), ("乙", "https://yi.test/", "")],
        [("| name | url |", Skip.NO_ADDRESS)],
    ),
    Foreign(
        "CSV whose first line tells Excel the separator",
        "sep=;\nname;url\n甲;https://jia.test\n",
        Format.CSV,
        [("甲", "https://jia.test", "")],
    ),
    Foreign(
        "OPML with a control that no XML may have",
        '<opml version="1.0"><body><outline text="甲\x0b" htmlUrl="https://jia.test/"/></body></opml>',
        Format.OPML,
        [("甲", "https://jia.test/", "")],
    ),
    Foreign(
        "Hugo, data/friends.toml, feeds as old readers write them",
        """# 朋友
[[friends]]
name = "甲"
url = "https://jia.test/"
avatar = "https://jia.test/a.png"
feed = "feed://jia.test/atom.xml"
since = 2020-01-02

[[friends]]
title = '乙'
link = "https://yi.test"
feed = "feed:https://yi.test/rss"
""",
        Format.TOML,
        [("甲", "https://jia.test/", ""), ("乙", "https://yi.test", "")],
        first={"icon": "https://jia.test/a.png", "feed": "http://jia.test/atom.xml"},
    ),
    Foreign(
        "Hugo, a part of its configuration",
        """baseURL = "https://me.test/"
title = "我的博客"
[menu]
  [[menu.main]]
    name = "归档"
    url = "/archives/"
[params.social]
  github = "https://github.test/me"
[[params.links]]
  name = "甲"
  url = "https://jia.test/"
""",
        Format.TOML,
        [("甲", "https://jia.test/", "")],
    ),
    Foreign(
        "Zola, the front matter of a page, in groups",
        """+++
title = "Friends"
template = "friends.html"

[[extra.friends]]
name = "老友"
links = [
  { name = "甲", url = "https://jia.test/", description = "一行" },
]

[[extra.friends]]
name = "后来的"
links = [{ name = "乙", url = "https://yi.test/" }]
+++

I like them.
""",
        Format.TOML,
        [("甲", "https://jia.test/", "老友"), ("乙", "https://yi.test/", "后来的")],
        first={"description": "一行"},
    ),
    Foreign(
        "a page's source with attributes that look like TOML",
        """<p class="links"
title = "甲">
<a href="https://yi.test/">乙</a></p>
[老友]
<a href="https://bing.test/">丙</a>
""",
        Format.TEXT,
        [("乙", "https://yi.test/", ""), ("丙", "https://bing.test/", "")],
        [('<p class="links"', Skip.NO_ADDRESS), ('title = "甲">', Skip.NO_ADDRESS), ("[老友]", Skip.NO_ADDRESS)],
    ),
]
