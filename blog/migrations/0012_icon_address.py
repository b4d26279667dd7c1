"""Additive: the address of the image by which a friend wants to be shown."""

from django.db import migrations

import blog.models


class Migration(migrations.Migration):
    dependencies = [("blog", "0011_words_of_friends")]

    operations = [
        migrations.AddField(
            model_name="friendlink",
            name="icon_address",
            field=blog.models.WebAddressField(
                blank=True,
                db_default="",
                default="",
                help_text="对方指定的图标或头像；留空就用他网站上的图标。",
                max_length=500,
                verbose_name="图标地址",
            ),
        ),
    ]
