"""Transcripts: what a person types and what the program answers, from beginning to end.

A file holds ``$`` lines (a line of the shell: environment, then ``crm …``, several joined by ``|``; ``$ cat > FILE <<END`` writes a file),
what they print on stdout and stderr together, and ``? N`` where the exit code is not 0. ``$ export CRM_NOW=2026-11-30T18:30`` moves the
clock for the lines below it, ``$ # …`` is a remark. Where ``$MAIL_PORT`` stands in a line a mail server runs: ``$ mails`` tells what it took since the last look, and
``$ killed crm …`` is a run that is killed with all it started when the server has agreed to whom the first mail goes. ``TRANSCRIPTS=write`` writes
what is printed now; read it before you commit it.
"""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from crm_cli.__main__ import main
from tests import keeping
from tests.conftest import Screen
from tests.exchange.mailbox import Mailbox, mailbox

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PORT = "$MAIL_PORT"
KILLED = 128 + signal.SIGKILL
FILES = sorted(HERE.glob("*.txt"))


def commands(text: str) -> list[tuple[str, str]]:
    """The (typed, expected) pairs of a transcript; what stands before the first is its heading."""
    blocks = ("\n" + text).split("\n$ ")
    return [(typed, expected) for typed, _, expected in (block.partition("\n") for block in blocks[1:])]


class Shell:
    """What answers the lines of one transcript: the program, a few words of the shell, and the mail server."""

    def __init__(self, scene: pytest.MonkeyPatch, post: Mailbox | None) -> None:
        self.scene, self.post = scene, post
        self.seen = 0

    def answer(self, typed: str) -> str:
        """What the programs of this line print; what one says on stdout is the stdin of the next."""
        words = shlex.split(typed.replace(PORT, str(self.post.port)) if self.post else typed, comments=True)
        if not words:  # a remark
            return ""
        if words[0] == "export":
            for word in words[1:]:
                self.scene.setenv(*word.split("=", 1))
            return ""
        if words == ["mails"]:
            return self.mails()
        printed, code = self.killed(words[1:]) if words[0] == "killed" else self.piped(words)
        printed = printed.replace(str(Path.home()), "~")
        if self.post:
            printed = printed.replace(str(self.post.port), PORT)
        return printed + (f"? {code}\n" if code else "")

    def piped(self, words: list[str]) -> tuple[str, int]:
        """What is printed by programs that are joined, and the exit code of the last."""
        stdin, printed = "", ""
        if "<<<" in words:
            at = words.index("<<<")
            stdin, words = words[at + 1] + "\n", words[:at]
        while "|" in words:
            at = words.index("|")
            out, said = Screen(), Screen()
            run(words[:at], stdin, out, said, self.scene)
            stdin, words, printed = out.text(), words[at + 1 :], printed + said.text()
        screen = Screen()
        code = run(words, stdin, screen, screen, self.scene)
        return printed + screen.text(), code

    def killed(self, words: list[str]) -> tuple[str, int]:
        """A program of its own, killed with all it started when the server has agreed to whom the first mail goes."""
        assert self.post
        running = subprocess.Popen(
            [sys.executable, "-m", "crm_cli", *words[1:]],
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

        def kill(_address: str) -> str:
            os.killpg(running.pid, signal.SIGKILL)
            return "250 OK"

        self.post.answer = kill
        printed, _none = running.communicate(timeout=60)
        self.post.answer = lambda _address: "250 OK"
        assert running.returncode == -signal.SIGKILL
        return printed.decode(), KILLED

    def mails(self) -> str:
        """Whom the mails since the last look were for, and what of; one that came before is told as such."""
        assert self.post
        known = [letter["Message-ID"] for letter in self.post.letters]
        lines = []
        for at in range(self.seen, len(known)):
            letter = self.post.letters[at]
            again = " (again)" if known[at] in known[:at] else ""
            lines.append(f"{letter['To']}  {letter['Subject']}{again}\n")
        self.seen = len(known)
        return "".join(lines)


@contextmanager
def shell(text: str, scene: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A shell for a transcript; with a mail server where the transcript names its port."""
    with ExitStack() as stack:
        scene.setenv("PYTHONPATH", str(ROOT))  # for what runs as a program of its own
        yield Shell(scene, stack.enter_context(mailbox()) if PORT in text else None)


def run(words: list[str], stdin: str, out: Screen, err: Screen, scene: pytest.MonkeyPatch) -> int:
    """Run one program of a line in its environment; its exit code."""
    with scene.context() as here:
        while "=" in words[0] and words[0].split("=")[0].isupper():
            name, _, value = words.pop(0).partition("=")
            here.setenv(name, value)
        here.setattr("sys.stdout", out)
        here.setattr("sys.stderr", err)
        here.setattr("sys.stdin", Screen(text=stdin))
        keeping.keep(here)
        return main(words[1:])


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_transcript_runs_as_it_is_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = file.read_text(encoding="utf-8")
    heading = text.partition("\n$ ")[0] if not text.startswith("$ ") else ""
    monkeypatch.setenv("COLUMNS", "110")
    written, said = [heading] if heading else [], []
    with shell(text, monkeypatch) as here:
        for typed, expected in commands(text):
            if typed.startswith("cat > "):
                name = typed.split()[2]
                body, _, _rest = expected.partition("\nEND")
                Path(name).write_text(body + "\n", encoding="utf-8")
                written.append(f"$ {typed}\n{expected}")
                continue
            printed = here.answer(typed)
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
