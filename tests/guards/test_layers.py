"""Who may import whom: the plan of the house, held by reading the imports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "crm_cli"

FIRST = {"errors", "clock", "paths", "i18n"}
ROOMS = {"people", "team", "sales", "marketing", "support", "agenda", "insight", "exchange"}
ALL_ROOMS_BELOW = {"people", "team", "sales", "marketing", "support", "workspace", "records"}
MAY_IMPORT: dict[str, set[str]] = {
    **dict.fromkeys(FIRST, FIRST),
    "config": FIRST,
    "records": FIRST,
    "store": FIRST | {"records"},
    "who": FIRST | {"records", "store"},
    "workspace": FIRST | {"records", "store", "who"},
    "people": FIRST | {"records", "workspace"},
    "team": FIRST | {"records", "workspace"},
    "sales": FIRST | {"records", "workspace", "people", "team"},
    "marketing": FIRST | {"records", "workspace", "people", "team"},
    "support": FIRST | {"records", "workspace", "people", "team"},
    "agenda": FIRST | ALL_ROOMS_BELOW,
    "insight": FIRST | ALL_ROOMS_BELOW | {"agenda"},
    "exchange": FIRST | ALL_ROOMS_BELOW | {"agenda"},
    "exchange.kernel": {"records"},
    "render": FIRST | {"records"},
    "context": FIRST | {"config", "workspace", "render"},
    "telling": FIRST | ROOMS | {"records", "render", "context"},
    "commands": FIRST | ROOMS | {"records", "render", "context", "config", "completion", "telling"},
    "tui": FIRST | ROOMS | {"records", "workspace", "render", "context", "config", "telling", "completion"},
    "completion": FIRST | {"config", "records", "render", "store"},
    "__main__": FIRST | {"completion", "context", "commands"},
}
ONLY_IN: dict[str, set[str]] = {
    "sqlite3": {"store"},
    "pysqlite3": {"store"},
    "sqlite_utils": {"store"},
    "typer": {"commands"},
    "textual": {"tui"},
    "rich": {"tui"},
    "textual_serve": {"tui"},
    "aiohttp": {"tui"},
    "click": set(),
}
NOW = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}
SOURCES = sorted(PACKAGE.rglob("*.py"))
NAMES = [str(path.relative_to(PACKAGE)) for path in SOURCES]


def room(module: str) -> str:
    """The part of the house a module of ours belongs to: ``crm_cli.sales.quotes`` → ``sales``."""
    return module.split(".")[1] if "." in module else "__init__"


def module_of(path: Path) -> str:
    return ".".join(["crm_cli", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """What a file imports and calls; read once, for several tests ask."""
    read = ast.walk(ast.parse(path.read_text("utf-8")))
    return tuple(node for node in read if isinstance(node, ast.Import | ast.ImportFrom | ast.Call))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, deferred or for type checking too; a name taken from the package as that module."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "crm_cli":
                yield from (f"crm_cli.{alias.name}" for alias in node.names if not alias.name.startswith("__"))
            else:
                yield node.module


def forbidden(path: Path) -> Iterator[str]:
    """What a file imports and may not."""
    module = module_of(path)
    own = room(module)
    part = module.removeprefix("crm_cli.")
    corner = ".".join(part.split(".")[:2])
    alone = "." in part and corner in MAY_IMPORT  # a part that keeps stricter rules than its room
    allowed = MAY_IMPORT[corner] if alone else MAY_IMPORT.get(own, set()) | {own}
    for name in imports(path):
        top = name.partition(".")[0]
        within = alone and f"{name}.".startswith(f"crm_cli.{corner}.")
        if (top == "crm_cli" and room(name) not in allowed and not within) or own not in ONLY_IN.get(top, {own}):
            yield name


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_every_module_imports_only_what_its_layer_may(path: Path) -> None:
    assert list(forbidden(path)) == []


def test_only_help_and_what_is_said_of_a_wrong_line_know_typer() -> None:
    knowing = {
        name
        for path, name in zip(SOURCES, NAMES, strict=True)
        if any(n.split(".")[0] == "typer" for n in imports(path))
    }
    assert knowing == {"commands/tree.py", "commands/usage.py"}, "commands/declaring.py declares options and arguments"


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.name != "clock.py"], ids=[n for n in NAMES if n != "clock.py"]
)
def test_only_the_clock_asks_what_time_it_is(path: Path) -> None:
    calls = (node.func for node in nodes(path) if isinstance(node, ast.Call))
    asked = [
        call.lineno
        for call in calls
        if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and (call.value.id, call.attr) in NOW
    ]
    assert asked == []


def test_the_table_knows_every_part_of_the_house() -> None:
    assert {room(module_of(path)) for path in SOURCES} - {"__init__"} <= MAY_IMPORT.keys()


def test_a_rule_that_reaches_for_sql_and_a_door_that_skips_the_rules_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    for name, text, wrong in (
        ("sales/quotes.py", "import sqlite3\nfrom crm_cli.people import clients", ["sqlite3"]),
        ("people/clients.py", "from crm_cli.sales import quotes", ["crm_cli.sales"]),
        ("commands/quotes.py", "from crm_cli.store.rows import insert\nimport typer", ["crm_cli.store.rows"]),
        (
            "exchange/kernel/rows.py",
            "from crm_cli.exchange.kernel import cells\nfrom crm_cli.workspace import Workspace",
            ["crm_cli.workspace"],
        ),
        ("exchange/kernel/cells.py", "from crm_cli.exchange.plans import Plan", ["crm_cli.exchange.plans"]),
        ("records/kinds.py", "from crm_cli import config, errors", ["crm_cli.config"]),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        assert list(forbidden(path)) == wrong
