"""A real shell at a terminal of its own: what is typed goes through it, and what it then runs is told."""

import fcntl
import os
import pty
import select
import shutil
import subprocess
import sys
import termios
from pathlib import Path

ROOT = Path(__file__).parents[2]
QUIET = 0.15  # seconds without a word, after which a shell waits for the next key
PATIENCE = 3.0  # seconds for an answer that may not come
LONGEST = 30.0
# Completion goes to the program; any other line is only told, with its words as the shell made them.
PROGRAM = """#!/bin/sh
if [ "$1" = __complete ]; then
  PYTHONPATH={root} {python} -m crm_cli "$@"
  code=$?
  echo asked >> {told}.asked
  exit $code
fi
printf '%s\\n' "$@" > {told}.part
mv {told}.part {told}
"""
BEGIN = {
    "bash": "PS1='> '; bind 'set bell-style none'; bind 'set page-completions off'; bind 'set completion-query-items 1000'; source {folder}/crm.bash",
    "zsh": "PS1='> '; unsetopt beep; autoload -U compinit; compinit -D -u; source {folder}/_crm",
    "fish": "function fish_prompt; echo '> '; end; function fish_greeting; end; source {folder}/crm.fish",
}
START = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}


class Shell:
    """One shell, in a folder of its own."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.told = folder / "told"
        (folder / "bin").mkdir()
        program = folder / "bin" / "crm"
        program.write_text(PROGRAM.format(root=ROOT, python=sys.executable, told=self.told))
        program.chmod(0o755)
        mine, theirs = pty.openpty()
        environment = dict(
            os.environ, TERM="xterm", PATH=f"{folder / 'bin'}:{os.environ['PATH']}", LANG="C.UTF-8", LC_ALL="C.UTF-8"
        )
        self.process = subprocess.Popen(
            [str(shutil.which(name)), *START[name]],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            cwd=folder,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # a terminal of its own, or Ctrl-C is a letter
        )
        os.close(theirs)
        self.terminal = mine
        self.read()
        self.type(BEGIN[name].format(folder=ROOT / "completions") + "\r")

    def type(self, keys: str) -> str:
        """Press keys; what the shell then shows, until it is quiet."""
        os.write(self.terminal, keys.encode())
        return self.read()

    def tab(self, keys: str = "") -> str:
        """Press them, then Tab, and wait for the answer of the program, or until it is clear that nobody asks it."""
        before = self.asked()
        os.write(self.terminal, (keys + "\t").encode())
        shown = ""
        for _ in range(int(PATIENCE / QUIET)):
            shown += self.read()
            if self.asked() > before:
                return shown + self.read()
        return shown

    def asked(self) -> int:
        """How often the program was asked for completions."""
        log = self.folder / "told.asked"
        return len(log.read_text().splitlines()) if log.exists() else 0

    def run(self) -> list[str]:
        """Press Enter, again where a menu took the first; the words that the program was given."""
        self.told.unlink(missing_ok=True)
        for _ in range(int(LONGEST / PATIENCE)):
            os.write(self.terminal, b"\r")
            for _ in range(int(PATIENCE / QUIET)):
                self.read()
                if self.told.exists():
                    return self.told.read_text().splitlines()
        raise AssertionError(f"{self.name} ran nothing")

    def read(self) -> str:
        """What comes, until nothing comes."""
        found = b""
        while select.select([self.terminal], [], [], QUIET)[0]:
            try:
                found += os.read(self.terminal, 65536)
            except OSError:
                break
        return found.decode(errors="replace")

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)
