"""Fields that several models have in common, and what all of them refuse."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext


class WebAddressField(models.URLField):  # type: ignore[type-arg]  # Django's class takes no argument when it runs
    """An http or https address; what a person types without a scheme is read as https."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Return a form field that adds https to an address without a scheme."""
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def refuse_ends_of_calendar(**moments: datetime | None) -> None:
    """Raise ValidationError for a moment outside the years 1 to 9999 in UTC: PostgreSQL keeps it, nobody reads it."""
    for field, moment in moments.items():
        try:
            if moment is not None:
                moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError({field: gettext("请填写公元 1 年到 9999 年之间的时间。")}) from error


class RevisedAtField(models.DateTimeField):  # type: ignore[type-arg]  # as above
    """When a text was last changed: whoever changes it sets this; a new one was changed at its publication, or now.

    Django's ``auto_now`` would call every imported post revised today.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's signature
        """Return the moment that is set; for a new row without one, that of a past publication, or now."""
        if add and getattr(model_instance, self.attname) is None:
            now = timezone.now()
            published_at = getattr(model_instance, "published_at", None)
            setattr(model_instance, self.attname, min(published_at or now, now))
        return super().pre_save(model_instance, add)
