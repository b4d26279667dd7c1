"""Additive: the language of a post, when its author says it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0014_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[
                    ("zh-Hans", "简体中文"),
                    ("zh-Hant", "繁體中文"),
                    ("en", "English"),
                    ("ja", "日本語"),
                    ("ko", "한국어"),
                    ("fr", "Français"),
                    ("de", "Deutsch"),
                    ("es", "Español"),
                    ("ru", "Русский"),
                ],
                db_default="",
                default="",
                help_text="朗读、断行和字形都看它。留空按文字判断，看得出中文、日文、韩文和英文。",
                max_length=35,
                verbose_name="语言",
            ),
        ),
    ]
