"""Additive: the id by which readers of the feed know a post, whatever its address becomes."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.urls import reverse

import blog.models


def fill(apps, schema_editor):
    """Keep the address that readers have known a post by until now, where the site knows its own."""
    posts = apps.get_model("blog", "Post").objects
    for pk, slug in posts.filter(feed_id=None).values_list("pk", "slug"):
        known = settings.SITE_URL.rstrip("/") + reverse("post", args=[slug]) if settings.SITE_URL else ""
        fits = 0 < len(known) <= 1000
        posts.filter(pk=pk, feed_id=None).update(feed_id=known if fits else uuid.uuid4().urn)


class Migration(migrations.Migration):
    dependencies = [("blog", "0007_mail_address")]
    operations = [
        # Without the default, which would be the same for all posts that are there.
        migrations.AddField("post", "feed_id", models.CharField(max_length=1000, null=True, editable=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "post",
            "feed_id",
            models.CharField(default=blog.models.new_feed_id, editable=False, max_length=1000, null=True),
        ),
    ]
