"""The small charts: every value finds its place, and each says in words what it shows."""

import re
import xml.etree.ElementTree as ET

import pytest

from easytask.admin import charts
from easytask.admin.charts import Point
from easytask.verdicts.kinds import CheckStatus


def rects(svg: str, kind: str) -> list[dict[str, str]]:
    return [rect.attrib for rect in ET.fromstring(svg) if rect.get("class") == kind]  # noqa: S314 - our own


def test_a_strip_is_told_apart_by_shape_and_ends_with_the_latest():
    svg = charts.strip(list(CheckStatus), "words", places=30)
    shapes = [rects(svg, f"status-{status}")[0]["d"] for status in CheckStatus]
    assert len({shape.partition(" ")[2] for shape in shapes}) == len(CheckStatus)
    assert [shape.partition(" ")[0] for shape in shapes] == ["M130", "M135", "M140", "M145"]
    assert 'role="img" aria-label="words"' in svg


def test_a_strip_is_one_path_for_each_status():
    svg = charts.strip([CheckStatus.OK, CheckStatus.FAILING] * 15, "words", places=30)
    assert svg.count('<path class="status-') == 2
    assert len(svg) < 1_100


def test_a_strip_with_titles_has_a_bar_for_each():
    svg = charts.strip(list(CheckStatus), "words", places=4, titles=["a", "b", "c", "d"])
    bars = [rects(svg, f"status-{status}")[0] for status in CheckStatus]
    assert [bar["x"] for bar in bars] == ["0", "5", "10", "15"]


def test_what_a_title_says_is_text():
    svg = charts.strip([CheckStatus.OK], '"<b>', places=1, titles=["<script>"])
    assert "<script>" not in svg
    assert ET.fromstring(svg).get("aria-label") == '"<b>'  # noqa: S314 - our own


@pytest.mark.parametrize("points", [[], [Point("a", None, None)]])
def test_without_a_value_there_is_no_chart(points):
    assert charts.latency(points, "words") is None


@pytest.mark.parametrize(("most", "top"), [(1, 1), (3, 5), (70, 100), (180, 200), (4919, 5000), (5001, 10000)])
def test_the_scale_ends_at_a_round_number(most, top):
    assert charts.latency([Point("a", 1, most)], "words").top == top


def test_a_line_breaks_where_nothing_was_measured_and_one_value_alone_is_seen():
    chart = charts.latency([Point("a", 50, 100), Point("b", None, None, troubled=True), Point("c", 100, None)], "words")
    (median,) = re.findall(r'class="median" d="([^"]+)"', chart.svg)
    assert median == "M0.0,60.0L100.0,60.0L200.0,60.0M400.0,0.0L500.0,0.0L600.0,0.0"
    assert [rect["x"] for rect in rects(chart.svg, "trouble")] == ["200.0"]
    assert (chart.first, chart.last) == ("a", "c")
