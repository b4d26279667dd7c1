"""Additive: the notices and how far they are on each channel."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("easytask", "0008_buttons"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notices",
                        to="easytask.run",
                        verbose_name="检查记录",
                    ),
                ),
            ],
            options={
                "verbose_name": "通知",
                "verbose_name_plural": "通知",
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="flip",
            name="notice",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="flips",
                to="easytask.notice",
                verbose_name="通知",
            ),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=60, verbose_name="渠道")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待发送"),
                            ("sending", "发送中"),
                            ("sent", "已发送"),
                            ("unknown", "可能已送达，不再重发"),
                            ("given_up", "已放弃"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("error", models.CharField(blank=True, default="", max_length=300, verbose_name="错误")),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="easytask.notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "通知的发送",
                "verbose_name_plural": "通知的发送",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "sending"))),
                        fields=["at"],
                        name="easytask_delivery_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "channel"), name="easytask_one_delivery_a_channel")
                ],
            },
        ),
    ]
