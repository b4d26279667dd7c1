"""What the documents say of the code is so: figures, links, files, settings, commands, kinds and the table of rooms.

``python -m tests.unit.test_docs`` writes the table of rooms into docs/architecture.md again.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from easytask.verdicts.kinds import Kind
from tests.unit.test_house import table

ROOT = Path(__file__).resolve().parents[2]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
DOCUMENTS = [*READMES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
ARCHITECTURE = ROOT / "docs" / "architecture.md"
ROOMS = re.compile(r"(<!-- rooms\b.*? -->\n)(.*?)(\n?<!-- /rooms -->)", re.DOTALL)
# A path of ours between backticks: it begins with a folder of ours, or is a file beside manage.py.
PATH = re.compile(r"`((?:\.ci|bench|blog|demo|docs|easytask|izone|locale|tests)/[\w./-]*|[\w.-]+\.(?:py|yml|md|txt))`")
ROW_OF_PATHS = re.compile(r"`([\w/]+/)[\w.]+\.py`((?:, `\w+\.py`)+)")
DJANGOS_COMMANDS = {"axes_reset", "check", "collectstatic", "createsuperuser", "makemigrations", "migrate", "runserver"}

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def settings_read() -> set[str]:
    """The names that izone/settings.py reads from the environment: the first argument of whatever reads one."""
    calls = (
        node for node in ast.walk(ast.parse((ROOT / "izone/settings.py").read_text())) if isinstance(node, ast.Call)
    )
    readers = (
        call for call in calls if re.fullmatch(r"_env\.\w+|(os\.)?(environ\.get|getenv)", ast.unparse(call.func))
    )
    firsts = {call.args[0].value for call in readers if call.args and isinstance(call.args[0], ast.Constant)}
    return {first for first in firsts if isinstance(first, str) and re.fullmatch(r"[A-Z][A-Z0-9_]+", first)}


def words_of(document: Path, pattern: str) -> set[str]:
    """What the pattern's group finds in a document."""
    return set(re.findall(pattern, document.read_text()))


# --- figures ---------------------------------------------------------------------------------------------------------
def measured(*, far: bool) -> dict[tuple[str, int], tuple[float, int | None]]:
    """The seconds and the wrong verdicts of each way at each number of links, near or far away."""
    rows = json.loads((ROOT / "docs/bench.json").read_text())["results"]
    rows = [row for row in rows if row.get("far", False) is far]
    return {(row["way"], row["links"]): (row["seconds"], row["wrong"]) for row in rows}


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_headline_is_what_was_measured(readme: Path) -> None:
    found = measured(far=False)
    headline = readme.read_text().partition("<!-- bench -->")[2].partition("<!-- /bench -->")[0]
    told = {float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", headline)}
    at_most, at_least = found["izone", 1000], found["izone", 24]
    assert at_most[1] == at_least[1] == 0, "the headline says that no verdict of ours is wrong"
    expected = {1000, at_most[0], found["asyncio.gather", 1000][1], 24, found["one by one", 24][0], at_least[0]}
    assert told == expected


def test_the_picture_is_of_the_same_run() -> None:
    picture = (ROOT / "docs/bench.svg").read_text()
    for (_, links), (seconds, wrong) in [*measured(far=False).items(), *measured(far=True).items()]:
        said = (
            [f"about {seconds / 60:.0f} min"]
            if wrong is None
            else [f"{seconds:.1f} s", f"{wrong:,} of {links:,}" if wrong else "none"]
        )
        assert all(f">{words}<" in picture for words in said)


# --- links and files -------------------------------------------------------------------------------------------------
@each_document
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for target in words_of(document, r"\]\((?!https?:)([^)\s]+)\)"):
        path, _, anchor = target.partition("#")
        there = document if not path else document.parent / path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@each_document
def test_every_file_that_is_named_exists(document: Path) -> None:
    # A bare name in a row of files stands for a neighbour of the first.
    text = ROW_OF_PATHS.sub(lambda row: row[0].replace(", `", f", `{row[1]}"), document.read_text())
    for name in PATH.findall(text):
        assert (ROOT / name).exists() or (document.parent / name).exists(), name


@each_document
def test_every_module_that_is_named_exists(document: Path) -> None:
    for name in words_of(document, r"python -m ((?:bench|tests|izone)[\w.]*)"):
        path = ROOT / name.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), name


# --- settings and commands -------------------------------------------------------------------------------------------
def test_settings_are_found() -> None:
    assert {"DATABASE_URL", "DEBUG", "SECRET_KEY", "FRIENDLINK_TIMEOUT"} <= settings_read()


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/settings.md").read_text()
    assert re.search(rf"^# {name}=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_every_documented_setting_is_read() -> None:
    compose = words_of(ROOT / "docker-compose.yml", r"\$\{(\w+)")
    assert words_of(ROOT / ".env.example", r"(?m)^# ([A-Z][A-Z_]+)=") <= settings_read() | compose


@each_document
def test_every_make_target_exists(document: Path) -> None:
    targets = words_of(ROOT / "Makefile", r"(?m)^([a-z][\w-]*):")
    assert words_of(document, r"(?:`|\$ )make ([a-z][\w-]*)") <= targets


@each_document
def test_every_management_command_exists(document: Path) -> None:
    ours = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    assert words_of(document, r"manage\.py ([a-z]\w*)") <= ours | DJANGOS_COMMANDS


# --- what is made of the code ----------------------------------------------------------------------------------------
def test_every_kind_is_explained() -> None:
    kinds = (ROOT / "docs/verdicts.md").read_text().partition("## The kinds")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", kinds, re.MULTILINE)) == {kind.value for kind in Kind}


def test_the_table_of_rooms_is_the_houses_own() -> None:
    found = ROOMS.search(ARCHITECTURE.read_text())
    assert found
    assert found[2] == table(), "write it again with: .venv/bin/python -m tests.unit.test_docs"


if __name__ == "__main__":
    ARCHITECTURE.write_text(ROOMS.sub(lambda found: f"{found[1]}{table()}\n<!-- /rooms -->", ARCHITECTURE.read_text()))
