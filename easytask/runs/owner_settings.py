"""Read the settings that a run goes by, and say as the outcome of the run why that cannot be done."""

from __future__ import annotations

from easytask.runs.connection import retry_if_cut, translate_errors
from easytask.site_settings import in_force
from easytask.site_settings.in_force import CheckSettings
from easytask.verdicts.outcomes import Argument, CheckFailed, RunOutcome, RunResult


def read() -> CheckSettings:
    """Return the settings in force; raise CheckFailed."""
    try:
        with translate_errors():
            return retry_if_cut(in_force.read)
    except in_force.UnreadableSettings as unreadable:
        failure = RunResult(RunOutcome.BAD_ARGUMENT, str(unreadable), Argument.SETTING)
        raise CheckFailed(failure) from unreadable
