"""Additive: whether the site was alive and whether it linked back are counted apart, for each check and each day.

What is known of the days before is filled in. The ledgers of a friend begin after the last day of which nothing sure is
known: with gaps, the days on which something failed would be those that are left out.
"""

import datetime as dt

from django.db import migrations, models
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

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
UNDECIDED = ("white_listed", "uncertain", "outage", "failed")
MISSING = ("no_backlink", "too_large")
ALIVE_CAUSES = ("script", "link_page", "site_link", "intruder")
UP = Q(verdict__in=("ok", *MISSING)) | Q(verdict="uncertain", evidence__cannot_tell__in=ALIVE_CAUSES)
DOWN = ~Q(verdict__in=("ok", *MISSING, *UNDECIDED))
# A day's checks asked for our link when one of them missed it or keeps it in its evidence, and none shows that it did
# not ask. Most ok checks keep no evidence, so that one of them alone says nothing.
ASKED = Q(verdict__in=MISSING) | Q(verdict="ok", evidence__backlink__href__isnull=False)
NOT_ASKED = Q(verdict="ok", evidence__backlink=None, evidence__link_page__isnull=True)


def midnight(day):
    return dt.datetime.combine(day, dt.time.min, timezone.get_default_timezone())


def fill_checks(apps, schema_editor):
    """Write the cause and the backlink of the checks that are not rolled up yet; nobody counts the others again."""
    checks = apps.get_model("easytask", "Check").objects
    last = apps.get_model("easytask", "Day").objects.aggregate(last=Max("day"))["last"]
    newer = checks.filter(at__gte=midnight(last + dt.timedelta(days=1))) if last else checks.all()
    for cause in ALIVE_CAUSES:
        newer.filter(verdict="uncertain", evidence__cannot_tell=cause).update(cause=cause)
    if newer.filter(ASKED).exists() and not newer.filter(NOT_ASKED).exists():
        newer.filter(verdict="ok").update(backlink="found")
        newer.filter(verdict__in=MISSING).update(backlink="missing")


def fill_days(apps, schema_editor):
    """Count each day's checks again where they are still there; a day on which nothing failed needs none for that."""
    days, checks = (apps.get_model("easytask", name).objects for name in ("Day", "Check"))
    days.filter(failing=0).update(up=F("ok"), down=0)
    first = checks.aggregate(first=Min("at"))["first"]
    if first is not None:
        begin = first.astimezone(timezone.get_default_timezone()).date()
        for day in days.filter(day__gte=begin).order_by().values_list("day", flat=True).distinct():
            fill_day(
                days.filter(day=day),
                checks.filter(at__gte=midnight(day), at__lt=midnight(day + dt.timedelta(1))),
                schema_editor,
            )
    # A ledger is the days without a gap up to now.
    for columns in (("up", "down"), ("linked", "unlinked")):
        gaps = days.filter(**{columns[0]: None}).order_by().values("friend").annotate(last=Max("day"))
        for friend_id, gap in gaps.values_list("friend", "last"):
            days.filter(friend=friend_id, day__lt=gap).update(**dict.fromkeys(columns))


def fill_day(rows, checks, schema_editor):
    asked = checks.filter(ASKED).exists() and not checks.filter(NOT_ASKED).exists()
    counted = (
        checks.order_by()
        .values("friend")
        .annotate(
            checks=Count("pk"),
            up=Count("pk", filter=UP),
            down=Count("pk", filter=DOWN),
            linked=Count("pk", filter=Q(verdict="ok")),
            unlinked=Count("pk", filter=Q(verdict__in=MISSING)),
        )
    )
    found = {row["friend"]: row for row in counted}
    values = []
    for pk, friend_id, total in rows.values_list("pk", "friend", F("ok") + F("failing") + F("unknown")):
        row = found.get(friend_id)
        # A retention that was interrupted may have left a part of a day's checks.
        if row is not None and row["checks"] == total:
            backlink = (row["linked"], row["unlinked"]) if asked else (None, None)
            values.append((row["up"], row["down"], *backlink, pk))
    # Through the cursor: a bulk update names every row twice in one statement, and takes ten times as long.
    statement = "UPDATE easytask_day SET up = %s, down = %s, linked = %s, unlinked = %s WHERE id = %s"
    if values:
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(statement, values)


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
        migrations.RunPython(fill_checks, migrations.RunPython.noop),
        migrations.RunPython(fill_days, migrations.RunPython.noop),
    ]
