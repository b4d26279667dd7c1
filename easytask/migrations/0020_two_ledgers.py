"""Additive: whether the site was alive and whether it linked back are counted apart, for each check and each day.

0030_fill_history fills in what is known of the days before.
"""

from django.db import migrations, models

BACKLINKS = [
    ("found", "有反链"),
    ("nofollow", "反链带 nofollow"),
    ("missing", "没有反链"),
    ("not_asked", "未要求反链"),
    ("unknown", "反链未知"),
]
VERDICTS = [
    ("no_backlink", "没有反链"),
    ("too_large", "网页过大，没找到反链"),
    ("parked", "域名已停放或待售"),
    ("taken_over", "疑似已被他人占用"),
    ("suspended", "主机商已停用该网站"),
    ("blocked", "因未备案被拦截"),
    ("placeholder", "只剩服务器默认页"),
    ("error_page", "网页内容是错误信息"),
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
]


class Migration(migrations.Migration):
    dependencies = [("easytask", "0019_link_identity")]

    operations = [
        *(
            migrations.AddField(
                model_name="day", name=name, field=models.PositiveIntegerField(null=True, verbose_name=label)
            )
            for name, label in (("up", "在线"), ("down", "连不上"), ("linked", "有反链"), ("unlinked", "没有反链"))
        ),
        migrations.AddField(
            model_name="check",
            name="cause",
            field=models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="无法判断的原因"),
        ),
        migrations.AddField(
            model_name="check",
            name="backlink",
            field=models.CharField(
                choices=BACKLINKS, db_default="unknown", default="unknown", max_length=20, verbose_name="反链"
            ),
        ),
        # The kinds themselves are those of before; two are called by another word.
        migrations.AlterField(
            model_name="check",
            name="verdict",
            field=models.CharField(choices=VERDICTS, max_length=20, verbose_name="结论"),
        ),
        migrations.AlterField(
            model_name="flip",
            name="kind",
            field=models.CharField(blank=True, choices=VERDICTS, default="", max_length=20, verbose_name="原因类别"),
        ),
        migrations.AlterField(
            model_name="linkstate",
            name="verdict",
            field=models.CharField(choices=VERDICTS, max_length=20, verbose_name="结论"),
        ),
    ]
