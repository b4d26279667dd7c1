"""Every text for people, and no other, has its English in the compiled catalogue that is committed."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.utils import translation

from tests.unit.test_house import nodes_of

ROOT = Path(__file__).resolve().parents[2]
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}


def texts() -> set[str]:
    found: set[str] = set()
    for package in ("blog", "demo", "easytask", "izone"):
        for path in (ROOT / package).rglob("*.py"):
            for node in nodes_of(path):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                words = [getattr(argument, "value", None) for argument in node.args]
                # What follows it is for the plural.
                if node.func.id in MARKERS and isinstance(words[0], str):
                    found.add(words[0])
                elif node.func.id == "pgettext_lazy":
                    found.add("\x04".join(words))
        for path in (ROOT / package).rglob("templates/**/*.*"):
            found |= texts_of_template(path.read_text())
    return found


def texts_of_template(template: str) -> set[str]:
    """What ``translate``, ``blocktranslate`` and ``_()`` look up; of a plural, the form for one."""
    blocks = re.findall(
        r"{% blocktranslate\b[^%]*%}(.*?)(?:{% plural %}.*?)?{% endblocktranslate %}", template, re.DOTALL
    )
    shown = {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks}
    looked_up = re.findall(r'{% translate "([^"]+)"(?: context "(\w+)")?', template)
    shown |= set(re.findall(r'_\("([^"]+)"\)', template))
    return shown | {f"{context}\x04{text}" if context else text for text, context in looked_up}


def texts_in(catalogue: gettext.NullTranslations) -> set[str]:
    return {key[0] if isinstance(key, tuple) else key for key in catalogue._catalog}


def test_every_text_has_its_english():
    english = gettext.translation("django", ROOT / "locale", ["en"])
    assert len(texts()) > 80
    assert texts() <= texts_in(english)
    assert not re.search("[\u4e00-\u9fff]", "".join(english._catalog.values()))


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_no_text_is_kept_that_nobody_shows(language):
    # Both put phrases of Django's admin in other words. Its German is complete, its Chinese is not.
    of_djangos_admin = gettext.translation("django", Path(admin.__file__).parent / "locale", ["de"])
    assert texts_in(gettext.translation("django", ROOT / "locale", [language])) <= texts() | texts_in(of_djangos_admin)


def test_a_model_has_another_name_in_the_plural_in_english():
    with translation.override("en"):
        alike = {
            model.__name__
            for label in ("blog", "easytask")
            for model in apps.get_app_config(label).get_models()
            if str(model._meta.verbose_name) == str(model._meta.verbose_name_plural)
        }
    assert not alike
