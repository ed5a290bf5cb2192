"""The Chinese catalogue: every marked text and every help paragraph in it, translated, its .mo fresh.

A line of an example that is the same in both languages has no place in it.
"""

import ast
import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from tools import completions

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "crm_cli"
PO = PACKAGE / "i18n" / "locale" / "zh_CN" / "LC_MESSAGES" / "guanxi.po"
MARKS: dict[str, tuple[int, ...] | None] = {"N_": None, "_": None, "ngettext": (1, 2)}
COMMAND = re.compile(r"crm_cli\.(commands\.\w+):(\w+)$")
NAME = re.compile(r"\{(\w*)[^{}]*\}")
# No dates and no line numbers, so that a change shows only what changed.
HEADER = {"Content-Type": "text/plain; charset=utf-8", "Language": "zh_CN", "Plural-Forms": "nplurals=1; plural=0;"}

Key = str | tuple[str, str]


def generate(check: bool) -> list[str]:
    """Bring the .po up to date and compile it; or say what is wrong with the two."""
    found = read(PO)
    wanted = wanted_keys() | {line for line in examples() if differs(found, line)}
    if not check:
        write(PO, merged(found, wanted))
        found = read(PO)
    return [*problems(found, wanted), *staleness(PO)]


def wanted_keys() -> set[Key]:
    """Every text of the sources that a user may see."""
    sources = sorted(PACKAGE.rglob("*.py"))
    return {key for path in sources for key in (*marked(path), *metavars(path))} | set(help_paragraphs())


def marked(path: Path) -> Iterator[Key]:
    """The texts marked in one file."""
    with path.open("rb") as source:
        for _line, message, _comments, _context in extract("python", source, MARKS):
            if isinstance(message, str):
                yield message
            else:
                yield str(message[0]), str(message[1])


def metavars(path: Path) -> Iterator[str]:
    """What stands for a value in the help of one file: ``FILE``, ``HEADER=FIELD``."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "metavar" and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def help_paragraphs() -> Iterator[str]:
    """The paragraphs of every command's docstring, examples left as they are."""
    for path, names in sorted(commands().items()):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in names:
                yield from paragraphs(ast.get_docstring(node) or "")


def examples() -> Iterator[str]:
    """The lines under the ``Example:`` of every command, made or written."""
    with completions.in_english():
        for _path, command in completions.commands():
            _before, _title, lines = (command.help or "").partition("Example:\n")
            yield from (line.strip() for line in lines.splitlines() if line.strip())


def differs(found: Catalog, line: str) -> bool:
    """A line is typed in another way by who reads Chinese."""
    message = found.get(line)
    return message is not None and message.string not in ("", line)


def commands() -> dict[Path, set[str]]:
    """The functions that are commands, by file: those some table names as ``crm_cli.commands.x:y``, and the root."""
    found: dict[Path, set[str]] = {PACKAGE / "commands" / "root.py": {"settle"}}
    for path in (PACKAGE / "commands").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and (named := COMMAND.match(node.value)):
                module = PACKAGE / (named[1].replace(".", "/") + ".py")
                if module.exists():
                    found.setdefault(module, set()).add(named[2])
    return found


def paragraphs(text: str) -> Iterator[str]:
    """Each paragraph in one line, as the help looks it up."""
    for paragraph in text.split("\n\n"):
        if paragraph and not paragraph.startswith("Example:"):
            yield " ".join(paragraph.split())


def read(path: Path) -> Catalog:
    """The catalogue of a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN", abort_invalid=True)


def merged(found: Catalog, wanted: set[Key]) -> Catalog:
    """The wanted keys with the translations there are; the rest waits empty."""
    result = Catalog(locale="zh_CN", fuzzy=False)
    for key in wanted:
        before = found.get(key[0] if isinstance(key, tuple) else key)
        kept = before is not None and before.id == key and not before.fuzzy
        result.add(key, before.string if kept and before else "" if isinstance(key, str) else ("",))
    return result


def write(path: Path, catalogue: Catalog) -> None:
    """Write the .po, sorted, and beside it the .mo."""
    text = io.BytesIO()
    write_po(text, catalogue, no_location=True, omit_header=True, sort_output=True, width=0)
    header = 'msgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in HEADER.items())
    path.write_bytes(header.encode() + b"\n" + text.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(path))


def compiled(path: Path) -> bytes:
    """The .mo of a .po, the same bytes for the same translations on any day and with any Babel."""
    pairs = {b"": "".join(f"{name}: {value}\n" for name, value in HEADER.items()).encode()}
    for message in read(path):
        texts = _texts(message)
        if message.id and all(texts) and not message.fuzzy:
            pairs["\0".join([message.id] if isinstance(message.id, str) else message.id).encode()] = "\0".join(
                texts
            ).encode()
    keys = sorted(pairs)
    table, strings = 28, 28 + 16 * len(keys)
    rows, pool = [], b""
    for text in [*keys, *(pairs[key] for key in keys)]:
        rows.append(struct.pack("<II", len(text), strings + len(pool)))
        pool += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), table, table + 8 * len(keys), 0, 0)
    return head + b"".join(rows) + pool


def problems(found: Catalog, wanted: set[Key]) -> Iterator[str]:
    """What is wrong with the translations, one line each."""
    have = {_key(message): message for message in found if message.id}
    for key in sorted(wanted - have.keys(), key=str):
        yield f"not in the catalogue: {key!r}"
    for key, message in have.items():
        if key not in wanted:
            yield f"in the catalogue but nowhere used: {key!r}"
        elif problem := _problem(message):
            yield f"{problem}: {key!r}"


def staleness(path: Path) -> list[str]:
    """Whether the .mo is what the .po gives."""
    mo = path.with_suffix(".mo")
    fresh = mo.exists() and mo.read_bytes() == compiled(path)
    return [] if fresh else [f"{mo.name} is stale"]


def _key(message: Message) -> Key:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def _texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _problem(message: Message) -> str | None:
    texts = _texts(message)
    if not all(texts):
        return "not translated"
    if message.fuzzy:
        return "a guess (fuzzy)"
    key = _key(message)
    names = set(NAME.findall(key if isinstance(key, str) else key[1]))
    return "other names in braces" if any(set(NAME.findall(text)) != names for text in texts) else None
