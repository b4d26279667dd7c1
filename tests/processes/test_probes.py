"""A look at an address before anything is saved, by a real worker of each pool that can run a check."""

from __future__ import annotations

import pytest

from easytask.models import AddressProbe
from tests.plugins.processes import eventually
from tests.plugins.projects import POOLS, Project
from tests.plugins.sites import BACKLINK, Site

ASK = """
import django; django.setup()
from easytask import probes
print(probes.request({url!r}, probes.AskedBy.OWNER).id)
"""


@pytest.mark.parametrize("pool", POOLS)
def test_a_worker_answers_whoever_asks(project: Project, site: Site, pool: str) -> None:
    project.worker(pool)
    asked = project.run("-c", ASK.format(url=site.page("/", BACKLINK)), DJANGO_SETTINGS_MODULE="izone.settings")
    assert asked.returncode == 0, asked.stderr
    rows = AddressProbe.objects.using(project.alias).filter(pk=int(asked.stdout))
    eventually(lambda: rows.get().state == "done", "an answer")
    assert rows.get().answer["kind"] == "ok"
