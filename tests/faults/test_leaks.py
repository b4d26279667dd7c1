"""A process that checks for months."""

from __future__ import annotations

import pytest

from bench.measure_runs import measure
from tests.plugins.databases import PostgreSQL
from tests.plugins.faults import Seen
from tests.plugins.projects import Project, on_postgresql
from tests.plugins.sites import Site

WARM = 15  # runs after which a worker has opened and imported all that it needs


@pytest.mark.fault(14)
@on_postgresql
@pytest.mark.parametrize("runs", [40, pytest.param(1000, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_many_runs_in_one_process_leave_no_more_behind_than_a_few(
    project: Project, postgres: PostgreSQL, site: Site, pool: str, runs: int, seen: Seen
) -> None:
    for number in range(10):
        project.friend(site.page(f"/{number}", status=200 if number % 2 else 404))
    early, late = measure(project, postgres, pool, runs=runs, early=WARM)
    assert late.grew(early) <= 2, f"{early} -> {late}"
    assert late.connections <= 1
    assert late.megabytes - early.megabytes <= 10
    seen(f"{early} after {WARM} runs, {late} after {runs}")
