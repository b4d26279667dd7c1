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
    """``path`` is where it lives on the demonstration's address, ``hue`` its colour in degrees."""

    path: str
    name: str
    description: str
    behaviour: Behaviour
    hue: int
    entries: tuple[str, ...] = ()


LINK_PAGE = "links/"
# Of the blog that has moved.
NEW_HOME = "laojie-photo/"

BLOGS = (
    Blog(
        "shanyue/",
        "山月手记",
        "读书、徒步，和一只不太亲人的猫",
        Behaviour.LINKS_BACK,
        152,
        ("雨后上山，只遇见两个人", "重读《瓦尔登湖》的第三遍", "猫终于肯睡在我的椅子上了"),
    ),
    Blog(
        "yirisancan/",
        "阿梨的一日三餐",
        "认真吃饭，友链另有一页",
        Behaviour.LINKS_BACK_ELSEWHERE,
        24,
        ("立冬的第一锅羊汤", "剩米饭的四种去处", "学会了外婆的腌萝卜"),
    ),
    Blog("laojie/", "老街底片", "胶片与旧城，刚刚搬了新家", Behaviour.MOVED, 38, ("拆迁前的理发店", "一卷过期的乐凯")),
    Blog("yunshenchu/", "云深处", "写到一半的长篇小说", Behaviour.GONE, 220),
    Blog(
        "muzuo/",
        "海边木作",
        "刨花、榫卯与海风",
        Behaviour.LINKS_NO_MORE,
        200,
        ("一张用了三年的工作台", "燕尾榫总是差一毫米", "给邻居修好了纱门"),
    ),
    Blog("manchuan/", "慢船", "一年更新一次，打开也很慢", Behaviour.HANGS, 268),
    Blog("beichen/", "北辰观星", "门前站着一位机器人警卫", Behaviour.ASKS_FOR_HUMANS, 250),
    Blog(
        "guiyan/",
        "归雁小站",
        "刚刚在重启，过一会儿就回来",
        Behaviour.COMES_BACK,
        340,
        ("换了一台小服务器", "备份救了我一命", "把评论搬回了自己家"),
    ),
)
