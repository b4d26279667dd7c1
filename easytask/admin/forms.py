"""What people may type into the blog, and what they are told when it cannot be taken."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask.verdicts import addresses


class FriendLinkForm(forms.ModelForm):
    class Meta:
        model = FriendLink
        fields = ("name", "description", "link", "link_page", "is_active", "always_show", "snoozed_until", "is_show")

    def clean_link(self) -> str:
        """Refuses an address that another friend link has already, however it is spelled."""
        link = self.cleaned_data["link"]
        if _key(link) is None:
            raise ValidationError(_("这不是浏览器能打开的地址。"))
        other = friend_at(link, except_for=self.instance.pk)
        if other is not None:
            raise ValidationError(_("“%(name)s”已经使用了这个地址。"), params={"name": other})
        return link


def friend_at(link: str, *, except_for: int | None) -> str | None:
    """The name of another friend that has this address, however it is spelled."""
    key = _key(link)
    others = FriendLink.objects.exclude(pk=except_for).values_list("name", "link")
    return next((name for name, other in others if key is not None and _key(other) == key), None)


def _key(link: str) -> object:
    try:
        return addresses.parse(link).same_page_key
    except addresses.BadAddress:
        return None
