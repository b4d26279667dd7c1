"""What a later version has stored, and runs beside, is read as what tells nothing."""

from __future__ import annotations

import pytest

from easytask.verdicts.kinds import BacklinkState, Cause, Kind, cause_from


def test_a_kind_and_a_state_of_a_later_version_tell_nothing() -> None:
    assert Kind("of a later version") is Kind.UNCERTAIN
    assert BacklinkState("of a later version") is BacklinkState.UNKNOWN


@pytest.mark.parametrize(("text", "cause"), [("wall", Cause.WALL), ("", None), (None, None), ("later", None)])
def test_a_cause_of_a_later_version_is_none(text: object, cause: Cause | None) -> None:
    assert cause_from(text) is cause
