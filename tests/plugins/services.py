"""The old name of the plugins, for tests that are being edited meanwhile."""

from tests.plugins.brokers import *  # noqa: F403
from tests.plugins.browsers import *  # noqa: F403
from tests.plugins.databases import *  # noqa: F403
from tests.plugins.processes import *  # noqa: F403
from tests.plugins.projects import *  # noqa: F403
