"""Everything that can be done, in one list: keys of the screen, screens, themes, and every command of crm."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, ClassVar, NamedTuple

from textual.binding import BindingType
from textual.screen import Screen

from crm_cli.completion.table import Table
from crm_cli.i18n import N_, _, every, language
from crm_cli.records import pinyin
from crm_cli.records.fold import fold
from crm_cli.records.registry import NOUNS, visible
from crm_cli.render.style import cells, cut, pad
from crm_cli.tui import keys, looks
from crm_cli.tui.dialogs.sought import Sought
from crm_cli.tui.keytable.key import EVERYWHERE
from crm_cli.tui.places import PLACES
from crm_cli.tui.widgets.sheet import Read

MOST = 60  # that are shown
NAME, KEY = 24, 10  # cells
FAR = 9  # what does not fit
NAMES = 2  # the first of the words, which are names


class Thing(NamedTuple):
    """Something that can be done: its name, what it is, its key, by which words it is found, and what does it: an action or a line to begin."""

    name: str
    told: str
    key: str
    words: tuple[str, ...]
    action: str
    begins: str = ""


def things(where: str) -> list[Thing]:
    """All that can be done on a screen, what is nearest first."""
    return [*_keys(where), *_places(), *_lists(), *_looks(), *_commands(language()), *_topics(language())]


def _keys(where: str) -> Iterator[Thing]:
    own = [] if where == EVERYWHERE else keys.of(where)
    for key in sorted([*own, *keys.of(EVERYWHERE)], key=lambda one: not one.footer):
        if key.action != "palette" and not key.action.startswith("go("):
            yield Thing(_(key.label), _("key"), key.first, every(key.label), key.action)


def _places() -> Iterator[Thing]:
    for name, place in PLACES.items():
        yield Thing(_(place.label), _("screen"), place.key, (name, *every(place.label)), f"app.go({name!r})")


def _lists() -> Iterator[Thing]:
    for name in visible():
        if name not in PLACES:
            title = NOUNS[name].title
            yield Thing(_("list: {noun}").format(noun=_(title)), _("screen"), "", (name, *every(title)), f"app.go({name!r})")  # fmt: skip


def _looks() -> Iterator[Thing]:
    for name in looks.NAMES:
        told = looks.TOLD.get(name, "")
        yield Thing(
            _("theme: {name}").format(name=name), _(told) if told else _("theme"), "",
            (name, *every(THEME), *(every(told) if told else ())), f"app.theme({name!r})",
        )  # fmt: skip


THEME = N_("theme")


@cache
def _commands(speaks: str) -> list[Thing]:
    """Every command with its summary in that language; groups only lead to their verbs."""
    table = Table()
    words: dict[str, list[str]] = {}
    for parent, word, name in table.having("W"):
        words.setdefault(f"{parent} {name}".strip(), []).append(word)
    found = []
    for path, english, chinese, *_more in table.having("C"):
        if path:
            said = chinese if speaks == "zh_CN" and chinese else english
            own = words.get(path, ())
            whole = "".join(next(iter(_chinese(words.get(part, ()))), "") for part in _paths(path))
            found.append(Thing(f"crm {path}", said, "", (path, whole, *own, english, chinese), "", f"{path} "))
    return found


@cache
def _topics(_speaks: str) -> list[Thing]:
    return [
        Thing(f"crm help {name}", _("help"), "", (name, f"help {name}"), f"app.topic({name!r})")
        for name, *_more in Table().having("T")
    ]


def _paths(path: str) -> Iterator[str]:
    parts = path.split()
    yield from (" ".join(parts[: at + 1]) for at in range(len(parts)))


def _chinese(words: Sequence[str]) -> Iterator[str]:
    return (word for word in words if not word.isascii())


@cache
def spellings(word: str) -> tuple[str, ...]:
    """How a word may be typed: as it is, and Chinese by its sound and its initials."""
    if word.isascii():
        return (fold(word),)
    return (fold(word), pinyin.full(word), pinyin.initials(word))


@cache
def _spelt(words: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Every way in which something may be typed, its names (0) before what is said of it (1)."""
    return tuple((int(at >= NAMES), one) for at, word in enumerate(words) for one in spellings(word))


def ranked(some: Sequence[Thing], text: str) -> list[Thing]:
    """Those that are meant by a text, the best first."""
    wanted = fold(text.strip())
    if not wanted:
        return list(some)
    found = [(_fits(_spelt(one.words), wanted), at) for at, one in enumerate(some)]
    return [some[at] for rank, at in sorted(found) if rank < FAR]


def _fits(spelt: tuple[tuple[int, str], ...], wanted: str) -> int:
    """How well something is meant, 0 best; :data:`FAR` where it is not. Words that do not stand together count each."""
    whole = _near(spelt, wanted)
    if whole < FAR or " " not in wanted:
        return whole
    return min(max(_near(spelt, part) for part in wanted.split()) + 1, FAR)


def _near(spelt: tuple[tuple[int, str], ...], wanted: str) -> int:
    best = FAR
    for far, one in spelt:
        if wanted in one:
            if one == wanted:
                return far
            if one.startswith(wanted):
                best = min(best, 2 + far)
            elif f" {wanted}" in one:
                best = min(best, 4 + far)
            elif len(wanted) > 1:
                best = min(best, 6)
    return best


class Palette(Sought):
    """Finds what one wants to do, and does it."""

    where = "palette"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("palette")

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self.below = below
        self.things = things(getattr(below, "where", EVERYWHERE) or EVERYWHERE)
        self.found: Sequence[Thing] = ()

    def placeholder(self) -> str:
        """What it is for."""
        return _("What is to be done? Words, pinyin, initials")

    def translated(self) -> None:
        """The same in the language that is spoken now."""
        self.things = things(getattr(self.below, "where", EVERYWHERE) or EVERYWHERE)
        self.offer()

    def offer(self) -> None:
        """Offer what is meant, the best first."""
        self.found = ranked(self.things, self.text)[:MOST]
        width = min(self.app.size.width, 110) - 5
        self.show([Read(drawn(one, width), "", str(at)) for at, one in enumerate(self.found)] or [Read(_("nothing found"), "quiet")])  # fmt: skip

    def action_take(self) -> None:
        """Do it; a command begins a line."""
        line = self.sheet.line
        if line is None or not line.leads:
            return
        thing = self.found[int(line.leads)]
        self.dismiss()
        if thing.begins:
            self.app.call_later(self.desk.action_command, thing.begins)
        else:
            self.app.call_later(self.app.run_action, thing.action, self.below)

    def on_input_submitted(self) -> None:
        """Enter does it."""
        self.action_take()

    def on_sheet_opened(self) -> None:
        """The same with the mouse."""
        self.action_take()


def drawn(thing: Thing, width: int) -> str:
    """A line of the palette: the name, what it is, its key."""
    name = min(max(NAME, cells(thing.name)), width // 2)
    room = max(width - name - KEY - 4, 0)
    told = f"{pad(cut(thing.name, name), name)}  {pad(cut(thing.told, room), room)}"
    return f"{told}  {pad(cut(thing.key, KEY), KEY, 'right')}"
