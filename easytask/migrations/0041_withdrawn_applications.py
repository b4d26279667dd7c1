"""Additive: one more state of an application; the column stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("easytask", "0040_icons_of_lists")]

    operations = [
        migrations.AlterField(
            model_name="application",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "未提交"),
                    ("waiting", "待审核"),
                    ("approved", "已通过"),
                    ("declined", "已婉拒"),
                    ("withdrawn", "对方已撤回"),
                ],
                default="draft",
                max_length=10,
                verbose_name="状态",
            ),
        ),
    ]
