"""The table of keys."""

from crm_cli.tui import keys
from crm_cli.tui.keytable.key import EVERYWHERE, twins


def test_no_key_of_a_screen_means_two_things() -> None:
    for where in {key.where for key in keys.KEYS}:
        every = [one for key in (keys.seen(where) if where != EVERYWHERE else keys.of(where)) for one in key.all()]
        assert len(every) == len(set(every)), where


def test_a_single_key_has_a_twin_for_chinese_input() -> None:
    assert list(twins("<")) == ["＜", "《"]
    assert list(twins("c")) == ["ｃ"]
    assert list(twins("f2")) == []
