"""Take what the owner types about a friend link, and say why when it cannot be taken."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask.duplicates import friend_at
from easytask.verdicts import addresses


class FriendLinkForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The fields of a friend link that its owner may edit."""

    class Meta:
        model = FriendLink
        fields = (
            "name",
            "description",
            "link",
            "link_page",
            "icon_address",
            "group",
            "order",
            "email",
            "language",
            "is_active",
            "always_show",
            "snoozed_until",
            "is_show",
        )

    def clean_order(self) -> int:
        """Leave the order as it is when nothing is typed."""
        order: int | None = self.cleaned_data["order"]
        return self.instance.order if order is None else order

    def clean_link(self) -> str:
        """Refuse an address that another friend link has already, however it is spelled."""
        return free_address(self.cleaned_data["link"], except_for=self.instance.pk)


def free_address(link: str, *, except_for: int | None) -> str:
    """Return an address that a browser opens and no other friend has; raise ValidationError for another."""
    try:
        other = friend_at(addresses.parse(link), except_for=except_for)
    except addresses.BadAddress as error:
        raise ValidationError(_("这不是浏览器能打开的地址。")) from error
    if other is not None:
        raise ValidationError(_("“%(name)s”已经使用了这个地址。"), params={"name": other})
    return link
