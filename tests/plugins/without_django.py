"""Runs tests of pure rooms without Django: ``-p no:django -p tests.plugins.without_django --confcutdir tests/unit``.

To load izone's apps takes a second, and pytest-django's fixtures half a millisecond before each test: a third of the
time of three thousand rules. That they pass here also shows that they need none of it.
"""

from __future__ import annotations

import os

import pytest

pytest_plugins = ["tests.plugins.garbage"]


def pytest_addoption(parser: pytest.Parser) -> None:
    # pytest.ini says it to pytest-django, which is not there to know it.
    parser.addini("DJANGO_SETTINGS_MODULE", "the settings, for what a rule looks up in them")


def pytest_configure(config: pytest.Config) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = config.getini("DJANGO_SETTINGS_MODULE")
