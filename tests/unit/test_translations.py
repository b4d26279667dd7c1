"""Every text for people has its English, in the compiled catalogue that is committed."""

import ast
import gettext
import re
from pathlib import Path

from django.apps import apps
from django.utils import translation

from tests.unit.test_house import nodes_of

ROOT = Path(__file__).resolve().parents[2]
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}


def texts() -> set[str]:
    found: set[str] = set()
    for package in ("blog", "demo", "easytask", "izone"):
        for path in (ROOT / package).rglob("*.py"):
            for node in nodes_of(path):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                words = [getattr(argument, "value", None) for argument in node.args]
                if node.func.id in MARKERS:
                    found |= {word for word in words if isinstance(word, str)}
                elif node.func.id == "pgettext_lazy":
                    found.add("\x04".join(words))
        for path in (ROOT / package).rglob("*.html"):
            found |= texts_of_template(path.read_text())
    return found


def texts_of_template(template: str) -> set[str]:
    """What ``translate`` and ``blocktranslate`` look up; of a plural, the form for one."""
    blocks = re.findall(
        r"{% blocktranslate\b[^%]*%}(.*?)(?:{% plural %}.*?)?{% endblocktranslate %}", template, re.DOTALL
    )
    shown = {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks}
    looked_up = re.findall(r'{% translate "([^"]+)"(?: context "(\w+)")?', template)
    return shown | {f"{context}\x04{text}" if context else text for text, context in looked_up}


def test_every_text_has_its_english():
    english = gettext.translation("django", ROOT / "locale", ["en"])
    catalogue = {key[0] if isinstance(key, tuple) else key for key in english._catalog}
    assert len(texts()) > 80
    assert texts() <= catalogue
    assert not re.search("[\u4e00-\u9fff]", "".join(english._catalog.values()))


def test_a_model_has_another_name_in_the_plural_in_english():
    with translation.override("en"):
        alike = {
            model.__name__
            for label in ("blog", "easytask")
            for model in apps.get_app_config(label).get_models()
            if str(model._meta.verbose_name) == str(model._meta.verbose_name_plural)
        }
    assert not alike
