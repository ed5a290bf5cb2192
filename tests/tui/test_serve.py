"""The screens are served to browsers of this machine, and to no page from elsewhere."""

import asyncio
import importlib.util
import re
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if importlib.util.find_spec("textual_serve") is None:
    pytest.skip("textual-serve is not installed: pip install 'guanxi[web]'", allow_module_level=True)

from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError

from crm_cli.tui.web.door import Door
from crm_cli.tui.web.server import OWN, TERMINAL
from crm_cli.tui.web.tab import environment
from tests.conftest import Runner
from tests.tui.serving import SECONDS, Serving, serving

Company = Callable[[str], Path]
ELSEWHERE = re.compile(rb"""(?:https?:|wss?:|url\(\s*["']?)?//[\w-]+\.[\w.-]+""")
NAMESPACE = b"//www.w3.org"


@pytest.fixture
def served(company: Company) -> Iterator[Serving]:
    company("zh")
    with serving("board") as found:
        yield found


@pytest.mark.parametrize(
    ("host", "mine", "opened"),
    [
        ("127.0.0.1:8000", True, True), ("localhost", True, True), ("[::1]:8000", True, True), ("LOCALHOST:1", True, True),
        ("crm.firm.example", True, True), ("evil.example", False, False), ("127.0.0.1.evil.example", False, False),
        ("192.168.1.5:8000", False, True), ("[fe80::1]", False, True), ("", False, False), ("[", False, False), ("a@127.0.0.1", True, True),
    ],
)  # fmt: skip
def test_only_its_own_names_are_answered(host: str, mine: bool, opened: bool) -> None:
    assert Door({"crm.firm.example"}).is_mine(host) is mine
    assert Door({"CRM.firm.example:8443"}, "box", opened=True).is_mine(host) is opened


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True), ("https://crm.firm.example", "crm.firm.example", True),
        ("https://crm.firm.example", "127.0.0.1:8000", True), ("http://localhost:3000", "localhost:8000", False),
        ("http://127.0.0.1:8000", "localhost:8000", False), ("null", "127.0.0.1:8000", False), ("file://", "127.0.0.1:8000", False),
        ("http://evil.example", "127.0.0.1:8000", False),
        ("https://CRM.firm.example:8443", "127.0.0.1:8000", True), ("http://crm.firm.example:3000", "crm.firm.example", False),
        ("http://192.168.1.5", "192.168.1.5:8000", False), ("http://127.0.0.1", "127.0.0.1:8000", False), ("http://127.0.0.1:8000.evil.example", "127.0.0.1:8000", False), ("", "", False),
    ],
)  # fmt: skip
def test_only_its_own_pages_may_open_its_sockets(origin: str, host: str, own: bool) -> None:
    assert Door({"crm.firm.example", "crm.firm.example:8443"}, "192.168.1.5").is_own(origin, host) is own


def test_a_tab_gets_nothing_that_was_meant_for_the_terminal_of_the_server() -> None:
    outer = {"PATH": "/bin", "TEXTUAL_PRESS": "q", "TEXTUAL": "devtools", "TEXTUAL_ANIMATIONS": "none", "PYTHONINSPECT": "1", "EDITOR": "vi"}  # fmt: skip
    inner = environment(outer, 90, 30)
    assert {
        "PATH": "/bin",
        "TEXTUAL_ANIMATIONS": "none",
        "COLUMNS": "90",
        "ROWS": "30",
        "FORCE_COLOR": "1",
    }.items() <= inner.items()
    assert not {"TEXTUAL_PRESS", "TEXTUAL", "PYTHONINSPECT", "EDITOR"} & inner.keys()


def test_nothing_that_the_page_loads_names_another_host() -> None:
    files = [*OWN.iterdir(), *TERMINAL.glob("js/*"), *TERMINAL.glob("css/*")]
    assert len(files) >= 6
    for path in files:
        text = re.sub(rb"/\*.*?\*/", b"", path.read_bytes(), flags=re.DOTALL)
        assert [found for found in ELSEWHERE.findall(text) if not found.endswith(NAMESPACE)] == [], path


def test_what_cannot_be_is_refused_in_one_line(crm: Runner, company: Company) -> None:
    company("en")
    far = crm("serve", "--host", "0.0.0.0")
    assert far.code == 2
    assert far.err.startswith("crm: there is no login: whoever reaches 0.0.0.0 would be you. Try: ssh -L 8000:")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        busy = crm("serve", "--port", str(port))
    assert busy.code == 6
    assert re.fullmatch(rf"crm: port {port} is taken\. Try: crm serve --port \d+\n", busy.err)
    assert crm("serve", "nowhere").err.startswith("crm: there is no screen “nowhere”")
    assert crm("serve", "--host", "nowhere.invalid").code == 1


def test_without_the_extra_one_line_says_how_to_get_it(
    crm: Runner, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company("zh")
    for name in ("textual_serve", "crm_cli.tui.web.server"):
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.delitem(sys.modules, "crm_cli.tui.web.server", raising=False)
        break
    said = crm("serve")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "pip install 'guanxi[web]'" in said.err


def test_the_door_is_watched_and_every_tab_is_a_process_that_ends_with_its_tab_and_with_the_server(
    served: Serving,
) -> None:
    async def come() -> int:
        async with ClientSession() as session:
            async with session.get(served.address) as page:
                text = await page.text()
                assert "<title>客户管理 · zh</title>" in text
                assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
            async with session.get(served.address, headers={"Host": "evil.example"}) as page:
                assert page.status == 421
            async with session.get(served.address, headers={"Origin": "http://evil.example"}) as page:
                assert page.status == 403
            for origin in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
                with pytest.raises(WSServerHandshakeError, match="403"):
                    await session.ws_connect(f"{served.address}ws", headers=origin)
            for at in ("page/%2e%2e/tab.py", "js/", "download/x"):
                async with session.get(served.address + at) as page:
                    assert page.status in (403, 404)
            own = {"Origin": served.address.rstrip("/")}
            async with session.ws_connect(f"{served.address}ws?width=99999999&height=x", headers=own) as first:
                await drawn(first)
                for rubbish in (
                    "",
                    "{}",
                    '["stdin"]',
                    '["resize", 3]',
                    '["resize", {"width": 1e400}]',
                    '["none", 1]',
                    "[[]]",
                ):
                    await first.send_str(rubbish)
                await first.send_json(["ping", "7"])
                assert await told(first) == '["pong", "7"]'
                assert len(children(served)) == 1
            await gone(lambda: children(served))
            second = await session.ws_connect(f"{served.address}ws?width=80&height=24", headers=own)
            await drawn(second)
            (left,) = children(served)
            served.process.send_signal(signal.SIGINT)
            while (await second.receive()).type == WSMsgType.BINARY:
                pass
            assert second.closed
            return left

    left = asyncio.run(come())
    said = served.process.communicate(timeout=SECONDS)[1]
    assert (served.process.returncode, said) == (0, "")
    assert not alive(left)


def test_what_cannot_be_shown_is_said_in_the_tab_and_a_server_that_is_killed_leaves_nothing(
    served: Serving, company: Company
) -> None:
    base = company("zh")

    async def come() -> int:
        async with ClientSession(headers={"Origin": served.address.rstrip("/")}) as session:
            async with session.ws_connect(f"{served.address}ws") as tab:
                await drawn(tab)
                (left,) = children(served)
                served.process.kill()
                served.process.wait(SECONDS)
            return left

    async def refused() -> str:
        base.rename(base.with_suffix(".away"))
        own = ClientSession(headers={"Origin": served.address.rstrip("/")})
        async with own as session, session.ws_connect(f"{served.address}ws") as tab:
            return b"".join([one.data async for one in tab if one.type == WSMsgType.BINARY]).decode()

    said = asyncio.run(refused())
    assert "crm:" in said
    assert "zh.db" in said
    base.with_suffix(".away").rename(base)
    left = asyncio.run(come())
    asyncio.run(gone(lambda: [left] if alive(left) else []))


async def drawn(tab: object) -> None:
    """Until the board is there."""
    seen = b""
    async with asyncio.timeout(SECONDS):
        while "方案".encode() not in seen:
            message = await tab.receive()  # type: ignore[attr-defined]
            assert message.type == WSMsgType.BINARY
            seen += message.data


async def told(tab: object) -> str:
    """The next thing that is said and not drawn."""
    while (message := await tab.receive(SECONDS)).type == WSMsgType.BINARY:  # type: ignore[attr-defined]
        pass
    return str(message.data)


async def gone(left: Callable[[], list[int]]) -> None:
    """Wait for the end of processes."""
    async with asyncio.timeout(SECONDS):
        while left():
            await asyncio.sleep(0.05)


def children(served: Serving) -> list[int]:
    """The processes that the server started."""
    told = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children")
    if not told.exists():
        pytest.skip("this system does not tell which process started which")
    return [int(number) for number in told.read_text().split()]


def alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"
