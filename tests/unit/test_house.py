"""The architecture as a test: which room may know which, one way between the packages, and no model where none may be.

A room is a folder or a file of ``easytask``, or another package; a new one without a row fails the test.
``python -m tests.unit.test_house`` prints the table as docs/architecture.md has it.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("izone", "easytask", "blog", "demo")

# Of each room: the packages and rooms that it may import besides the standard library and itself.
MAY_KNOW: dict[str, set[str]] = {
    "blog": {
        "django",
        "ada_url",
        "brotli",
        "htmd",
        "markdown_it",
        "math_core",
        "mdit_py_plugins",
        "nh3",
        "PIL",
        "pygments",
        "webencodings",
        "yaml",
    },
    "easytask.verdicts": {"ada_url", "publicsuffixlist"},
    "easytask.pages": {"protego", "webencodings", "easytask.verdicts"},
    "easytask.fetching": {
        "aiodns",
        "aiohttp",
        "backports",
        "compression",
        "brotli",
        "pycares",
        "yarl",
        "easytask.verdicts",
    },
    "easytask.models": {"django", "easytask.verdicts"},
    "easytask.labels": {"django", "easytask.verdicts"},
    "easytask.templatetags": {"django", "blog", "easytask.icons", "easytask.labels"},
    "easytask.visitor": {"django"},
    "easytask.live": {"django"},
    "easytask.quotas": {"django", "easytask.models"},
    "easytask.duplicates": {"blog", "easytask.verdicts"},
    "easytask.site_settings": {"django", "blog", "easytask.verdicts"},
    "easytask.runs": {
        "django",
        "django_celery_beat",
        "msgspec",
        "uvloop",
        "blog",
        "easytask.models",
        "easytask.verdicts",
        "easytask.site_settings",
    },
    "easytask.history": {"django", "blog", "easytask.models", "easytask.verdicts"},
    "easytask.notifications": {
        "apprise",
        "django",
        "easytask.site_settings",
        "blog",
        "easytask.fetching",
        "easytask.history",
        "easytask.labels",
        "easytask.models",
        "easytask.quotas",
        "easytask.runs",
        "easytask.verdicts",
    },
    "easytask.icons": {
        "PIL",
        "django",
        "easytask.fan_out",
        "blog",
        "easytask.fetchers",
        "easytask.fetching",
        "easytask.models",
        "easytask.runs",
        "easytask.verdicts",
    },
    "easytask.fetchers": {"django", "easytask.fetching", "easytask.site_settings"},
    "easytask.inspection": {"django", "easytask.fetching", "easytask.pages", "easytask.verdicts"},
    "easytask.fan_out": {"easytask.fetching", "easytask.runs"},
    "easytask.feeds": {
        "django",
        "feedparser",
        "blog",
        "easytask.fan_out",
        "easytask.fetchers",
        "easytask.fetching",
        "easytask.models",
        "easytask.runs",
        "easytask.verdicts",
    },
    "easytask.probes": {
        "blog",
        "celery",
        "django",
        "easytask.site_settings",
        "easytask.broker",
        "easytask.fetchers",
        "easytask.fetching",
        "easytask.inspection",
        "easytask.models",
        "easytask.runs",
        "easytask.verdicts",
    },
    "easytask.applications": {
        "django",
        "easytask.duplicates",
        "easytask.site_settings",
        "blog",
        "easytask.fetching",
        "easytask.labels",
        "easytask.models",
        "easytask.notifications",
        "easytask.probes",
        "easytask.quotas",
        "easytask.verdicts",
    },
    "easytask.robots": {
        "django",
        "blog",
        "easytask.fan_out",
        "easytask.fetchers",
        "easytask.fetching",
        "easytask.models",
        "easytask.notifications",
        "easytask.pages",
        "easytask.runs",
        "easytask.verdicts",
    },
    "easytask.exchange": {
        "django",
        "yaml",
        "blog",
        "easytask.feeds",
        "easytask.models",
        "easytask.site_settings",
        "easytask.verdicts",
    },
    "easytask.checker": {
        "django",
        "easytask.fetchers",
        "easytask.fetching",
        "easytask.inspection",
        "easytask.runs",
        "easytask.verdicts",
        "easytask.site_settings",
    },
    "easytask.sharding": {"django", "easytask.checker", "easytask.runs", "easytask.verdicts"},
    "easytask.broker": {"celery", "kombu"},
    "easytask.tasks": {
        "celery",
        "blog",
        "easytask.applications",
        "easytask.broker",
        "easytask.checker",
        "easytask.exchange",
        "easytask.feeds",
        "easytask.history",
        "easytask.icons",
        "easytask.notifications",
        "easytask.probes",
        "easytask.robots",
        "easytask.runs",
        "easytask.sharding",
        "easytask.verdicts",
    },
    "easytask.monitoring": {
        "celery",
        "django",
        "prometheus_client",
        "blog",
        "easytask.broker",
        "easytask.history",
        "easytask.models",
        "easytask.runs",
        "easytask.verdicts",
    },
    "easytask.admin": {
        "celery",
        "django",
        "easytask.duplicates",
        "django_celery_beat",
        "blog",
        "easytask.applications",
        "easytask.broker",
        "easytask.exchange",
        "easytask.feeds",
        "easytask.history",
        "easytask.icons",
        "easytask.labels",
        "easytask.live",
        "easytask.models",
        "easytask.monitoring",
        "easytask.notifications",
        "easytask.probes",
        "easytask.quotas",
        "easytask.runs",
        "easytask.tasks",
        "easytask.verdicts",
        "easytask.site_settings",
    },
    "easytask.public": {
        "django",
        "easytask.site_settings",
        "blog",
        "easytask.applications",
        "easytask.broker",
        "easytask.exchange",
        "easytask.feeds",
        "easytask.history",
        "easytask.icons",
        "easytask.live",
        "easytask.models",
        "easytask.notifications",
        "easytask.quotas",
        "easytask.tasks",
        "easytask.verdicts",
        "easytask.visitor",
    },
    "easytask.urls": {"django", "blog", "easytask.monitoring", "easytask.public"},
    "easytask.system_checks": {"django"},
    "easytask.apps": {
        "django",
        "easytask.admin",
        "easytask.history",
        "easytask.system_checks",
        "easytask.site_settings",
        "blog",
    },
    "easytask.management": {
        "django",
        "rich",
        "blog",
        "easytask.checker",
        "easytask.exchange",
        "easytask.notifications",
        "easytask.runs",
        "easytask.tasks",
        "easytask.verdicts",
    },
    "izone": {
        "axes",
        "celery",
        "click",
        "django",
        "django_celery_beat",
        "environ",
        "gunicorn",
        "blog",
        "easytask.admin",
        "easytask.visitor",
        "easytask.broker",
        "easytask.notifications",
        "easytask.runs",
        "easytask.tasks",
        "easytask.verdicts",
        "easytask.site_settings",
    },
    "demo": {
        "PIL",
        "celery",
        "django",
        "django_celery_beat",
        "blog",
        "easytask.admin",
        "easytask.history",
        "easytask.models",
        "easytask.tasks",
        "izone",
    },
}
# Rooms in which no Django model may stand in a signature, however it would get there.
WITHOUT_MODELS = (
    "easytask.verdicts",
    "easytask.pages",
    "easytask.fetching",
    "easytask.fetchers",
    "easytask.inspection",
    "easytask.checker",
    "easytask.sharding",
    "easytask.tasks",
)
# Which packages each package may know: one way, and nobody knows the demonstration.
PACKAGE_MAY_KNOW = {"izone": {"easytask", "blog"}, "easytask": {"blog"}, "blog": set(), "demo": set(PACKAGES)}


@functools.cache
def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name, without migrations and empty files."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts or (path.name == "__init__.py" and not path.read_text().strip()):
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@functools.cache
def nodes_of(path: Path) -> list[ast.AST]:
    return [*ast.walk(tree_of(path))]


def room_of(module: str) -> str:
    """The room that a module is in, or whose name it is; anything outside of ours by its top name."""
    package, _, rest = module.partition(".")
    return f"easytask.{rest.partition('.')[0]}" if package == "easytask" and rest else package


@functools.cache
def imports_of(path: Path) -> frozenset[str]:
    """The rooms and packages that a file imports anywhere: at its top, lazily, or for its types alone."""
    names: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = node.module == "easytask"  # from easytask import room
            names |= {f"{node.module}.{alias.name}" for alias in node.names} if inside else {node.module}
    return frozenset(room_of(name) for name in names if name.partition(".")[0] not in sys.stdlib_module_names)


@functools.cache
def model_names() -> set[str]:
    """The names of all Django models of ours."""
    found = set()
    for path in sorted(path for package in ("blog", "easytask") for path in (ROOT / package / "models").glob("*.py")):
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and any("Model" in ast.unparse(base) for base in node.bases):
                found.add(node.name)
    return found


def signatures(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Each function of a file, and every name in its annotations."""
    for node in nodes_of(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            written = [item.annotation for item in arguments if item.annotation] + (
                [node.returns] if node.returns else []
            )
            inner = [part for annotation in written for part in ast.walk(annotation)]
            names = {part.id for part in inner if isinstance(part, ast.Name)}
            names |= {part.attr for part in inner if isinstance(part, ast.Attribute)}
            yield node.name, names


def table() -> str:
    """The rooms, what each is for and what it may know, as Markdown."""
    lines = ["| room | what it is for | may know |", "|---|---|---|"]
    for room, known in MAY_KNOW.items():
        path = modules()[room] if room in modules() else ROOT / room.replace(".", "/") / "__init__.py"
        purpose = (ast.get_docstring(tree_of(path)) or "").partition("\n\n")[0].replace("\n", " ")
        lines.append(
            f"| `{room}` | {purpose} | {', '.join(sorted(name.removeprefix('easytask.') for name in known))} |"
        )
    return "\n".join(lines)


def test_every_room_has_a_row() -> None:
    rooms = {room_of(name) for name in modules()} - {"easytask"}
    assert rooms == set(MAY_KNOW)


def test_a_module_knows_only_what_its_room_may_know() -> None:
    too_much = {}
    for module, path in modules().items():
        room = room_of(module)
        too_much[module] = imports_of(path) - {room} - MAY_KNOW.get(room, set())
    assert only(too_much) == {}


def test_a_package_knows_only_packages_below_it() -> None:
    too_much = {}
    for module, path in modules().items():
        package = module.partition(".")[0]
        known = {room.partition(".")[0] for room in imports_of(path)} & set(PACKAGES)
        too_much[module] = known - {package} - PACKAGE_MAY_KNOW[package]
    assert only(too_much) == {}


def test_no_ring_between_rooms() -> None:
    known = {room: {other for other in others if other in MAY_KNOW} for room, others in MAY_KNOW.items()}
    while leaves := {room for room, others in known.items() if not others}:
        known = {room: others - leaves for room, others in known.items() if room not in leaves}
    assert not known


def test_no_model_stands_in_a_signature() -> None:
    models = model_names()
    pure = {module: path for module, path in modules().items() if room_of(module) in WITHOUT_MODELS}
    found = {f"{module}.{name}": names & models for module, path in pure.items() for name, names in signatures(path)}
    assert only(found) == {}


def test_a_module_opens_with_one_sentence() -> None:
    docstrings = {module: ast.get_docstring(tree_of(path)) or "" for module, path in modules().items()}
    # A long sentence may wrap.
    assert not [
        module for module, text in docstrings.items() if not text.partition("\n")[0].rstrip().endswith((".", ","))
    ]


def test_a_unit_test_opens_no_database_and_starts_nothing_of_ours() -> None:
    not_for_units = {"tests.plugins.databases", "tests.plugins.projects", "tests.plugins.scenes", "django_db"}
    found = {}
    for path in sorted((ROOT / "tests" / "unit").rglob("*.py")):
        text = path.read_text()
        # Most have none of the words anywhere, and are not worth parsing.
        if not any(name.rpartition(".")[2] in text for name in not_for_units):
            continue
        nodes = nodes_of(path)
        names = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        found[str(path.relative_to(ROOT))] = names & not_for_units
    assert only(found) == {}


def only(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return what is not empty, for a test to show."""
    return {name: names for name, names in found.items() if names}


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
