"""Whatever a record, a name or a command line holds: the terminal gets no control character and no bidirectional override."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crm_cli.clock import Clock
from crm_cli.errors import Invalid
from crm_cli.records.nouns.clients import Client
from crm_cli.render.listing import FORMATS
from crm_cli.workspace import Workspace, open_workspace
from tests.conftest import Runner
from tests.founding import NOW, ZONE, added

ROOT = Path(__file__).parents[2]
RAW = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f\ud800-\udfff]"
)
"""What harms a terminal; a line's end comes as CR LF from a pty and is taken away before."""
FOLDER = Path(os.environ.get("CRM_TEST_DATA") or ROOT.parent / "shared" / "data") / "hostile"
OWN = ("a\x1b]52;c;ZXZpbA==\x07b", "\x9b2Jc1", "\u202egnp.exe", "\u2066x\u2069", "a\u2028b", "tag\U000e0041", "[vip]客户", "a[/]b", "x\ry", "\x00nul")  # fmt: skip


def strings() -> list[str]:
    """The strings that break programs, from the data beside the checkout."""
    path = FOLDER / "blns.json"
    if not path.is_file():
        pytest.skip("no test data beside the checkout; CRM_TEST_DATA names it")
    found: list[str] = json.loads(path.read_text("utf-8"))
    return found


def filled(path: Path, texts: list[str]) -> Workspace:
    """A base whose clients are named so and have notes that say so."""
    crm = open_workspace(path, clock=Clock(NOW, ZONE), create=True)
    added(crm, "user", name="王芳")
    with crm.step("fill"):
        for text in texts:
            if text.strip():
                added(crm, "client", name=text)
            added(crm, "client", name="Notiz", note=text)
    return crm


def on_a_terminal(path: Path, *line: str) -> str:
    """What a real terminal gets of a line, colours left out."""
    if os.name == "nt":
        pytest.skip("no pty")
    import pty  # not there on Windows

    ours, theirs = pty.openpty()
    environment = os.environ | {
        "CRM_DB": str(path),
        "NO_COLOR": "1",
        "TERM": "xterm",
        "PAGER": "cat",
        "CRM_PAGER": "cat",
        "COLUMNS": "200",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "crm_cli", *line],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said = bytearray()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        while True:
            try:
                more = terminal.read(65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            said += more
    process.wait(timeout=60)
    return said.decode("utf-8").replace("\r\n", "\n")


def harm(text: str) -> list[str]:
    return [f"{text[max(0, at.start() - 30) : at.end() + 10]!r}" for at in RAW.finditer(text)]


def test_every_string_is_kept_as_it_was_given_and_a_blank_name_is_refused(tmp_path: Path) -> None:
    texts = strings()
    crm = filled(tmp_path / "crm.db", texts)
    kept = [client.name for client in crm.where(Client) if client.note is None and client.name != "Notiz"]
    assert kept == [text for text in texts if text.strip()]
    noted = [client.note for client in crm.where(Client) if client.name == "Notiz"]
    assert [note or "" for note in noted] == texts
    for text in texts:
        if not text.strip():
            with pytest.raises(Invalid):
                added(crm, "client", name=text)
    step = crm.steps(limit=1)[0].step
    logged = [op.body["name"][1] for op in crm.ops(step) if "note" not in op.body and op.body["name"][1] != "Notiz"]
    assert logged == kept
    assert crm.undo().kept == [] and crm.count("client") == 0


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base of all these strings, which is only read."""
    path = tmp_path_factory.mktemp("hostile") / "crm.db"
    filled(path, [*OWN, *strings()]).store.close()
    return path


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_lets_a_harmful_character_reach_the_terminal(hostile: Path, form: str) -> None:
    said = on_a_terminal(hostile, "client", "list", f"--format={form}", "--fields=ref,name,note", "--limit=2000")
    assert harm(said) == [] and said.count("\n") > len(OWN) + len(strings())


def test_no_page_history_or_search_does_either(tmp_path: Path) -> None:
    filled(tmp_path / "crm.db", list(OWN)).store.close()
    for number in range(1, 2 * len(OWN), 3):
        for line in (
            ("client", "show", f"C{number}"),
            ("client", "history", f"C{number}"),
            ("client", "show", f"C{number}", "--json"),
        ):
            said = on_a_terminal(tmp_path / "crm.db", *line)
            assert harm(said) == [] and len(said) > 20
    assert harm(on_a_terminal(tmp_path / "crm.db", "find", "客户")) == []


@pytest.mark.parametrize("text", [text for text in OWN if "\x00" not in text])
def test_no_error_or_help_repeats_one_from_the_command_line(crm: Runner, tmp_path: Path, text: str) -> None:
    path = tmp_path / "crm.db"
    filled(path, []).store.close()
    lines = (
        ("client", "show", text), (text,), ("client", text), ("client", "list", f"{text}=1"), ("client", "list", "--sort", text), ("client", "add", "x", "--phone", text),
        ("client", "list", f"--format={text}"), ("--db", f"{tmp_path}/{text}", "client", "list"), ("help", text), ("config", "set", text, text), ("undo", text),
    )  # fmt: skip
    for line in lines:
        answer = crm(*line, terminal=True, CRM_DB=str(path), NO_COLOR="1")
        assert harm(answer.out + answer.err) == [], line


def test_markup_is_printed_as_it_is(crm: Runner, tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    filled(path, ["[vip]客户", "a[/]b"]).store.close()
    out = crm("client", "list", CRM_DB=str(path)).out
    assert "[vip]客户" in out and "a[/]b" in out
