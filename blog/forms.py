"""What people may type into the blog, and what they are told when it cannot be taken."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from blog.models import FriendLink
from easytask import address


class FriendLinkForm(forms.ModelForm):
    class Meta:
        model = FriendLink
        fields = ("name", "description", "link", "link_page", "is_active", "always_show", "left_alone_until", "is_show")

    def clean_link(self) -> str:
        """Refuses an address that another friend link has already, however it is spelled."""
        link = self.cleaned_data["link"]
        try:
            key = address.parse(link).same_page_key
        except address.BadAddress as error:
            raise ValidationError(_("这不是浏览器能打开的地址。")) from error
        for name, other in FriendLink.objects.exclude(pk=self.instance.pk).values_list("name", "link"):
            if _key(other) == key:
                raise ValidationError(_("“%(name)s”已经使用了这个地址。"), params={"name": name})
        return link


def _key(link: str) -> object:
    try:
        return address.parse(link).same_page_key
    except address.BadAddress:
        return None
