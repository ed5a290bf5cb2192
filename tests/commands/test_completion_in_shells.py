"""Completion in the real shells, driven at a terminal: what is completed, and that no name is ever run or expanded."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals", allow_module_level=True)

from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.opportunities import Opportunity
from crm_cli.records.nouns.pipelines import Pipeline
from crm_cli.records.nouns.stages import Stage
from tests.commands.conftest import Opened
from tests.commands.shells import Shell
from tests.conftest import Runner

pytestmark = pytest.mark.long
HOSTILE = ("$(touch x) * 恶意", "`touch y`恶意", "'; touch z; echo '恶意", '"$(touch w)" \x1b[2J\n恶意')


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, stocked: Runner, opened: Opened, tmp_path: Path) -> Iterator[Shell]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    crm = opened()
    with crm.step():
        for name in HOSTILE:
            crm.add(Client(name=name))
        line = crm.add(Pipeline(name="销售"))
        stages = [
            crm.add(Stage(name=name, pipeline=line.id, position=at)) for at, name in enumerate(("意向", "谈判"), 1)
        ]
        crm.add(Opportunity(name="一期", client=crm.get(Client, "C1").id, pipeline=line.id, stage=stages[0].id))
    crm.store.close()
    folder = tmp_path / "shell"
    folder.mkdir()
    started = Shell(request.param, folder)
    yield started
    started.close()
    assert sorted(path.name for path in folder.iterdir() if path.name in "xyzw") == []


def test_nouns_verbs_options_refs_stages_filters_and_chinese_words_are_completed(shell: Shell) -> None:
    for keys in ("crm cli", "sho", "C1", "--form", "jsonl"):
        shell.tab(keys)
    assert shell.run() == ["client", "show", "C1", "--format", "jsonl"]
    for keys in ("crm opp mo", "D", "谈"):
        shell.tab(keys)
    assert shell.run() == ["opp", "move", "D1", "谈判"]
    shell.tab("crm client list lev")
    shell.type("A ")
    shell.tab("owner=王")
    assert shell.run() == ["client", "list", "level=A", "owner=王芳"]
    for keys in ("crm 客", "查", "C2"):
        shell.tab(keys)
    assert shell.run() == ["客户", "查看", "C2"]


def test_a_client_is_found_by_pinyin_and_initials(shell: Shell) -> None:
    if shell.name == "fish":  # it takes only what begins as typed, so the name is read in the list
        assert "科锐配电" in shell.tab("crm client show ")
        return
    for name in ("kerui", "krpd", "科锐"):
        shell.tab(f"crm client show {name}")
        assert shell.run() == ["client", "show", "C1"]


def test_what_each_value_is_stands_in_one_column(shell: Shell) -> None:
    shown = shell.tab("crm call ") + shell.tab() + shell.tab()
    found = re.findall(r"\b(qr|hand|listen)( +(?:--|\() ?)\S", shown)
    assert len({len(name) + len(between) for name, between in found}) == 1 or shell.name == "fish", shown


def test_a_name_is_only_ever_shown(shell: Shell) -> None:
    shown = shell.tab("crm client show C") + shell.tab() + shell.tab()
    assert "touch" in shown
    assert "\x1b[2J 恶意" not in shown
    shell.type("\x03")
    if shell.name != "fish":
        shell.tab("crm client show 'touch x")
        assert shell.run() == ["client", "show", "C3"]
    for line in ("crm client show touch", "crm client show C"):
        for keys in (line, "", "", ""):
            shell.tab(keys)
        assert shell.run()[2] in ("touch", "C", "C1", "C2", "C3", "C4", "C5", "C6")
        assert len(shell.told.read_text().splitlines()) == 3
    if shell.name == "bash":  # which can also put one after the other into the line
        shell.type("bind 'TAB:menu-complete'\r")
        for keys in ("crm client show C", "", "", ""):
            shell.tab(keys)
        assert shell.run()[2] in ("C1", "C2", "C3", "C4", "C5", "C6")
