"""Additive: every check, change and day, and how far a run is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0002_posts"),
        ("easytask", "0003_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="cancel_requested",
            field=models.BooleanField(default=False, verbose_name="已要求取消"),
        ),
        migrations.AddField(
            model_name="run",
            name="judged",
            field=models.PositiveIntegerField(default=0, verbose_name="已查"),
        ),
        migrations.AddField(
            model_name="run",
            name="to_not_show",
            field=models.PositiveIntegerField(default=0, verbose_name="新隐藏"),
        ),
        migrations.AddField(
            model_name="run",
            name="to_show",
            field=models.PositiveIntegerField(default=0, verbose_name="新展示"),
        ),
        migrations.AddField(
            model_name="run",
            name="total",
            field=models.PositiveIntegerField(default=0, verbose_name="应查"),
        ),
        migrations.AddField(
            model_name="run",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="用户",
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="user_name",
            field=models.CharField(blank=True, default="", max_length=150, verbose_name="用户名"),
        ),
        migrations.AlterField(
            model_name="run",
            name="started_by",
            field=models.CharField(
                choices=[
                    ("clock", "定时任务"),
                    ("owner", "站长"),
                    ("task", "任务"),
                    ("command", "命令行"),
                    ("code", "程序"),
                ],
                max_length=10,
                verbose_name="发起者",
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="state",
            field=models.CharField(
                choices=[
                    ("running", "进行中"),
                    ("done", "完成"),
                    ("failed", "失败"),
                    ("broken", "中断"),
                    ("cancelled", "已取消"),
                ],
                default="running",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.CreateModel(
            name="Flip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("is_show", models.BooleanField(verbose_name="是否展示")),
                ("link", models.CharField(max_length=500, verbose_name="友链地址")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_backlink", "网站未设置本站外链"),
                            ("too_large", "网页过大，未找到本站外链"),
                            ("bad_status", "返回错误状态码"),
                            ("timeout", "请求超时"),
                            ("dns", "域名无法解析"),
                            ("unreachable", "网络不可达"),
                            ("refused", "连接被拒绝"),
                            ("broken_off", "连接中断"),
                            ("tls_certificate", "TLS证书无效"),
                            ("tls_handshake", "TLS握手失败"),
                            ("redirects", "重定向过多"),
                            ("bad_response", "响应无法解析"),
                            ("bad_url", "链接格式无效"),
                            ("forbidden_address", "地址不允许访问"),
                            ("ok", "正常"),
                            ("white_listed", "白名单"),
                            ("uncertain", "无法判断"),
                            ("outage", "疑似本站断网"),
                            ("failed", "检查出错"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="原因类别",
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="状态码")),
                ("evidence", models.JSONField(null=True, verbose_name="依据")),
                ("first_sight", models.BooleanField(default=False, verbose_name="首次检查")),
                ("user_name", models.CharField(blank=True, default="", max_length=150, verbose_name="用户名")),
                (
                    "friend",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flips",
                        to="blog.friendlink",
                        verbose_name="友情链接",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="flips",
                        to="easytask.run",
                        verbose_name="检查记录",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="undone_by",
                        to="easytask.flip",
                        verbose_name="撤销的改动",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "展示变化",
                "verbose_name_plural": "展示变化",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="检查时间")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("no_backlink", "网站未设置本站外链"),
                            ("too_large", "网页过大，未找到本站外链"),
                            ("bad_status", "返回错误状态码"),
                            ("timeout", "请求超时"),
                            ("dns", "域名无法解析"),
                            ("unreachable", "网络不可达"),
                            ("refused", "连接被拒绝"),
                            ("broken_off", "连接中断"),
                            ("tls_certificate", "TLS证书无效"),
                            ("tls_handshake", "TLS握手失败"),
                            ("redirects", "重定向过多"),
                            ("bad_response", "响应无法解析"),
                            ("bad_url", "链接格式无效"),
                            ("forbidden_address", "地址不允许访问"),
                            ("ok", "正常"),
                            ("white_listed", "白名单"),
                            ("uncertain", "无法判断"),
                            ("outage", "疑似本站断网"),
                            ("failed", "检查出错"),
                        ],
                        max_length=20,
                        verbose_name="结论",
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="状态码")),
                ("milliseconds", models.PositiveIntegerField(null=True, verbose_name="用时（毫秒）")),
                ("evidence", models.JSONField(null=True, verbose_name="依据")),
                (
                    "friend",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="blog.friendlink",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="checks",
                        to="easytask.run",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查",
                "verbose_name_plural": "检查",
                "indexes": [
                    models.Index(fields=["friend", "at"], name="easytask_check_friend_at"),
                    models.Index(fields=["at"], name="easytask_check_at"),
                ],
                "constraints": [models.UniqueConstraint(fields=("run", "friend"), name="easytask_one_check_a_run")],
            },
        ),
        migrations.CreateModel(
            name="Day",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("good", models.PositiveIntegerField(verbose_name="正常")),
                ("bad", models.PositiveIntegerField(verbose_name="异常")),
                ("open", models.PositiveIntegerField(verbose_name="无法判断")),
                ("latency", models.JSONField(default=dict, verbose_name="用时分布")),
                (
                    "friend",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="blog.friendlink",
                    ),
                ),
            ],
            options={
                "verbose_name": "每日统计",
                "verbose_name_plural": "每日统计",
                "constraints": [models.UniqueConstraint(fields=("friend", "day"), name="easytask_one_row_a_day")],
            },
        ),
    ]
