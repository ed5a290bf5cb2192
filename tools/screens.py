"""``docs/screens.md``: how the screens work, written here, and every key of theirs, from the table of keys."""

from collections.abc import Iterator
from pathlib import Path

from crm_cli.tui import keys
from crm_cli.tui.keytable.key import Key
from crm_cli.tui.keytable.titles import TITLES
from crm_cli.tui.places import PLACES

PAGE = Path(__file__).parent.parent / "docs" / "screens.md"
HEAD = """# The screens

    crm tui                  # the day; crm tui board, crm tui client, crm tui C12
    crm board --tui          # also crm client show C12 --tui
    crm serve                # the same in a browser

`crm tui` is what one keeps open all day. It shows what the commands show, by the same rules; whatever a key writes is run as a line of `crm`, so that the same is asked and refused, the same hooks and rules run,
the history says the same, and everything has a command beside it. The pictures are of the company that `crm demo` makes.

![The board](pictures/board.en.svg)

![A client](pictures/client.zh.svg)

- **Moving.** Arrows and `h` `j` `k` `l`, PgUp and PgDn, Home and End; Tab from part to part; Enter opens what the cursor is on, Esc or `q` leads back. `[` and `]` go along the list from which one came. Everything
  can be clicked, and cards be dragged.
- **Where to.** Numbers lead to the main screens, `0` to all of them, `/` finds whatever has these words, also by its sound or initials (`qhtf`), `ctrl+p` has every command, `:` takes a line of `crm` as in the shell.
- **Taking back.** `u` takes my last step back and says what that was, `U` does it again; also what was done in another terminal.
- **Others.** What somebody else writes, or a command in another terminal, is there within a second, and the cursor stays where it was.
- **Nothing is lost.** A form or dialog in which something was typed is left only when Esc is said twice; where a line is refused it is asked again, with what was typed, at the line that was refused and with why it was. When the terminal, or the tab, is closed meanwhile, what was typed is there again at the next start.
- **Signs.** Colour never stands alone: `.` a next step, `-` none, `^` today, `x` overdue, `!` rotting.
- **Chinese input.** While an input method is on, keys of one character answer to the full-width one and to what stands in its place too (`《` for `<`, `、` for `/`, `？` for `?`), and F keys do the same as the letters that
  matter. `F12` changes the language at once.
- **Looks.** `crm config set tui.theme light` (dark, ansi for the colours of the terminal, others by name); `tui.animations off`; `tui.first board` is the screen that `crm tui` opens.
- **Other keys.** `crm config set key.board.log "c f2"`: the names are in the tables below. What cannot be is said when the screens open, and left as it was.
- **Terminals.** 80×24 is enough; down to 20×5 it says so or shows what fits. Any terminal of UTF-8 does, also by SSH and in tmux; in that of VS Code one setting of the keyboard is made by itself, without which
  an input method loses characters.

## In a browser

    pip install 'guanxi[web]'
    crm serve                # http://127.0.0.1:8000/, until Ctrl+C
    crm serve C12 --port 0   # begins with a client, at any free port

Every tab is a `crm tui` of its own: the same base, user and language as `crm serve` was started with. It ends with its tab.

**There is no login: whoever reaches the address is you.** So the server listens at this machine's own address only. That keeps other machines out, not other people who are logged in to this one:
where several share a machine, use `crm tui` there. From another machine come by SSH, or through a proxy that asks who it is:

    ssh -L 8000:127.0.0.1:8000 MACHINE          # then http://127.0.0.1:8000/ here
    crm serve --name crm.firm.example           # behind a proxy that has this name and a login
    crm serve --host 0.0.0.0 --without-login    # everybody in the network is you, and can read along

- Only requests for its own names are answered, and only pages that it gave out may open its sockets: no page from elsewhere can reach the base through your browser (`--name` adds a name, with its port where that is not the usual one).
- The page loads nothing from any other machine, and could not: its fonts, scripts and styles lie in the package, and its content security policy forbids the rest.
- A link opens a new tab and must be http or https. No file is sent to the browser or taken from it; `crm file open` opens a document on the machine that serves.
- A proxy must pass on WebSockets (`Upgrade`), and may serve it below a path.

## Screens

"""
KEYS = """
Names in `crm tui NAME`; a noun (`crm tui product`) opens its list, a ref (`crm tui D31`) its record.

## Keys

The last column is the name in the settings: `crm config set key.NAME "KEY KEY"`.
"""


def generate(check: bool) -> list[str]:
    """Write the page; or say that it is stale."""
    text = "\n".join([HEAD + "\n".join(_places()), KEYS, *_tables()])
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        return []
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
    return [f"{PAGE.name} is stale"] if stale else []


def _places() -> Iterator[str]:
    yield from ("| name | key | what it shows |", "|---|---|---|")
    for name, place in PLACES.items():
        key = f"`{place.key}`" if place.key else ""
        yield f"| `{name}` | {key} | {place.label} |"


def _tables() -> Iterator[str]:
    for where, title in TITLES.items():
        yield f"### {title}\n"
        yield from ("| keys | what they do | name |", "|---|---|---|")
        yield from map(_row, (key for key in keys.KEYS if key.where == where))
        yield ""


def _row(key: Key) -> str:
    pressed = " ".join(f"`{one}`" if one != "|" else r"`\\|`" for one in key.keys.split())
    return f"| {pressed} | {key.label} | `{key.name}` |"
