"""Keep the friend links and their groups; this knows nothing of a check."""

import ada_url
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog import hosts
from blog.models.fields import WebAddressField, refuse_ends_of_calendar


class FriendGroup(models.Model):
    """A heading on the friends page, with a line below it; groups stand in their ``order``."""

    name = models.CharField(_("分组名称"), max_length=50)
    line = models.CharField(_("一句话介绍"), max_length=200, blank=True, default="", help_text=_("写在分组名称下面。"))
    order = models.IntegerField(_("顺序"), default=0, help_text=_("小的在前。"))

    class Meta:
        verbose_name = _("友链分组")
        verbose_name_plural = pgettext_lazy("plural", "友链分组")
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.name


# The rows that are snoozed; ``FriendLink.is_snoozed`` says the same of one row.
SNOOZED = Q(snoozed_until__gt=Now())


class FriendLinkQuerySet(models.QuerySet["FriendLink"]):
    def due(self) -> "FriendLinkQuerySet":
        """Return the links whose ``is_due`` holds: the active ones that are not snoozed."""
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=Now()), is_active=True)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Lock the rows first: a check that writes about them meanwhile would make the deletion fail."""
        with transaction.atomic(using=self.db):
            list(self.select_for_update(of=("self",)).order_by().values_list("pk"))
            return super().delete()

    # Django's own marks: no template may call it, and the manager, which would delete every link, does not have it.
    delete.alters_data = True  # type: ignore[attr-defined]  # a function takes any attribute
    delete.queryset_only = True  # type: ignore[attr-defined]


class FriendLink(models.Model):
    """A friend's site. Its owner decides whether it is checked; ``is_show`` and the reason belong to the check."""

    name = models.CharField(_("网站名称"), max_length=50)
    description = models.CharField(_("网站描述"), max_length=200, blank=True)
    link = WebAddressField(_("友链地址"), max_length=500, help_text=_("以 http 或 https 开头的完整地址。"))
    link_page = WebAddressField(
        _("友链页地址"),
        max_length=500,
        blank=True,
        default="",
        help_text=_("对方放置本站链接的页面，与上面的地址不同时才需要填写；须在对方自己的网站上。"),
    )
    icon_address = WebAddressField(
        _("图标地址"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        help_text=_("对方指定的图标或头像；留空就用他网站上的图标。"),
    )
    group = models.ForeignKey(
        FriendGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="friends",
        verbose_name=_("分组"),
        help_text=_("友链页按分组列出；没有分组的排在最后。"),
    )
    order = models.IntegerField(
        _("顺序"), default=0, db_default=0, blank=True, help_text=_("在分组里的位置，小的在前；相同的按创建时间。")
    )
    email = models.EmailField(
        _("邮箱地址"),
        blank=True,
        default="",
        db_default="",
        help_text=_("对方自己给的才填；友链失联三天后会写信告诉他。只有站长看得到。"),
    )
    language = models.CharField(
        _("写信用的语言"),
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=settings.LANGUAGES,
        help_text=_("留空用本站的语言。"),
    )
    is_active = models.BooleanField(
        pgettext_lazy("field", "启用"),
        default=True,
        help_text=_("只有启用的友链才会被检查和列出；想一直隐藏某个友链，请取消此项。"),
    )
    always_show = models.BooleanField(
        _("一直展示"), default=False, help_text=_("检查不会访问它，总是展示；与设置里的白名单作用相同。")
    )
    snoozed_until = models.DateTimeField(
        _("暂不检查至"),
        db_column="left_alone_until",
        null=True,
        blank=True,
        help_text=_("在此之前检查不会访问它，也不会改动它；到时自动恢复。留空表示照常检查。"),
    )
    is_show = models.BooleanField(
        _("对访客展示"), default=True, help_text=_("由检查自动改写；想一直隐藏某个友链，请改为取消“启用”。")
    )
    not_show_reason = models.CharField(
        _("不展示的原因"), max_length=255, blank=True, default="", help_text=_("由检查填写，只有站长看得到。")
    )
    not_show_kind = models.CharField(_("原因类别"), max_length=20, blank=True, default="", editable=False)
    is_show_since = models.DateTimeField(_("展示状态始于"), default=timezone.now, db_default=Now(), editable=False)
    create_date = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)

    objects = FriendLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("友链")
        verbose_name_plural = _("友情链接")
        ordering = ("create_date", "id")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_ends_of_calendar(snoozed_until=self.snoozed_until)

    def delete(
        self,
        using: str | None = None,
        keep_parents: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> tuple[int, dict[str, int]]:
        """Lock the row first, as the deletion of many does."""
        using = using or self._state.db
        with transaction.atomic(using=using):
            list(FriendLink.objects.using(using).select_for_update().filter(pk=self.pk))
            return super().delete(using, keep_parents)

    @property
    def is_snoozed(self) -> bool:
        return self.snoozed_until is not None and self.snoozed_until > timezone.now()

    @property
    def is_due(self) -> bool:
        return self.is_active and not self.is_snoozed

    @property
    def host(self) -> str:
        """Return the site's host as a person reads it; empty for what a browser would not open as a page."""
        try:
            url = ada_url.URL(self.link)
        except ValueError:
            return ""
        if url.protocol not in ("http:", "https:"):
            return ""
        host = url.hostname.removesuffix(".")
        bare = host.removeprefix("www.")
        return hosts.readable(bare if "." in bare else host)

    @property
    def monogram(self) -> str:
        """Return the first letter of the name, which stands in for the icon of the friend's site."""
        return next((letter for letter in self.name if letter.isalnum()), self.name[:1]).upper()
