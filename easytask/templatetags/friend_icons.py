"""Offer a friend's icon to templates: ``{% friend_icon friend %}``.

The page needs icons.css, and the rows of a list should come ``with_icons``.
"""

from django import template

from blog.models import FriendLink
from easytask.icons.display import IconView, icon_of

register = template.Library()


@register.inclusion_tag("easytask/_icon.html")
def friend_icon(friend: FriendLink) -> dict[str, IconView]:
    """Draw the icon of a friend's site, or a letter in its stead; it is an ornament beside the friend's name."""
    return {"icon": icon_of(friend)}
