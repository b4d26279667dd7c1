"""Which room may know which: the architecture as a test. A new file without a row fails it."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Of each module: everything that it may import besides the standard library.
MAY_KNOW = {
    "easytask.address": {"ada_url"},
    "easytask.data": set(),
    "easytask.guard": set(),
    "easytask.tags": set(),
    "easytask.sketch": set(),
    "easytask.backlink": {"webencodings", "easytask.address", "easytask.data", "easytask.tags"},
    "easytask.tending": {"django", "easytask.models", "easytask.sketch"},
    "easytask.history": {
        "django",
        "blog.models",
        "easytask.data",
        "easytask.models",
        "easytask.sketch",
        "easytask.tending",
    },
    "easytask.channels": {"apprise", "django", "easytask.guard"},
    "easytask.notices": {
        "django",
        "easytask.channels",
        "easytask.history",
        "easytask.models",
        "easytask.store",
    },
    "easytask.metrics": {
        "django",
        "prometheus_client",
        "blog.models",
        "easytask.data",
        "easytask.history",
        "easytask.models",
        "easytask.store",
    },
    "easytask.judge": {"easytask.data", "easytask.address"},
    "easytask.probe": {"aiohttp", "aiodns", "yarl", "easytask.data", "easytask.address", "easytask.guard"},
    "easytask.journal": set(),
    "easytask.store": {
        "django",
        "django_celery_beat",
        "blog.models",
        "easytask.data",
        "easytask.journal",
        "easytask.models",
    },
    "easytask.shards": {
        "django",
        "msgspec",
        "blog.models",
        "easytask.data",
        "easytask.models",
        "easytask.report",
        "easytask.store",
    },
    "easytask.report": {"rich", "izone", "easytask.data", "easytask.judge"},
    "easytask.checker": {
        "blog.models",  # for its type hints alone
        "django",
        "uvloop",
        "izone",
        "easytask.address",
        "easytask.backlink",
        "easytask.data",
        "easytask.guard",
        "easytask.judge",
        "easytask.probe",
        "easytask.report",
        "easytask.shards",
        "easytask.store",
    },
    "easytask.tasks": {
        "celery",
        "kombu",
        "easytask.checker",
        "easytask.data",
        "easytask.notices",
        "easytask.report",
        "easytask.tending",
    },
    "easytask.models": {"django", "easytask.data", "easytask.judge"},
    "easytask.admin": {"django", "easytask.history", "easytask.models", "easytask.store", "easytask.tasks"},
    "easytask.charts": {"django"},
    "easytask.desk": {
        "django",
        "django_celery_beat",
        "blog.models",
        "easytask.health",
        "easytask.history",
        "easytask.models",
        "easytask.store",
        "easytask.tasks",
        "easytask.views",
    },
    "easytask.story": {"django", "blog.models", "easytask.data", "easytask.history", "easytask.models"},
    "easytask.apps": {"django", "easytask.checks"},
    "easytask.health": {"celery", "django", "kombu", "easytask.models", "easytask.store", "easytask.tasks"},
    "easytask.views": {"django", "easytask.health", "easytask.metrics", "easytask.notices"},
    "easytask.checks": {"django"},
    "easytask.management.commands.check_friends": {
        "django",
        "rich",
        "easytask.checker",
        "easytask.data",
        "easytask.notices",
        "easytask.report",
    },
    "easytask.management.commands.test_notices": {"django", "easytask.notices"},
    "blog.models": {"django", "ada_url", "easytask.address"},
    "blog.markdown": {"markdown_it", "nh3"},
    "blog.feeds": {"django", "blog.markdown", "blog.models"},
    "blog.forms": {"django", "blog.models", "easytask.address"},
    "blog.admin": {
        "django",
        "blog.forms",
        "blog.models",
        "blog.views",
        "easytask.admin",
        "easytask.charts",
        "easytask.data",
        "easytask.history",
        "easytask.models",
        "easytask.store",
        "easytask.story",
    },
    "blog.apps": {"django"},
    "blog.urls": {"django", "blog.feeds", "blog.views"},
    "blog.views": {"django", "blog.markdown", "blog.models"},
    "demo": set(),
    "demo.blogs": set(),
    "demo.rows": {"django", "django_celery_beat", "blog.models", "easytask.models", "demo", "demo.blogs"},
    "demo.sites": {"aiohttp", "demo.blogs"},
    "demo.tasks": {"celery", "demo.rows", "easytask.tasks"},
    "demo.management.commands.remove_demo": {"django", "demo.rows"},
    "izone": {"izone.celery"},
    "izone.beat": {"celery", "django_celery_beat"},
    "izone.celery": {"celery", "click", "django", "kombu", "izone.embedded"},
    "izone.embedded": set(),
    "izone.prepare": {"django", "demo", "demo.rows"},
    "izone.run": {"demo", "izone.embedded"},
    "izone.settings": {"django", "environ", "demo", "easytask.address", "easytask.channels", "izone.embedded"},
    "izone.urls": {"django", "easytask.views"},
    "izone.visitor": {"django"},
    "izone.wsgi": {"django"},
}
OURS = ("easytask", "blog", "demo", "izone")


def modules() -> dict[str, Path]:
    found = {}
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts or (path.name == "__init__.py" and not path.read_text().strip()):
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imports_of(path: Path) -> set[str]:
    """The modules that a file imports: ours as package.module, others by their top name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = node.module in OURS
            names |= {f"{node.module}.{alias.name}" for alias in node.names} if inside else {node.module}
    known = set(modules())
    result = set()
    for name in names:
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names:
            continue
        result.add(name if name in known or top not in OURS else top) if top in OURS else result.add(top)
    return result


def test_every_module_has_a_row():
    assert set(modules()) == set(MAY_KNOW)


@pytest.mark.parametrize("module", sorted(MAY_KNOW))
def test_a_module_imports_only_what_it_may_know(module):
    assert imports_of(modules()[module]) <= MAY_KNOW[module]


@pytest.mark.parametrize("module", sorted(MAY_KNOW))
def test_a_module_opens_with_one_sentence(module):
    docstring = ast.get_docstring(ast.parse(modules()[module].read_text()))
    assert docstring
    assert docstring.splitlines()[0].rstrip().endswith((".", ","))  # a long sentence may wrap
