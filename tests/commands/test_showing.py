"""Any record by its ref or name, without saying what it is."""

import pytest

from tests.conftest import Runner


@pytest.mark.parametrize("line", ["C1", "c1", "show C1", "show 科锐", "show 13800138000"])
def test_a_record_is_shown_by_its_ref_alone_or_by_any_name(firm: Runner, line: str) -> None:
    firm("client", "add", "科锐配电", "--phone", "13800138000")
    answer = firm(*line.split())
    assert answer.code == 0
    assert answer.out.startswith("科锐配电  C1")
    assert answer.out == firm("client", "show", "C1").out


def test_a_ref_of_nothing_is_not_found(firm: Runner) -> None:
    answer = firm("C99")
    assert (answer.code, answer.out) == (3, "")
    assert "C99" in answer.err
