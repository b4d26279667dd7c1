"""The owner's pages of the blog: posts, pages, tags and pictures."""

from blog.admin.pages import PageAdmin
from blog.admin.pictures import PictureAdmin
from blog.admin.posts import PostAdmin, TagAdmin

__all__ = ["PageAdmin", "PictureAdmin", "PostAdmin", "TagAdmin"]
