"""Transcripts: what a person types and what the program answers, from beginning to end.

A file holds ``$`` lines (a line of the shell: environment, then ``crm …``, several joined by ``|``; ``$ cat > FILE <<END`` writes a file),
what they print on stdout and stderr together, and ``? N`` where the exit code is not 0. ``TRANSCRIPTS=write`` writes what is printed now; read it before
you commit it.
"""

import os
import shlex
from pathlib import Path

import pytest

from crm_cli.__main__ import main
from tests.conftest import Screen

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.txt"))


def commands(text: str) -> list[tuple[str, str]]:
    """The (typed, expected) pairs of a transcript; what stands before the first is its heading."""
    blocks = ("\n" + text).split("\n$ ")
    return [(typed, expected) for typed, _, expected in (block.partition("\n") for block in blocks[1:])]


def answer(typed: str, scene: pytest.MonkeyPatch) -> str:
    """What the programs of this line print; what one says on stdout is the stdin of the next."""
    words = shlex.split(typed, comments=True)
    stdin, printed = "", ""
    if "<<<" in words:
        at = words.index("<<<")
        stdin, words = words[at + 1] + "\n", words[:at]
    while "|" in words:
        at = words.index("|")
        out, said = Screen(), Screen()
        run(words[:at], stdin, out, said, scene)
        stdin, words, printed = out.text(), words[at + 1 :], printed + said.text()
    screen = Screen()
    code = run(words, stdin, screen, screen, scene)
    printed = (printed + screen.text()).replace(str(Path.home()), "~")
    return printed + (f"? {code}\n" if code else "")


def run(words: list[str], stdin: str, out: Screen, err: Screen, scene: pytest.MonkeyPatch) -> int:
    """Run one program of a line in its environment; its exit code."""
    with scene.context() as here:
        while "=" in words[0] and words[0].split("=")[0].isupper():
            name, _, value = words.pop(0).partition("=")
            here.setenv(name, value)
        here.setattr("sys.stdout", out)
        here.setattr("sys.stderr", err)
        here.setattr("sys.stdin", Screen(text=stdin))
        return main(words[1:])


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_transcript_runs_as_it_is_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = file.read_text(encoding="utf-8")
    heading = text.partition("\n$ ")[0] if not text.startswith("$ ") else ""
    monkeypatch.setenv("COLUMNS", "110")
    written, said = [heading] if heading else [], []
    for typed, expected in commands(text):
        if typed.startswith("cat > "):
            name = typed.split()[2]
            body, _, _rest = expected.partition("\nEND")
            Path(name).write_text(body + "\n", encoding="utf-8")
            written.append(f"$ {typed}\n{expected}")
            continue
        printed = answer(typed, monkeypatch)
        written.append(f"$ {typed}\n{printed}".rstrip("\n"))
        said.append((typed, expected.rstrip("\n"), printed.rstrip("\n")))
    if os.environ.get("TRANSCRIPTS") == "write":
        file.write_text("\n".join(written) + "\n", encoding="utf-8")
        return
    for typed, expected, printed in said:
        assert printed == expected, typed


def test_the_readme_shows_what_the_program_prints() -> None:
    readme = (HERE.parent.parent / "README.md").read_text(encoding="utf-8")
    shown = readme.split("```console\n")[1].split("```")[0]
    assert shown == (HERE / "readme.txt").read_text(encoding="utf-8").partition("\n\n")[2]
