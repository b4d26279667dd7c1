"""Who may hand an application in, by what the probe saw: a table."""

import pytest

from easytask.verdicts.eligibility import Eligibility, eligibility
from easytask.verdicts.kinds import Cause, Kind


@pytest.mark.parametrize(
    ("kind", "cause", "expected"),
    [
        (Kind.OK, None, Eligibility.READY),
        (Kind.NO_BACKLINK, None, Eligibility.UNLINKED),
        (Kind.TOO_LARGE, None, Eligibility.UNLINKED),
        (Kind.UNCERTAIN, Cause.LINK_PAGE, Eligibility.UNLINKED),
        (Kind.UNCERTAIN, Cause.WALL, Eligibility.UNVERIFIED),
        (Kind.UNCERTAIN, Cause.SCRIPT, Eligibility.UNVERIFIED),
        (Kind.UNCERTAIN, Cause.CHAIN, Eligibility.UNVERIFIED),
        (Kind.UNCERTAIN, Cause.INTRUDER, Eligibility.UNVERIFIED),
        (Kind.BAD_STATUS, None, Eligibility.DEAD),
        (Kind.TIMEOUT, None, Eligibility.DEAD),
        (Kind.FORBIDDEN_ADDRESS, None, Eligibility.DEAD),
        (Kind.PARKED, None, Eligibility.NO_SITE),
        (Kind.TAKEN_OVER, None, Eligibility.NO_SITE),
        (Kind.ERROR_PAGE, None, Eligibility.NO_SITE),
    ],
)
def test_what_a_verdict_means_for_an_application(kind, cause, expected):
    assert eligibility(kind, cause) is expected


def test_two_of_them_open_the_owners_list():
    assert {each for each in Eligibility if each.may_be_handed_in} == {Eligibility.READY, Eligibility.UNVERIFIED}
