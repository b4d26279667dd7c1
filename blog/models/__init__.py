"""Store what the blog is made of: posts and pages, pictures, friend links, settings; it knows nothing of a check."""

from blog.models.articles import STATES, Article
from blog.models.fields import WebAddressField
from blog.models.friends import SNOOZED, FriendGroup, FriendLink, FriendLinkQuerySet
from blog.models.imports import ImportedArticle, ImportPiece, ImportUpload
from blog.models.pages import Alias, Page
from blog.models.pictures import Picture, PictureFile
from blog.models.posts import Post, PostQuerySet, Tag, new_feed_id
from blog.models.settings import SitePicture, SiteSetting

__all__ = [
    "SNOOZED",
    "STATES",
    "Alias",
    "Article",
    "FriendGroup",
    "FriendLink",
    "FriendLinkQuerySet",
    "ImportPiece",
    "ImportUpload",
    "ImportedArticle",
    "Page",
    "Picture",
    "PictureFile",
    "Post",
    "PostQuerySet",
    "SitePicture",
    "SiteSetting",
    "Tag",
    "WebAddressField",
    "new_feed_id",
]
