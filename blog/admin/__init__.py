"""The owner's pages of the blog: posts, pages and tags."""

from blog.admin.pages import PageAdmin
from blog.admin.posts import PostAdmin, TagAdmin

__all__ = ["PageAdmin", "PostAdmin", "TagAdmin"]
