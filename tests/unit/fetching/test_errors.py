"""What the errors of a failed connection are called."""

import pytest

from easytask.fetching.errors import name_of_connect_error
from easytask.verdicts.kinds import Problem


@pytest.mark.parametrize(
    ("errors", "problem", "silent"),
    [
        (["[Errno 113] no route", "[Errno 101] no network"], Problem.UNREACHABLE, True),
        (["[Errno 111] refused", "[Errno 101] no network"], Problem.REFUSED, False),
        (["[Errno 101] no network", "[Errno 104] reset"], Problem.BROKEN_OFF, False),
        (["[Errno 110] timed out", "[Errno 101] no network"], Problem.TIMEOUT, True),
    ],
)
def test_of_several_addresses_the_most_telling_failure_counts(errors, problem, silent):
    named = name_of_connect_error(OSError("Multiple exceptions: " + ", ".join(errors)))
    assert (named.problem, named.silent) == (problem, silent)


def test_an_error_that_no_site_can_cause_is_no_verdict():
    assert isinstance(name_of_connect_error(OSError(24, "too many open files")), OSError)
