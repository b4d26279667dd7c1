"""The owner's view of the runs: a record to read, not to edit."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from easytask import store
from easytask.models import Run


@admin.register(Run)
class RunAdmin(admin.ModelAdmin):
    list_display = ("started_at", "state", "started_by", "everything", "outage", "finished_at", "error")
    list_filter = ("state", "started_by", "outage")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        store.close_stale_runs()
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        return False
