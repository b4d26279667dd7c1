"""Spreads the tests with processes over those of pytest-xdist, for ``--dist loadscope``."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController


class ByNeed(LoadScopeScheduling):  # type: ignore[misc]  # xdist exports it without types
    """Hand out the tests of a browser by file, and all others one by one.

    Those of a browser share what the first of them starts, in each process anew. The others share nothing, and by file
    the last process ends minutes after the first.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.startswith("tests/browser/") else nodeid

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Have every other process begin with the faults, three quarters of whose time is waiting.

        With all processes on one kind after the other, there were too few cores for the browsers, and half of them were
        idle during the faults.
        """
        if int(node.gateway.id.removeprefix("gw")) % 2:
            fault = next((scope for scope in self.workqueue if scope.startswith("tests/faults/")), None)
            if fault is not None:
                self.workqueue.move_to_end(fault, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByNeed | None:
    return ByNeed(config, log) if config.getoption("dist") == "loadscope" else None
