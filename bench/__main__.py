"""``make bench`` checks the same simulated sites in the article's two ways and in ours, and draws the results.

It takes about two minutes. It writes docs/bench.json and, from that alone, docs/bench.svg and the headlines of the
READMEs. The SVG is written by hand, because matplotlib turns text into paths and cannot follow the reader's light or
dark theme.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.sites import FIRST_ADDRESS, SITE_LINK, Site, sites

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "docs" / "bench.json"
PICTURE = ROOT / "docs" / "bench.svg"
COUNTS = (24, 100, 300, 1000)
FAR_COUNT = 1000
READMES = {
    ROOT / "README.md": (
        "> **{many:,} friend links in {seconds} s, without one wrong verdict.** Plain `asyncio.gather` gets {wrong:,}"
        " of them wrong.\n> Checking one by one takes {one_by_one} s for only {few} links; izone takes {few_seconds} s."
    ),
    ROOT / "README.zh-CN.md": (
        "> **{many:,} 个友链 {seconds} 秒查完，一个都没判错。** 直接用 `asyncio.gather` 会判错其中 {wrong:,} 个；"
        "逐个检查的话，仅 {few} 个友链就要 {one_by_one} 秒，izone 只要 {few_seconds} 秒。"
    ),
}
TIMEOUT_SECONDS = 5.0
SEQUENTIAL, ASYNC, IZONE = "one by one", "asyncio.gather", "izone"
WAYS = (SEQUENTIAL, ASYNC, IZONE)


@dataclasses.dataclass(frozen=True)
class Result:
    """What one way took for ``links`` links.

    ``seconds`` is the wall time of the whole process, its start included. ``wrong`` counts the verdicts that the sites
    do not deserve. A run that would last for minutes is not made: then ``wrong`` is None, and ``seconds`` is the sum of
    what the sites take. ``far``: the sites were far away, and a quarter of the addresses swallowed everything.
    """

    way: str
    links: int
    seconds: float
    wrong: int | None
    far: bool = False


# --- measuring -------------------------------------------------------------------------------------------------------
@contextlib.contextmanager
def serving(port: int) -> Iterator[None]:
    """Serve the sites in a process of their own."""
    command = [sys.executable, "-m", "bench.sites", str(max(COUNTS)), str(FAR_COUNT), str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            if server.stdout is None or server.stdout.readline() != "ready\n":
                sys.exit("bench: the simulated sites did not start")
            yield
        finally:
            server.kill()


def article(way: str, checked: Sequence[Site]) -> Result:
    """Check the sites in one of the article's ways."""
    argument = "one-by-one" if way == SEQUENTIAL else "all-at-once"
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bench.article", argument],
        cwd=ROOT,
        input=json.dumps([site.url for site in checked]),
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - started
    return Result(way, len(checked), seconds, _wrong(checked, json.loads(done.stdout)))


def added_up(checked: Sequence[Site]) -> Result:
    """Return what checking one link after another would take, without doing it."""
    return Result(SEQUENTIAL, len(checked), sum(min(site.seconds, TIMEOUT_SECONDS) for site in checked), None)


def izone(checked: Sequence[Site]) -> Result:
    """Check the sites with ``manage.py check_friends``, over a new database."""
    with tempfile.TemporaryDirectory() as directory:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{directory}/db.sqlite3",
            "FRIENDLINK_ALLOWED_NETWORKS": "127.0.0.0/8",
            "FRIENDLINK_TIMEOUT": str(TIMEOUT_SECONDS),
        }
        rows = [
            {"model": "blog.friendlink", "pk": number, "fields": {"name": site.kind, "link": site.url}}
            for number, site in enumerate(checked, start=1)
        ]
        Path(directory, "links.json").write_text(json.dumps(rows))

        def manage(*arguments: str) -> str:
            command = [sys.executable, "manage.py", *arguments]
            return subprocess.run(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
            ).stdout

        manage("migrate", "-v0")
        manage("loaddata", "-v0", f"{directory}/links.json")
        started = time.perf_counter()
        envelope = json.loads(manage("check_friends", "--site-link", SITE_LINK, "--format", "json"))
        seconds = time.perf_counter() - started
    shown = {link["link"]: link["is_show"] for link in envelope["links"]}
    return Result(IZONE, len(checked), seconds, _wrong(checked, shown))


def _wrong(checked: Sequence[Site], shown: dict[str, bool]) -> int:
    return sum(shown[site.url] is not site.deserves for site in checked)


def measure() -> list[Result]:
    """Run every way over every count; one by one over the least only, because 1,000 links would take 22 minutes."""
    with socket.socket() as free:
        free.bind((str(FIRST_ADDRESS), 0))
        port = free.getsockname()[1]
    results = []
    with serving(port):
        for count in COUNTS:
            checked = sites(count, port=port)
            if count == min(COUNTS):
                results.append(article(SEQUENTIAL, checked))
            else:
                results.append(added_up(checked))
            results.append(article(ASYNC, checked))
            results.append(izone(checked))
        far_away = sites(FAR_COUNT, port=port, far=True)
        found = (added_up(far_away), article(ASYNC, far_away), izone(far_away))
        results += [dataclasses.replace(result, far=True) for result in found]
    return results


# --- showing ---------------------------------------------------------------------------------------------------------
def seconds_text(result: Result) -> str:
    """Return the time as the table and the picture show it."""
    if result.wrong is not None:
        return f"{result.seconds:.1f} s"
    return f"about {result.seconds / 60:.0f} min"


def wrong_text(result: Result) -> str:
    """Return the wrong verdicts as the table and the picture show them."""
    if result.wrong is None:
        return "not run"
    if result.wrong == 0:
        return "none"
    return f"{result.wrong:,} of {result.links:,}"


def show(results: Sequence[Result]) -> None:
    """Print the results as a table."""
    table = Table("links", "sites", "way", "wrong verdicts", "seconds", title=f"a link may take {TIMEOUT_SECONDS:g} s")
    for result in results:
        where = "far" if result.far else "near"
        table.add_row(f"{result.links:,}", where, result.way, wrong_text(result), seconds_text(result))
    Console().print(table)


def save(results: Sequence[Result]) -> None:
    """Write docs/bench.json; a test compares the picture and the READMEs with it."""
    rows = [{**dataclasses.asdict(result), "seconds": round(result.seconds, 1)} for result in results]
    lines = ",\n    ".join(json.dumps(row) for row in rows)
    DATA.write_text(f'{{\n  "timeout_seconds": {TIMEOUT_SECONDS},\n  "results": [\n    {lines}\n  ]\n}}\n')


def load() -> list[Result]:
    """Read docs/bench.json."""
    return [Result(**row) for row in json.loads(DATA.read_text())["results"]]


def write_headlines(results: Sequence[Result]) -> None:
    """Put the figures of this run into both READMEs."""
    near = {(result.way, result.links): result for result in results if not result.far}
    few, many = min(COUNTS), max(COUNTS)
    ours, ours_of_few, theirs = near[IZONE, many], near[IZONE, few], near[ASYNC, many]
    for readme, words in READMES.items():
        headline = words.format(
            many=many,
            seconds=f"{ours.seconds:.1f}",
            wrong=theirs.wrong,
            one_by_one=f"{near[SEQUENTIAL, few].seconds:.1f}",
            few=few,
            few_seconds=f"{ours_of_few.seconds:.1f}",
        )
        before, mark, rest = readme.read_text().partition("<!-- bench -->\n")
        _, end, after = rest.partition("<!-- /bench -->")
        readme.write_text(f"{before}{mark}{headline}\n{end}{after}")


# --- drawing ---------------------------------------------------------------------------------------------------------
WIDTH, PADDING = 880, 36
LABELS_X, WRONG_X, SECONDS_X = 132, 262, 556
PANEL = 180
TOP, ROW, GROUP_GAP, BAR = 142, 24, 22, 13
STYLE = """
    .card { fill: #fffefb; stroke: #e3ddd0 }
    text { font: 14px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; fill: #26231f }
    .title { font-size: 20px; font-weight: 650 }
    .quiet { fill: #6b655b }
    .head { font-size: 12px; font-weight: 600; letter-spacing: .04em; fill: #6b655b }
    .note { font-size: 12px; fill: #6b655b }
    .count { font-size: 24px; font-weight: 650; font-variant-numeric: tabular-nums }
    .value { font-variant-numeric: tabular-nums }
    .rule { stroke: #ece7db }
    .axis { stroke: #c9c2b3 }
    .ours { fill: #17705a; font-weight: 650 }
    rect.sequential { fill: #b3ab9c } rect.async { fill: #cf6f35 } rect.izone { fill: #1f8a6f }
    rect.computed { fill: url(#hatch) }
    .hatch { stroke: #b3ab9c }
    @media (prefers-color-scheme: dark) {
      .card { fill: #16191e; stroke: #30363d }
      text { fill: #e8e4dc }
      .quiet, .head, .note { fill: #a09a8e }
      .rule { stroke: #262b31 }
      .axis { stroke: #4a5058 }
      .ours { fill: #56cfab }
      rect.sequential { fill: #716b61 } rect.async { fill: #e08a52 } rect.izone { fill: #3fb593 }
      .hatch { stroke: #716b61 }
    }"""
NOTES = (
    "Far away: every answer comes two round trips of 0.2 s later, and a quarter of the addresses swallow everything.",
    "asyncio.gather: with aiohttp's defaults, which count the wait for a free connection against the site.",
    "Time: from the start of the program to its end. Hatched: not run, but added up from what each site takes.",
)
CLASSES = {SEQUENTIAL: "sequential", ASYNC: "async", IZONE: "izone"}


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"' + (f' class="{kind}"' if kind else "") + f">{words}</text>"


def _bar(x: float, y: float, share: float, kind: str) -> str:
    width = max(share * PANEL, 2.5)
    return f'<rect x="{x}" y="{y - BAR + 2:g}" width="{width:.1f}" height="{BAR}" rx="2" class="{kind}"/>'


def _row(result: Result, y: float, most_seconds: float, most_wrong: float) -> Iterator[str]:
    """Draw one way at one count: its name, its wrong verdicts as a share of the links, its seconds."""
    ours = "value ours" if result.way == IZONE else "value"
    kind = CLASSES[result.way]
    yield _text(LABELS_X, y, result.way, "ours" if result.way == IZONE else "")
    if result.wrong is None:
        yield _text(WRONG_X + 8, y, wrong_text(result), "quiet")
        yield _bar(SECONDS_X, y, 1, "computed")
        yield _text(SECONDS_X + PANEL + 8, y, seconds_text(result), "value quiet")
        return
    share = result.wrong / result.links / most_wrong
    if share:
        yield _bar(WRONG_X, y, share, kind)
    yield _text(WRONG_X + share * PANEL + 8, y, wrong_text(result), ours)
    share = result.seconds / most_seconds
    yield _bar(SECONDS_X, y, share, kind)
    yield _text(SECONDS_X + share * PANEL + 8, y, seconds_text(result), ours)


def picture(results: Sequence[Result]) -> str:
    """Draw the results as an SVG on a background of its own, which is readable on a light page and on a dark one."""
    measured = [result for result in results if result.wrong is not None]
    most_seconds = max(result.seconds for result in measured)
    most_wrong = max((result.wrong or 0) / result.links for result in measured) or 1
    body, y = [], float(TOP)
    for far, count in sorted({(result.far, result.links) for result in results}):
        rows = [result for result in results if (result.far, result.links) == (far, count)]
        if y > TOP:
            line = y - ROW / 2 - GROUP_GAP / 2 - 4
            body.append(f'<path d="M{PADDING} {line:g}H{WIDTH - PADDING}" class="rule"/>')
        body += [
            _text(PADDING, y + ROW - 3, f"{count:,}", "count"),
            _text(PADDING, y + 2 * ROW - 6, "far away" if far else "links", "quiet"),
        ]
        for x in (WRONG_X, SECONDS_X):
            body.append(f'<path d="M{x - 0.5:g} {y - BAR:g}v{len(rows) * ROW - 4}" class="axis"/>')
        for result in rows:
            body += _row(result, y, most_seconds, most_wrong)
            y += ROW
        y += GROUP_GAP
    height = y + 18 * len(NOTES) + 4
    subtitle = f"The same simulated blogs for all; one in 24 never answers, and a link may take {TIMEOUT_SECONDS:g} s."
    told = "; ".join(
        f"{one.links} links{', far away' if one.far else ''}, {one.way}: {wrong_text(one)}, {seconds_text(one)}"
        for one in results
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
        ' role="img" aria-labelledby="title told">',
        '<title id="title">Wrong verdicts and seconds of three ways to check friend links</title>',
        f'<desc id="told">{told}</desc>',
        f"<style>{STYLE}\n</style>",
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0v6" class="hatch" stroke-width="3"/></pattern></defs>',
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1:g}" rx="12" class="card"/>',
        _text(PADDING, 48, "How many are wrong, and how long it takes", "title"),
        _text(PADDING, 72, subtitle, "quiet"),
        _text(WRONG_X, 110, "WRONG VERDICTS", "head"),
        _text(SECONDS_X, 110, "TIME", "head"),
        *body,
        f'<path d="M{PADDING} {y - 26:g}H{WIDTH - PADDING}" class="rule"/>',
        *(_text(PADDING, y + 18 * number, line, "note") for number, line in enumerate(NOTES)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    found = measure()
    show(found)
    if any(result.wrong for result in found if result.way == IZONE):
        sys.exit("bench: a verdict of ours was wrong, so nothing is written")
    save(found)
    PICTURE.write_text(picture(load()))
    write_headlines(load())
