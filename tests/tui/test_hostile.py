"""Whatever things are called: no screen falls over it, takes it for markup, lets it move the cursor or breaks a line over it."""

import json
import shutil
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from crm_cli.clock import Clock
from crm_cli.context import current
from crm_cli.errors import CrmError
from crm_cli.records.registry import load
from crm_cli.render.style import cells, cut, shown
from crm_cli.tui.dialogs.ask import Ask, Blank, Choose
from crm_cli.tui.dialogs.ticks import Ticks
from crm_cli.tui.places import PLACES, page
from crm_cli.workspace import Workspace, open_workspace
from tests.conftest import LONG
from tests.founding import NOW, ZONE, added
from tests.guards.test_hostile import OWN, strings
from tests.tui.driving import Driver, drive, faults

SIZES = {"en 80x24": ("en", (80, 24)), "zh 140x40": ("zh_CN", (140, 40)), "zh 80x24": ("zh_CN", (80, 24)), "en 140x40": ("en", (140, 40))}  # fmt: skip
HARD = ("[b]x[/b] $(touch x) \x1b[31m 王\u202eabc", "[/]", "[link=x]", "\\[b]", "%s%n{0}{name}", "一" * 90, "👩\u200d👧 a\u200db", "e\u0301" * 30, "a\nb\tc\r\n", "[@click=app.exit]x[/]")  # fmt: skip
NAMED = ("client", "contact", "lead", "opp", "product", "task", "tag", "pipeline", "stage", "user")
STAGES = 6
FEW = 3  # names that each have their pages, forms and dialogs in an ordinary run
ROOM = 12  # cells of a name that are seen in any list


def wanted() -> list[str]:
    """All the strings in the long run, else those that are hard and a share of the others."""
    every = strings()
    some = [text for text in every if not text.isprintable() or "[" in text]
    return [*HARD, *OWN, *(every if LONG else dict.fromkeys([*some[:10], *every[::20]]))]


def lay(path: Path, texts: Sequence[str]) -> None:
    """A base in which everything is called so."""
    crm = open_workspace(path, clock=Clock(NOW, ZONE), create=True)
    crm.put_setting("country", "CN")
    added(crm, "user", name="王芳", role="admin")
    with crm.step("fill"):
        stage: Iterator[Any] = iter(())
        for at, text in enumerate(text for text in texts if text.strip()):
            if at % STAGES == 0:
                stage = iter(list(stages(crm, [one for one in texts if one.strip()][at : at + STAGES])))
            of_one(crm, text, at, next(stage))
    crm.store.close()


def stages(crm: Workspace, texts: Sequence[str]) -> Iterator[Any]:
    """A pipeline whose stages are called so; it is itself called like the first."""
    line = tried(crm, "pipeline", name=texts[0]) or added(crm, "pipeline", name=f"{texts[0]} {crm.count('pipeline')}")
    for position, text in enumerate(texts):
        yield added(
            crm, "stage", name=text, pipeline=line.id, position=position, probability=1000, checklist='["[/] x"]'
        )


def of_one(crm: Workspace, text: str, at: int, stage: Any) -> None:
    """One of everything, of that name."""
    user = tried(crm, "user", name=text)
    also = {"owner": user.id} if user else {}
    tags = [tag.id] if (tag := tried(crm, "tag", name=text)) else []
    client = added(crm, "client", name=text, note=text, address=text, source=text, tags=listing(tags), **also)
    person = added(crm, "contact", name=text, client=client.id, title=text, role="decides", **also)
    added(crm, "lead", name=text, company=text, **also)
    product = tried(crm, "product", name=text, price=100)
    deal = added(
        crm, "opp", name=text, client=client.id, contact=person.id, pipeline=stage.pipeline, stage=stage.id, amount=at * 997,
        close=f"2026-{11 + at % 2}-28", note=text, competitor=text, product=product.id if product else None, tags=listing(tags), **also,
    )  # fmt: skip
    day = f"2026-11-{20 + at % 9}T02:00:00Z"
    added(
        crm, "task", text=text, client=client.id, contact=person.id, opportunity=deal.id, due=day, theirs=at % 2, **also
    )
    tried(crm, "quote", name=text, client=client.id, opportunity=deal.id)
    tried(crm, "order", name=text, client=client.id)
    added(crm, "activity", kind="call", at=crm.clock.stamp(), client=client.id, contact=person.id, text=text)


def listing(found: Sequence[str]) -> str | None:
    """As a field of several links holds it."""
    return json.dumps(list(found)) if found else None


def tried(crm: Workspace, noun: str, **values: Any) -> Any:
    """One of that name, where it may be called so: some names are another one's too."""
    try:
        return added(crm, noun, **values)
    except CrmError:
        return None


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The base, made once."""
    path = tmp_path_factory.mktemp("hostile") / "crm.db"
    lay(path, wanted())
    return path


@pytest.fixture
def base(laid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A copy of it, in a language."""

    def opened(language: str) -> Path:
        path = tmp_path / "hostile.db"
        shutil.copyfile(laid, path)
        monkeypatch.setenv("CRM_DB", str(path))
        monkeypatch.setenv("CRM_USER", "王芳")
        monkeypatch.setenv("CRM_LANG", language)
        return path

    return opened


class Looker:
    """Looks at frame after frame, and keeps what it saw."""

    def __init__(self, driver: Driver, size: tuple[int, int]) -> None:
        self.driver, self.size = driver, size
        self.seen: list[str] = []
        self.wrong: list[str] = []

    async def look(self, what: str) -> None:
        """Keep what is drawn, and what is wrong with it."""
        await self.driver.rest()
        lines = self.driver.lines()
        self.wrong += [f"{what}: {one}" for one in (*faults(lines, self.size), *edges(lines))]
        self.seen += lines

    async def pages(self, what: str, most: int = 1000) -> None:
        """Page after page of what is looked at."""
        screen: Any = self.driver.desk.screen
        before: list[list[str]] = []
        while len(before) < most:
            await self.look(what)
            before.append(self.driver.lines())
            if before[-3:] == before[-1:] * 3 or not hasattr(screen, "action_page"):  # at first only the cursor moves
                return
            screen.action_page(1)

    def unseen(self, names: Sequence[str], room: int) -> list[str]:
        """Those of the names of which not even the beginning was seen."""
        text = "\n".join(self.seen)
        return [name for name in names if beginning(name, room) not in text]


def beginning(name: str, room: int) -> str:
    """What of a name must be seen where there is that much room."""
    told = shown(name).strip()
    return told if cells(told) <= room else cut(told, room)[:-1]


def edges(lines: Sequence[str]) -> list[str]:
    """Lines of a dialog whose frame is not where its corners are."""
    found = []
    for top, line in enumerate(lines):
        if "╭" not in line:
            continue
        left, right = cells(line[: line.index("╭")]), cells(line[: line.rindex("╮")])
        for below in lines[top + 1 :]:
            bars = [cells(below[:at]) for at, char in enumerate(below) if char in "│╰╯▕"]
            if left not in bars or right not in bars:
                found.append(below)
            if "╰" in below:
                break
    return found


def names() -> list[str]:
    """What can be a name."""
    return [text for text in wanted() if text.strip()]


def whole(script: Callable[[Driver, Looker], Awaitable[None]], first: str, size: tuple[int, int]) -> None:
    """Nothing was wrong in any frame, and nothing broke."""
    lookers: list[Looker] = []

    async def looked(driver: Driver) -> None:
        lookers.append(Looker(driver, size))
        await script(driver, lookers[0])

    desk = drive(looked, lambda: page(first), size)
    assert not [one for one in desk.said if "internal error" in one]
    assert not lookers[0].wrong, "\n".join(lookers[0].wrong)


def some(where: str) -> list[tuple[int, str]]:
    """The names, each with its number, that are looked at one by one in this language and size: all of them in one of the four."""
    every = list(enumerate(names(), 1))
    at = list(SIZES).index(where)
    return every[at :: len(SIZES)] if LONG else every[at * FEW :][:FEW]


def each(*usual: str) -> pytest.MarkDecorator:
    """In both languages and sizes, in an ordinary run in those that are named."""
    return pytest.mark.parametrize("where", list(SIZES) if LONG else usual)


@each("en 80x24")
def test_in_every_list_and_at_every_place(base: Callable[[str], Path], where: str) -> None:
    language, size = SIZES[where]
    base(language)

    async def script(driver: Driver, looker: Looker) -> None:
        depth = len(driver.desk.screen_stack)
        for place in PLACES:
            await driver.enter(place)
            await looker.pages(place, 1000 if LONG else 3)
            await driver.press("f1")
            await looker.look(f"help of {place}")
            await driver.back(depth)
        for noun in NAMED:
            looker.seen.clear()
            await driver.enter(noun)
            await looker.pages(noun)
            unseen = looker.unseen([one for one in names() if stored(noun, one)], ROOM)
            looker.wrong += [f"{noun} not seen: {one!r}" for one in unseen]
            await driver.back(depth)

    whole(script, "client", size)


@each("zh 140x40")
def test_on_the_board_by_stage_and_by_month(base: Callable[[str], Path], where: str) -> None:
    language, size = SIZES[where]
    base(language)

    async def script(driver: Driver, looker: Looker) -> None:
        for _pipeline in range(-(-len(names()) // STAGES) if LONG else 4):
            await looker.look("stages")
            await driver.press("right", "right", "m", "pagedown")
            await looker.look("months")
            await driver.press("m", "p")
        if size[0] > 100:
            assert looker.unseen(names()[: STAGES * 4], 4) == []

    whole(script, "board", size)


@each("en 80x24", "zh 140x40")
def test_on_every_page_and_form_and_dialog(base: Callable[[str], Path], where: str) -> None:
    language, size = SIZES[where]
    base(language)

    async def script(driver: Driver, looker: Looker) -> None:
        depth = len(driver.desk.screen_stack)
        for at, name in some(where):
            refs = {
                noun: one[0].ref
                for noun in ("client", "opp", "contact", "task", "product")
                if (one := called(noun, name))
            }
            for ref in refs.values():
                await driver.enter(ref)
                looker.seen.clear()
                await looker.look(f"page of {ref} {name!r}")
                looker.wrong += [f"page of {ref}: not seen: {one!r}" for one in looker.unseen([name], ROOM)]
                await driver.back(depth)
            screen: Any = driver.desk.screen
            screen.fill("opp" if at % 2 else "client", refs["opp" if at % 2 else "client"])
            await looker.look(f"form of {name!r}")
            await driver.back(depth)
            typed, options = [Blank("text", name, name, name)], {"a": name, "b": name}
            for dialog in (Ask(name, typed, name), Choose(name, options), Ticks(name, [name, name])):
                driver.desk.push_screen(dialog)
                await looker.look(f"{type(dialog).__name__} about {name!r}")
                await driver.back(depth)

    whole(script, "client", size)


def called(noun: str, name: str) -> list[Any]:
    """What of a noun is called so."""
    return list(current().workspace.where(load(noun), **{"text" if noun == "task" else "name": name}))


def stored(noun: str, name: str) -> bool:
    """Whether one is called so."""
    return bool(called(noun, name))
