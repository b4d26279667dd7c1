"""Let the owner decide about the applications for a link: their list, and each with what our own look has found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import label_for_field
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from blog.models import FriendGroup
from easytask.admin import evidence
from easytask.admin.buttons import start_check_of_friend
from easytask.admin.runs import start_check
from easytask.admin.standing import Badge
from easytask.applications import decisions, intake
from easytask.applications.answers import answer_words
from easytask.models import Application, username
from easytask.notifications import letters
from easytask.verdicts.kinds import CheckStatus

MAY_SEE, MAY_DECIDE = "blog.view_friendlink", "blog.add_friendlink"
REASONS = (
    gettext_noop("谢谢您！目前友链已经够多了，暂时不再添加。"),
    gettext_noop("您的网站上还没有几篇文章，欢迎写上一阵再来。"),
    gettext_noop("您的网站和这里的内容不太合适，祝一切顺利。"),
)
# By the word that is stored, which may be of a later version.
_STATUSES: dict[str, CheckStatus] = {
    Application.State.WAITING: CheckStatus.UNKNOWN,
    Application.State.APPROVED: CheckStatus.OK,
}
_TYPED = ("name", "description", "link", "link_page", "icon", "feed", "email")


class HandedInFilter(admin.ChoicesFieldListFilter):
    """Offers no drafts, which are not in the list."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        draft = Application.State.DRAFT.label
        return (choice for choice in super().choices(changelist) if choice["display"] != draft)


class DecisionForm(ActionForm):
    """What is said to all whose applications are declined at once."""

    reason = forms.CharField(label=gettext_lazy("婉拒时给对方的话"), required=False, max_length=500)


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The applications that were handed in; what a stranger typed is only read here."""

    list_display = ("name", "site_cell", "seen", "state_cell", "handed_in_at", "decided_by", "buttons")
    when_empty = gettext_lazy("还没有人申请。友情链接页上有“申请友链”，提交之后会出现在这里，等您决定。")
    list_filter = (("state", HandedInFilter),)
    search_fields = ("name", "link")
    list_select_related = ("probe",)
    action_form = DecisionForm
    actions = ("approve_chosen", "decline_chosen")

    @admin.display(description=gettext_lazy("网站地址"), ordering="link")
    def site_cell(self, application: Application) -> SafeString:
        """Lead to the site, as far as a browser opens it."""
        return _cell("site", link=application.link, address=application.link.partition("://")[2])

    @admin.display(description=gettext_lazy("我们看到的"))
    def seen(self, application: Application) -> SafeString:
        """Say what our own look found, each part with its mark."""
        return _cell("seen", words=_words(application))

    @admin.display(description=gettext_lazy("状态"), ordering="state")
    def state_cell(self, application: Application) -> SafeString:
        """Say what has become of it; what still waits stands out."""
        status = _STATUSES.get(application.state)
        return render_to_string("admin/_badge.html", {"badge": Badge(status, application.get_state_display())})

    @admin.display(description=gettext_lazy("操作"), empty_value="")
    def buttons(self, application: Application) -> SafeString:
        """Offer the decision that can be taken back; a decline is final, and has its words on the page."""
        return _cell("buttons", application=application, is_waiting=application.state == Application.State.WAITING)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Leave the buttons out for who may not decide."""
        columns = super().get_list_display(request)
        return columns if self.has_decide_permission(request) else columns[:-1]

    @admin.action(description=gettext_lazy("通过所选的申请并检查"), permissions=["decide"])
    def approve_chosen(self, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse | None:
        """Make friends of the chosen ones that still wait."""
        friends = []
        for application_id in queryset.order_by("pk").values_list("pk", flat=True):
            try:
                friends.append(decisions.approve(application_id, username(request.user)))
            except decisions.DecisionRejected as reason:
                messages.error(request, str(reason))
        return self._approved(request, [(friend.pk, friend.name) for friend in friends]) if friends else None

    @admin.action(description=gettext_lazy("婉拒所选的申请"), permissions=["decide"])
    def decline_chosen(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        """Decline the chosen ones that still wait, all with the same words."""
        for application_id in queryset.order_by("pk").values_list("pk", flat=True):
            self._decline(request, application_id, request.POST.get("reason", ""))

    def get_urls(self) -> list[Any]:
        """Put the buttons' addresses before those of Django's own pages."""

        def button(where: str, view: Callable[..., HttpResponse]) -> Any:
            name = f"easytask_application_{where}"
            return path(f"<int:application_id>/{where}/", self.admin_site.admin_view(require_POST(view)), name=name)

        return [button("approve", self.approve), button("decline", self.decline), *super().get_urls()]

    def approve(self, request: HttpRequest, application_id: int) -> HttpResponse:
        """Make a friend of an application, in the chosen group, and check it."""
        if not self.has_decide_permission(request):
            messages.error(request, _("您没有审核友链申请的权限。"))
            return HttpResponseRedirect(_list())
        chosen = request.POST.get("group", "")
        group = FriendGroup.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
        try:
            friend = decisions.approve(application_id, username(request.user), group=group)
        except decisions.DecisionRejected as reason:
            messages.error(request, str(reason))
            return HttpResponseRedirect(_list())
        return self._approved(request, [(friend.pk, friend.name)])

    def decline(self, request: HttpRequest, application_id: int) -> HttpResponse:
        """Decline an application."""
        if not self.has_decide_permission(request):
            messages.error(request, _("您没有审核友链申请的权限。"))
        else:
            self._decline(request, application_id, request.POST.get("reason", ""))
        return HttpResponseRedirect(_list())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one application, what was found of it, and the two buttons while it waits."""
        application = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if application is not None:
            fields = [(field, getattr(application, field)) for field in _TYPED]
            found = application.probe.evidence if application.probe else {}
            is_waiting = application.state == Application.State.WAITING
            context = {
                "title": application.name,
                "subtitle": None,
                "answer": _words(application),
                "typed": [(label_for_field(field, Application), text) for field, text in fields if text],
                "evidence": evidence.rows(found),
                "will_be_told": bool(application.email) and letters.are_possible(),
                "may_decide": is_waiting and self.has_decide_permission(request),
                "groups": FriendGroup.objects.all(),
                "reasons": [_(reason) for reason in REASONS],
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Leave out what no stranger has handed in."""
        return super().get_queryset(request).exclude(state=Application.State.DRAFT)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Return whether this person may approve and decline; Django asks it of the actions as well."""
        return request.user.has_perm(MAY_DECIDE)

    def has_view_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return request.user.has_perm(MAY_SEE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return False

    def _approved(self, request: HttpRequest, friends: Collection[tuple[int, str]]) -> HttpResponse:
        """Say who was added, and start their first check; that of a single one is followed on its page."""
        messages.success(request, _("已添加友链：%s。") % "、".join(name for _pk, name in friends))
        ids = [pk for pk, _name in friends]
        if len(ids) == 1:
            return start_check_of_friend(request, ids[0], back=_list())
        return start_check(request, ids, back=_list())

    def _decline(self, request: HttpRequest, application_id: int, reason: str) -> None:
        try:
            application = decisions.decline(application_id, username(request.user), reason.strip()[:500])
        except decisions.DecisionRejected as rejected:
            messages.error(request, str(rejected))
        else:
            messages.success(request, _("已婉拒“%s”的申请。") % application)


def _words(application: Application) -> Any:
    probe = intake.probe_of(application)
    return answer_words(probe.answer) if probe is not None and probe.answer is not None else None


def _cell(name: str, **context: Any) -> SafeString:
    return render_to_string(f"admin/easytask/application/cells/{name}.html", context)


def _list() -> str:
    return reverse("admin:easytask_application_changelist")
