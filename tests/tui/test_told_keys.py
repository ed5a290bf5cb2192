"""What is told of the keys outside the screens: in ``crm help screens`` and in docs/screens.md."""

from crm_cli.tui import keys
from crm_cli.tui.keytable.titles import TITLES
from crm_cli.tui.places import PLACES
from tests.conftest import Runner
from tools import screens


def test_every_part_of_the_table_has_a_title() -> None:
    assert set(TITLES) == {key.where for key in keys.KEYS}


def test_the_page_of_the_screens_is_as_the_table_of_keys() -> None:
    assert screens.generate(check=True) == []


def test_help_tells_every_screen_and_every_key(crm: Runner) -> None:
    said = crm("help", "screens", COLUMNS="100").out
    assert all(f"crm tui {name} " in said for name in PLACES)
    assert all(title in said for title in TITLES.values())
    assert "  < H " in said
    assert crm("help", "按键", CRM_LANG="zh_CN").out.startswith("crm tui 打开界面")
