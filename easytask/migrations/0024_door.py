"""Additive: applications for a link, letters to those who ask and to friends, and what bounds them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0007_mail_address"),
        ("easytask", "0023_renew_icons"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailRecipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("unsubscribed_at", models.DateTimeField(null=True)),
                ("refusals", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "收件地址",
                "verbose_name_plural": "收件地址",
            },
        ),
        migrations.CreateModel(
            name="QuotaCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300, unique=True)),
                ("count", models.PositiveIntegerField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "用量计数",
                "verbose_name_plural": "用量计数",
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(editable=False, max_length=40, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "未提交"),
                            ("waiting", "待审核"),
                            ("approved", "已通过"),
                            ("declined", "已婉拒"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("link", models.CharField(max_length=500, verbose_name="网站地址")),
                ("key", models.CharField(db_index=True, editable=False, max_length=64)),
                ("name", models.CharField(blank=True, default="", max_length=50, verbose_name="网站名称")),
                ("description", models.CharField(blank=True, default="", max_length=200, verbose_name="网站描述")),
                ("icon", models.CharField(blank=True, default="", max_length=500, verbose_name="图标地址")),
                ("feed", models.CharField(blank=True, default="", max_length=500, verbose_name="订阅地址")),
                ("link_page", models.CharField(blank=True, default="", max_length=500, verbose_name="友链页地址")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="邮箱地址")),
                ("language", models.CharField(blank=True, default="", max_length=10)),
                ("created_at", models.DateTimeField(db_index=True, verbose_name="申请时间")),
                ("handed_in_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审核时间")),
                ("decided_by", models.CharField(blank=True, default="", max_length=150, verbose_name="审核人")),
                ("reason", models.CharField(blank=True, default="", max_length=500, verbose_name="答复")),
                (
                    "friend",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="blog.friendlink",
                        verbose_name="友情链接",
                    ),
                ),
                (
                    "probe",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="applications",
                        to="easytask.addressprobe",
                    ),
                ),
            ],
            options={
                "verbose_name": "友链申请",
                "verbose_name_plural": "友链申请",
                "ordering": ("-handed_in_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="application",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="easytask.application",
            ),
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "收到申请"),
                            ("approved", "申请通过"),
                            ("declined", "申请婉拒"),
                            ("fallen", "友链失联"),
                        ],
                        max_length=10,
                        verbose_name="内容",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "等站长确认"),
                            ("waiting", "待发送"),
                            ("sending", "发送中"),
                            ("sent", "已发送"),
                            ("unknown", "可能已送达，不再重发"),
                            ("given_up", "已放弃"),
                            ("dropped", "不必再发"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="邮箱地址")),
                ("language", models.CharField(blank=True, default="", max_length=10)),
                ("created_at", models.DateTimeField(verbose_name="时间")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("retry_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=300, verbose_name="错误")),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="easytask.application",
                    ),
                ),
                (
                    "flip",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter",
                        to="easytask.flip",
                    ),
                ),
                (
                    "friend",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="blog.friendlink",
                        verbose_name="友情链接",
                    ),
                ),
            ],
            options={
                "verbose_name": "给朋友的信",
                "verbose_name_plural": "给朋友的信",
                "ordering": ("-id",),
            },
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("key",), name="easytask_one_waiting_application"
            ),
        ),
    ]
