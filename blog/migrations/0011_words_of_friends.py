"""Additive: what the switches of a friend link are called; no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0010_writing"),
    ]

    operations = [
        migrations.AlterField(
            model_name="friendlink",
            name="is_active",
            field=models.BooleanField(
                default=True,
                help_text="只有启用的友链才会被检查和列出；想一直隐藏某个友链，请取消此项。",
                verbose_name="启用",
            ),
        ),
        migrations.AlterField(
            model_name="friendlink",
            name="is_show",
            field=models.BooleanField(
                default=True,
                help_text="由检查自动改写；想一直隐藏某个友链，请改为取消“启用”。",
                verbose_name="对访客展示",
            ),
        ),
    ]
