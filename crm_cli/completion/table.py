"""The written table of commands, their options and what may stand where; ``tools/generate.py`` makes it.

A line is cells between tabs, and says by its first one what it is: ``C`` a command with its help in both languages, what its
arguments are, the numbers of its options and its arguments by name in both languages; ``W`` another word for one; ``O`` an option; ``F`` a field of a noun; ``V`` a value
of a list; ``N`` a noun with its table, the letters of its refs and its place in the search index.

What may stand somewhere is written so: ``@client,lead`` refs, ``#stage`` names, ``=3`` the values of a list, ``?opp`` a filter,
``^opp`` a field (``*`` is the noun that stands on the line), ``/`` a file, ``!`` a command; ``|`` is or, and ``+`` at the end: any number of them.
"""

import os

Cells = list[str]


class Table:
    """The lines of the table, by their kind."""

    def __init__(self) -> None:
        path = os.path.join(os.path.dirname(__file__), "table.txt")  # noqa: PTH118, PTH120 - pathlib takes too long
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            self.lines = file.read().split("\n")

    def having(self, *start: str) -> list[Cells]:
        """The lines that begin with these cells, without them."""
        head = "\t".join(start) + "\t"
        return [line[len(head) :].split("\t") for line in self.lines if line.startswith(head)]

    def command(self, path: str) -> "Command | None":
        """The command of that path; "" is the program itself."""
        found = self.having("C", path)
        return Command(path, *found[0]) if found else None

    def below(self, path: str) -> list["Command"]:
        """The commands of a group."""
        start = f"{path} " if path else ""
        depth = path.count(" ") + 1 if path else 0
        return [Command(*c) for c in self.having("C") if c[0] and c[0].startswith(start) and c[0].count(" ") == depth]

    def words(self, path: str) -> list[tuple[str, str]]:
        """Other words for the commands of a group, each with what it stands for."""
        return [(word, name) for parent, word, name in self.having("W") if parent == path]

    def nouns(self) -> dict[str, Cells]:
        """Every noun with its table, letters and number."""
        return {cells[0]: cells[1:] for cells in self.having("N")}


class Command:
    """A command or a group of them."""

    def __init__(self, path: str, english: str, chinese: str, arguments: str, options: str, *usage: str) -> None:
        self.path = path
        self.name = path.rpartition(" ")[2]
        self.says = (english, chinese)
        self.arguments = arguments.split()
        self.options = options.split()
        self.usage = usage


class Option:
    """An option: its names, whether a value follows (``=``: only joined by it), and which."""

    def __init__(self, number: str, names: str, takes: str, what: str, english: str, chinese: str) -> None:
        self.number = number
        self.names = names.split(",")
        self.takes = takes == "1"
        self.joins = takes in "1="
        self.what = what
        self.says = (english, chinese)
