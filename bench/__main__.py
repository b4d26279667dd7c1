"""Checks the same simulated sites in the article's two ways and in ours, and prints and draws how long each takes.

make bench      (about a minute and a half; writes docs/bench.svg)
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
PICTURE = ROOT / "docs" / "bench.svg"
COUNTS = (24, 100, 300, 1000)
WAYS = ("one after another", "article, all at once", "izone")
TIMEOUT_SECONDS = 5.0


@dataclasses.dataclass(frozen=True)
class Result:
    """One way's run over ``links`` links: wall seconds of the whole process, and verdicts unlike the deserved ones."""

    way: str
    links: int
    seconds: float
    wrong: int


@contextlib.contextmanager
def serving(count: int, port: int) -> Iterator[None]:
    """The sites in a process of their own."""
    command = [sys.executable, "-m", "bench.sites", str(count), str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            if server.stdout is None or server.stdout.readline() != "ready\n":
                sys.exit("bench: the simulated sites did not start")
            yield
        finally:
            server.kill()


def article(way: str, checked: Sequence[Site]) -> Result:
    argument = "one-by-one" if way == WAYS[0] else "all-at-once"
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


def izone(checked: Sequence[Site]) -> Result:
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
    return Result(WAYS[2], len(checked), seconds, _wrong(checked, shown))


def _wrong(checked: Sequence[Site], shown: dict[str, bool]) -> int:
    return sum(shown[site.url] is not site.deserves for site in checked)


def measure() -> list[Result]:
    with socket.socket() as free:
        free.bind((str(FIRST_ADDRESS), 0))
        port = free.getsockname()[1]
    results = []
    with serving(max(COUNTS), port):
        for count in COUNTS:
            checked = sites(count, port=port)
            if count == COUNTS[0]:  # a thousand would take twenty minutes
                results.append(article(WAYS[0], checked))
            results.append(article(WAYS[1], checked))
            results.append(izone(checked))
    return results


def show(results: Sequence[Result]) -> None:
    table = Table("links", *WAYS, title=f"seconds (wrong verdicts); a link may take {TIMEOUT_SECONDS:g} s")
    for count in COUNTS:
        found = {result.way: result for result in results if result.links == count}
        cells = [f"{found[way].seconds:.1f} ({found[way].wrong})" if way in found else "" for way in WAYS]
        table.add_row(str(count), *cells)
    Console().print(table)


def draw(results: Sequence[Result]) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update(
        {"svg.hashsalt": "izone", "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
    )
    figure, axes = plt.subplots(figsize=(7.2, 3.8), layout="constrained")
    colours = dict(zip(WAYS, ("#8a8a8a", "#c2571a", "#1f6f5c"), strict=True))
    for way in WAYS:
        points = [(result.links, result.seconds, result.wrong) for result in results if result.way == way]
        links, seconds, wrong = map(list, zip(*points, strict=True))
        if way == WAYS[0]:
            axes.plot([links[0], links[0] * 10], [seconds[0], seconds[0] * 10], "--", color=colours[way], lw=1)
        axes.plot(links, seconds, "o-", color=colours[way], label=way)
        for x, y, count in zip(links, seconds, wrong, strict=True):
            below = way == WAYS[2]
            axes.annotate(
                f"{y:.1f} s" + (f", {count} wrong" if count else ""),
                (x, y),
                xytext=(0, -15 if below else 8),
                textcoords="offset points",
                ha="center",
                fontsize=9,
                color=colours[way],
            )
    axes.axhline(TIMEOUT_SECONDS, color="#bbbbbb", lw=1, zorder=0)
    axes.set(xscale="log", yscale="log", xlabel="friend links", ylabel="seconds", ylim=(3, 400), xlim=(13, 1500))
    axes.set_xticks(COUNTS, map(str, COUNTS))
    axes.set_yticks((5, 10, 30, 100, 300), map(str, (5, 10, 30, 100, 300)))
    axes.minorticks_off()
    axes.legend(frameon=False, loc="upper right")
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, metadata={"Date": None})


if __name__ == "__main__":
    measured = measure()
    show(measured)
    draw(measured)
