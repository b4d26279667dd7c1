"""What a check shows on a terminal."""

import io

from rich.console import Console

from easytask.management.verdict_table import verdict_table
from easytask.verdicts import rules
from easytask.verdicts.kinds import Problem
from easytask.verdicts.records import FetchResult, Friend


def test_the_table_lists_what_changes_first_and_takes_names_literally():
    shown = Friend(1, "a", "https://a.test/")
    hides = rules.evaluate(shown, FetchResult(shown.link, problem=Problem.TIMEOUT, elapsed=5.0))
    tricky = rules.evaluate(Friend(3, "[red]x[/red]", "https://x.test/"), FetchResult("https://x.test/", 200))
    console = Console(width=120, file=io.StringIO())
    console.print(verdict_table([tricky, hides]))
    text = console.file.getvalue()
    assert text.index("请求超时") < text.index("[red]x[/red]")
