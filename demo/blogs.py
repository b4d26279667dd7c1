"""List the small blogs of the demonstration, one for each thing that a check may find; all of them are invented."""

import dataclasses
import enum


class Behaviour(enum.Enum):
    """How a blog behaves towards a visitor, and so towards the check."""

    LINKS_BACK = enum.auto()
    # On a page of its own.
    LINKS_BACK_ELSEWHERE = enum.auto()
    MOVED = enum.auto()
    GONE = enum.auto()
    LINKS_NO_MORE = enum.auto()
    HANGS = enum.auto()
    ASKS_FOR_HUMANS = enum.auto()
    COMES_BACK = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Blog:
    """``path`` is where it lives on the demonstration's address, ``hue`` its colour in degrees, ``motif`` its icon's.

    ``group`` is the name of the friends' group in which it stands, empty for none.
    """

    path: str
    name: str
    description: str
    behaviour: Behaviour
    hue: int
    motif: str
    group: str = ""
    entries: tuple[str, ...] = ()


LINK_PAGE = "links/"
# Of the blog that has moved.
NEW_HOME = "laojie-photo/"
ICON = "icon.png"
FEED = "feed.xml"

# The groups on the friends page: their names, and the line below each.
GROUPS = {"常来常往": "每周都会去看看的几位。", "远方来信": "更新得慢，但每一篇都值得等。"}
_OFTEN, _SELDOM = GROUPS

BLOGS = (
    Blog(
        "shanyue/",
        "山月手记",
        "读书、徒步，和一只不太亲人的猫",
        Behaviour.LINKS_BACK,
        152,
        "mountains",
        _OFTEN,
        ("雨后上山，只遇见两个人", "重读《瓦尔登湖》的第三遍", "猫终于肯睡在我的椅子上了"),
    ),
    Blog(
        "yirisancan/",
        "阿梨的一日三餐",
        "认真吃饭，友链另有一页",
        Behaviour.LINKS_BACK_ELSEWHERE,
        24,
        "bowl",
        _OFTEN,
        ("立冬的第一锅羊汤", "剩米饭的四种去处", "学会了外婆的腌萝卜"),
    ),
    Blog(
        "laojie/",
        "老街底片",
        "胶片与旧城，刚刚搬了新家",
        Behaviour.MOVED,
        38,
        "film",
        _OFTEN,
        ("拆迁前的理发店", "一卷过期的乐凯"),
    ),
    Blog("yunshenchu/", "云深处", "写到一半的长篇小说", Behaviour.GONE, 220, "cloud", _SELDOM),
    Blog(
        "muzuo/",
        "海边木作",
        "刨花、榫卯与海风",
        Behaviour.LINKS_NO_MORE,
        200,
        "rings",
        "",
        ("一张用了三年的工作台", "燕尾榫总是差一毫米", "给邻居修好了纱门"),
    ),
    Blog("manchuan/", "慢船", "一年更新一次，打开也很慢", Behaviour.HANGS, 268, "boat", _SELDOM),
    Blog("beichen/", "北辰观星", "门前站着一位机器人警卫", Behaviour.ASKS_FOR_HUMANS, 250, "stars", _SELDOM),
    Blog(
        "guiyan/",
        "归雁小站",
        "刚刚在重启，过一会儿就回来",
        Behaviour.COMES_BACK,
        340,
        "goose",
        _SELDOM,
        ("换了一台小服务器", "备份救了我一命", "把评论搬回了自己家"),
    ),
    Blog(
        "baicha/",
        "一页茶",
        "茶季、水温，和喝茶的人",
        Behaviour.LINKS_BACK,
        98,
        "cup",
        _OFTEN,
        ("白露前后的两泡", "把茶席搬到阳台上"),
    ),
    Blog(
        "modian/",
        "墨点喵喵",
        "一只黑猫口述，一个人类打字",
        Behaviour.LINKS_BACK,
        208,
        "cat",
        _SELDOM,
        ("关于纸箱的三个误解", "人类又在对着屏幕叹气"),
    ),
    Blog(
        "zhongduan/",
        "Quiet Terminal",
        "Small tools, plain text and long walks",
        Behaviour.LINKS_BACK,
        170,
        "prompt",
        "",
        ("A week without tabs", "Notes in one file, ten years on"),
    ),
    Blog(
        "taihen/",
        "苔痕",
        "阳台植物观察，附手绘",
        Behaviour.LINKS_BACK,
        122,
        "leaf",
        "",
        ("龟背竹的第七片叶子", "苔藓微景观失败记"),
    ),
    Blog(
        "yueliang/",
        "月亮邮局",
        "写给女儿的信，一月一封",
        Behaviour.LINKS_BACK,
        232,
        "moon",
        _SELDOM,
        ("你问我影子去哪里了", "第一次一起看月食"),
    ),
    Blog(
        "jiushu/",
        "旧书铺子",
        "旧书、藏书票与错别字",
        Behaviour.LINKS_BACK,
        14,
        "book",
        "",
        ("扉页上的陌生人", "一本被退回三次的诗集"),
    ),
    Blog(
        "chaosheng/",
        "潮声",
        "冲浪、海图和一台老收音机",
        Behaviour.LINKS_BACK,
        190,
        "waves",
        "",
        ("台风前夜的浪", "短波里的天气预报"),
    ),
)
