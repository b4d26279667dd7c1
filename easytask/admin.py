"""The owner's view of the runs: a record to read, not to edit."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from easytask import store
from easytask.models import Run


@admin.register(Run)
class RunAdmin(admin.ModelAdmin):
    list_display = ("started_at", "state", "scope", "starter", "checked", "to_show", "to_not_show", "remark")
    list_filter = ("state", "started_by", "outage")
    fields = (
        "state",
        "scope",
        "starter",
        "started_at",
        "finished_at",
        "checked",
        "to_show",
        "to_not_show",
        "remark",
    )
    readonly_fields = fields

    @admin.display(description=gettext_lazy("范围"))
    def scope(self, run: Run) -> str:
        return _("全部友链") if run.everything else _("所选友链")

    @admin.display(description=gettext_lazy("发起者"), ordering="started_by")
    def starter(self, run: Run) -> str:
        return f"{run.get_started_by_display()} {run.user_name}".rstrip()

    @admin.display(description=gettext_lazy("检查"))
    def checked(self, run: Run) -> str:
        return f"{run.judged} / {run.total}"

    @admin.display(description=gettext_lazy("说明"))
    def remark(self, run: Run) -> str:
        return _(run.error) if run.error else _("疑似本站断网") if run.outage else ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        store.close_stale_runs()
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        return False
