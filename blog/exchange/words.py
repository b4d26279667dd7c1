"""Say what a reading, a plan and an import found, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from blog.exchange.planning import Step
from blog.exchange.records import Note, Refusal, Refused, Remark, Unusable, UnusableSource


def of_step(step: Step) -> str:
    return {
        Step.NEW: _("新文章"),
        Step.CHANGED: _("有更新"),
        Step.KNOWN: _("已经有了"),
        Step.EDITED_HERE: _("在这里改过，保持不变"),
    }[step]


def of_note(note: Note) -> str:
    """Return a sentence for what the owner should know of a post."""
    sentence = {
        Remark.LEGACY_ENCODING: _("不是 UTF-8，按 GBK 读的，请看看有没有乱码。"),
        Remark.NO_TITLE: _("没有标题，用了“%(what)s”。"),
        Remark.NO_DATE: _("没有日期，存成草稿。"),
        Remark.BAD_DATE: _("看不懂日期“%(what)s”，存成草稿。"),
        Remark.NOT_PUBLIC: _("在原来的地方不是对所有人公开的（密码、会员、隐藏），所以存成草稿。"),
        Remark.UNKNOWN_TAG: _("不认识的标签，原样留在正文里：%(what)s"),
        Remark.REMOTE_PICTURE: _("图片在别的网站上，没有下载：%(what)s"),
        Remark.MISSING_PICTURE: _("找不到这张图片：%(what)s"),
        Remark.BAD_PICTURE: _("这张图片不能用：%(what)s"),
        Remark.KEPT_AS_HTML: _("HTML 嵌套得太深，原样保留。"),
        Remark.CUT: _("标题太长，截短了：%(what)s"),
        Remark.TOO_LONG: _("正文太长，会显示不全，请分成几篇。"),
        Remark.SLUG_TAKEN: _("别名已经被占用，改用“%(what)s”。"),
        Remark.ADDRESS_TAKEN: _("旧地址已经通向另一篇文章：%(what)s"),
        Remark.CHANGED_MEANWHILE: _("导入的时候，您正好在这里改了或删了它，所以没有动。"),
    }[note.remark]
    return sentence % {"what": note.what}


def of_refused(refused: Refused) -> str:
    """Return a sentence for why a file is left out."""
    sentence = {
        Refusal.ENCODING: _("看不出文件的编码，请存成 UTF-8。"),
        Refusal.FRONT_MATTER: _("文件开头的 front matter 读不了：%(what)s"),
        Refusal.TOO_LARGE: _("文件太大了：一篇文章最多 10 MB，一张图片最多 20 MB。"),
        Refusal.UNSAFE_PATH: _("文件名指向压缩包之外。"),
        Refusal.SYMLINK: _("符号链接，没有跟过去。"),
        Refusal.UNREADABLE: _("文件读不出来：%(what)s"),
        Refusal.NO_BODY: _("导出文件里没有它的正文。"),
        Refusal.IN_TRASH: _("在回收站里。"),
        Refusal.LIST_PAGE: _("主题的列表页，没有正文。"),
        Refusal.NO_EXPORT: _("像是导出文件，里面却没有文章。"),
        Refusal.DOCTYPE: _("XML 里有 DOCTYPE，WordPress 不会这样写，所以不读它。"),
    }[refused.why]
    return sentence % {"what": refused.what}


def of_unusable(error: UnusableSource) -> str:
    """Return a sentence for why nothing can be read."""
    sentence = {
        Unusable.NOT_KNOWN: _(
            "认不出这种文件；请给 Markdown 的 .zip、WordPress 的 .xml、Typecho 的 .dat 或 Ghost 的 .json。"
        ),
        Unusable.BROKEN: _("文件坏了，读不出来。%(what)s"),
        Unusable.ENCRYPTED: _("压缩包有密码，请先去掉：%(what)s"),
        Unusable.TOO_MANY_FILES: _("文件太多了，最多 50,000 个；请只打包文章和图片。"),
        Unusable.TOO_LARGE: _("解开以后的文字超过 128 MB，请分几次导入。"),
        Unusable.DOCTYPE: _("XML 里有 DOCTYPE，WordPress 不会这样写，所以不读它。"),
        Unusable.NO_POSTS: _("里面没有文章。"),
    }[error.why]
    return sentence % {"what": error.what}
