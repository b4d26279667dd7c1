"""Let the owner read the letters to friends and strangers, and let those go out that wait for a click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from easytask.models import Letter
from easytask.notifications import falls, letter_words, letters
from easytask.verdicts.telling import CONFIRMED_LETTERS

MAY_SEE, MAY_SEND = "blog.view_friendlink", "blog.change_friendlink"


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """The letters, each with its words as they would go out now."""

    list_display = ("kind", "email", "friend", "state", "at", "problem")
    when_empty = gettext_lazy("还没有给朋友写过信。申请有了结果、友链被隐藏时，会写给留下邮箱的朋友。")
    list_filter = ("state", "kind")
    list_select_related = ("friend",)
    actions = ("confirm_chosen", "drop_chosen")

    class Media:
        css = {"all": ["blog/admin.css"]}

    @admin.action(description=gettext_lazy("寄出所选的信"), permissions=["send"])
    def confirm_chosen(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        """Let the chosen letters go out."""
        self._tell(request, falls.confirm, queryset.values_list("pk", flat=True), _("%d 封信会在一分钟之内寄出。"))

    @admin.action(description=gettext_lazy("不寄所选的信"), permissions=["send"])
    def drop_chosen(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        """Never send the chosen letters."""
        self._tell(request, falls.drop, queryset.values_list("pk", flat=True), _("%d 封信不会寄出。"))

    @admin.display(description=gettext_lazy("错误"))
    def problem(self, letter: Letter) -> str:
        """Return why a letter did not go out, in the reader's language where the words are ours."""
        return _(letter.error) if letter.error else ""

    def get_urls(self) -> list[Any]:
        """Put the buttons' addresses before those of Django's own pages."""

        def button(where: str, view: Callable[..., HttpResponse]) -> Any:
            wrapped = self.admin_site.admin_view(require_POST(view))
            return path(f"<int:letter_id>/{where}/", wrapped, name=f"easytask_letter_{where}")

        return [button("confirm", self.confirm), button("drop", self.drop), *super().get_urls()]

    def confirm(self, request: HttpRequest, letter_id: int) -> HttpResponse:
        """Let one letter go out."""
        return self._answer(request, falls.confirm, letter_id, _("%d 封信会在一分钟之内寄出。"))

    def drop(self, request: HttpRequest, letter_id: int) -> HttpResponse:
        """Never send one letter."""
        return self._answer(request, falls.drop, letter_id, _("%d 封信不会寄出。"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one letter, and the two buttons while it is held."""
        letter = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if letter is not None:
            context = {
                "title": letter.get_kind_display(),
                "subtitle": None,
                "problem": self.problem(letter),
                "message": letter_words.compose(letter) if letters.are_possible() else None,
                "first": CONFIRMED_LETTERS,
                "may_send": letter.state == Letter.State.HELD and self.has_send_permission(request),
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Return whether this person may let letters go out; Django asks it of the actions as well."""
        return request.user.has_perm(MAY_SEND)

    def has_view_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return request.user.has_perm(MAY_SEE)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        """Keep the letters: they are how we know whom we have told."""
        return False

    def _answer(self, request: HttpRequest, do: Callable[[int], bool], letter_id: int, words: str) -> HttpResponse:
        if self.has_send_permission(request):
            self._tell(request, do, [letter_id], words)
        else:
            messages.error(request, _("您没有修改友链的权限。"))
        return HttpResponseRedirect(reverse("admin:easytask_letter_changelist"))

    def _tell(self, request: HttpRequest, do: Callable[[int], bool], letter_ids: Any, words: str) -> None:
        done = sum(do(letter_id) for letter_id in list(letter_ids))
        if done:
            messages.success(request, words % done)
        else:
            messages.warning(request, _("这些信已经不在等您确认了。"))
