"""Route the public addresses of the friends, of health and of metrics."""

from django.urls import path

from blog.site.language import without_language
from easytask.monitoring.views import healthz, metrics
from easytask.public import bot, door, letters, lists
from easytask.public.icons import friend_icon
from easytask.public.posts import FriendPostFeed, posts
from easytask.public.views import friends, random_friend

urlpatterns = [
    path("friends/", friends, name="friends"),
    path("friends.opml", lists.friends_opml, name="friends_opml"),
    path("friends.json", lists.friends_json, name="friends_json"),
    path("friends/posts/", posts, name="friend_posts"),
    path("friends/posts/feed/", without_language(FriendPostFeed()), name="friend_posts_feed"),
    path("friends/random/", random_friend, name="random_friend"),
    path("friends/icons/<slug:digest>-<int:side>.webp", friend_icon, name="friend_icon"),
    path("friends/apply/", door.apply, name="apply"),
    path("friends/apply/<slug:token>/", door.application, name="application"),
    path("friends/recheck/<str:token>/", letters.recheck, name="recheck"),
    path("friends/bot/", bot.bot, name="bot"),
    path("friends/unsubscribe/<str:token>/", letters.unsubscribe, name="unsubscribe"),
    path("healthz", healthz),
    path("metrics", metrics),
]
