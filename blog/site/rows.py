"""Prepare a group of settings for its page: what is typed in, what is in force, where from, and what is wrong."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from blog.models import SiteSetting
from blog.site import pictures, registry, saving
from blog.site.registry import Group, Kind, Setting
from blog.site.saving import Change, Conflict
from blog.site.values import SiteValues, Source


@dataclasses.dataclass(slots=True)
class Row:
    """One setting on the page: ``text`` is what its field holds, ``in_force`` what counts, as the owner reads it.

    ``seen`` marks what was stored when the page was opened.
    """

    setting: Setting
    text: str
    seen: str
    in_force: str
    source: Source
    saved_at: dt.datetime | None = None
    saved_by: str = ""
    stored_beside: str = ""
    errors: list[str] = dataclasses.field(default_factory=list)

    @property
    def is_fixed(self) -> bool:
        return self.source is Source.ENVIRONMENT

    @property
    def kind(self) -> str:
        return self.setting.kind.name.lower()

    @property
    def change(self) -> Change:
        return Change(self.setting, self.text, self.seen)


def of(group: Group, values: SiteValues) -> list[Row]:
    """Return the rows of a group as they are stored."""
    stored = SiteSetting.objects.select_related("saved_by").in_bulk()
    return [_row(setting, values, stored.get(setting.name)) for setting in registry.all_declared(group)]


def _row(setting: Setting, values: SiteValues, stored: SiteSetting | None) -> Row:
    found = values.in_force(setting)
    in_force = setting.text_of(found.value)
    row = Row(
        setting=setting,
        text=in_force if found.source is Source.ENVIRONMENT else (stored.value if stored else ""),
        seen=saving.mark(setting, stored.value if stored else None),
        in_force=setting.told(in_force),
        source=found.source,
    )
    if stored is None:
        return row
    row.saved_at = stored.saved_at
    row.saved_by = stored.saved_by.get_username() if stored.saved_by else ""
    if found.source is Source.ENVIRONMENT:
        row.stored_beside = setting.told(stored.value)
    if found.is_unreadable:
        row.errors.append(_("这里保存的值无法使用，现在用的是默认值。") + str(setting.must_be))
    return row


def fill(rows: list[Row], posted: QueryDict, files: MultiValueDict) -> None:  # type: ignore[type-arg]  # as Django has it
    """Put what was sent into the rows, and what is wrong with it beside it."""
    for row in rows:
        if row.is_fixed:
            continue
        name = row.setting.name
        row.errors.clear()
        row.seen = posted.get(f"{name}-seen", "")
        row.text = posted.get(name, "").replace("\r\n", "\n").strip()
        if row.setting.kind is Kind.PICTURE:
            _take_picture(row, posted, files)
        try:
            if row.text:
                row.setting.parse(row.text)
        except ValueError:
            row.errors.append(str(row.setting.must_be))


def _take_picture(row: Row, posted: QueryDict, files: MultiValueDict) -> None:  # type: ignore[type-arg]  # as above
    name = row.setting.name
    if posted.get(f"{name}-remove"):
        row.text = ""
    if upload := files.get(f"{name}-file"):
        try:
            # Stored at once, so that it is not lost when something else in the form is wrong.
            row.text = pictures.keep(upload)
        except pictures.BadPicture as error:
            row.errors.append(str(error))


def tell(rows: list[Row], conflicts: tuple[Conflict, ...]) -> None:
    """Put beside a row that somebody else has saved meanwhile; the next save of this form then replaces that."""
    by_name: Mapping[str, Conflict] = {conflict.setting.name: conflict for conflict in conflicts}
    for row in rows:
        conflict = by_name.get(row.setting.name)
        if conflict is None:
            continue
        row.seen = saving.mark(row.setting, conflict.stored or None)
        words = {"by": conflict.by or _("别人"), "stored": row.setting.told(conflict.stored) or _("（默认）")}
        sentence = _("您打开这一页之后，%(by)s 把它改成了“%(stored)s”。再保存一次，就会换成您填写的。")
        row.errors.append(sentence % words)
