"""Additive: the mail address of a friend."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0006_friend_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="friendlink",
            name="email",
            field=models.EmailField(
                blank=True,
                db_default="",
                default="",
                help_text="对方自己给的才填；友链失联三天后会写信告诉他。只有站长看得到。",
                max_length=254,
                verbose_name="邮箱地址",
            ),
        ),
        migrations.AddField(
            model_name="friendlink",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("zh-hans", "简体中文"), ("en", "English")],
                db_default="",
                default="",
                help_text="留空用本站的语言。",
                max_length=10,
                verbose_name="写信用的语言",
            ),
        ),
    ]
