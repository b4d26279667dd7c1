"""Every text for people has its English, in the compiled catalogue that is committed."""

import ast
import gettext
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}


def texts() -> set[str]:
    found: set[str] = set()
    for package in ("blog", "demo", "easytask", "izone"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
                    found |= {
                        argument.value
                        for argument in node.args
                        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                    }
        for path in (ROOT / package).rglob("*.html"):
            found |= set(re.findall(r'{% translate "([^"]+)" %}', path.read_text()))
    return found


def test_every_text_has_its_english():
    english = gettext.translation("django", ROOT / "locale", ["en"])
    catalogue = {key[0] if isinstance(key, tuple) else key for key in english._catalog}
    assert len(texts()) > 80
    assert texts() <= catalogue
    assert not re.search("[\u4e00-\u9fff]", "".join(english._catalog.values()))
