"""``crm serve``: the screens in a browser of this machine."""

import errno
import ipaddress
import os
import socket
from typing import Annotated, Any

from crm_cli.commands.answering import choose
from crm_cli.commands.declaring import Option
from crm_cli.commands.loading import REF, imported
from crm_cli.commands.tui import Screen
from crm_cli.context import Run, current
from crm_cli.errors import Busy, Failure, Invalid
from crm_cli.i18n import N_, _
from crm_cli.records.registry import visible

HERE = "127.0.0.1"
PORT = 8000
ANY = 0  # the system gives one that is free


def serve(
    screen: Screen = "",
    port: Annotated[int, Option("--port", min=0, max=65535, metavar="PORT", help=N_("The port; 0 is any that is free"))] = PORT,
    host: Annotated[str, Option("--host", metavar="HOST", help=N_("The address to listen at, else this machine's own"))] = HERE,
    name: Annotated[list[str] | None, Option("--name", metavar="NAME", help=N_("A name by which a proxy or others reach it"))] = None,
    without_login: Annotated[bool, Option("--without-login", help=N_("Also where others reach it: whoever does is you"))] = False,
) -> None:  # fmt: skip
    """The screens in a browser: every tab is a crm tui of yours, on the same base. Ctrl+C ends it.

    There is no login: whoever reaches it is you. So it listens at this machine's own address, where browsers of this machine reach it,
    of whoever is logged in there, and at no other one without --without-login. From elsewhere take ssh -L 8000:127.0.0.1:8000 MACHINE,
    or a proxy that asks who it is and is told of with --name. The page loads nothing from anywhere else.

    Example:
      crm serve
      crm serve C12 --port 0
      crm serve --name crm.firm.example
    """
    run, place = current(), choose(visible(), screen).ref if REF.fullmatch(screen) else screen
    if place:
        imported("crm_cli.tui.places:check")(place)
    serving = _server()
    words, listening = _words(run, place), _listening(host, port, without_login)
    opened = not _is_own(listening.getsockname()[0])
    title = _("CRM · {base}").format(base=run.base.stem)
    serving(words, title, (name or (), host, opened), listening, lambda: _tell(run, url(listening), opened))


def _server() -> Any:
    """What serves; it is an extra."""
    try:
        return imported("crm_cli.tui.web.server:serve")
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("crm_cli"):
            raise
        raise Invalid(
            N_("a browser needs textual-serve, which is not installed"), hint="pip install 'guanxi[web]'"
        ) from None


def _words(run: Run, place: str) -> list[str]:
    """What every tab runs: what is shown here, whatever the settings say later."""
    user = run.config.get("user").value
    run.workspace.me  # noqa: B018 - who cannot open the base, or has not said who he is, is told so here and not in every tab
    run.close()
    who = ["--user", str(user)] if user else []
    return ["--db", str(run.base.absolute()), *who, "--lang", run.language, "tui", *filter(None, [place])]


def _listening(host: str, port: int, without_login: bool) -> socket.socket:
    """Where browsers will knock; refused where others than this machine's would, unless that is wanted."""
    try:
        family, _type, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        if not (_is_own(str(address[0])) or without_login):
            raise Invalid(
                N_("there is no login: whoever reaches {host} would be you"),
                hint=N_("ssh -L {port}:127.0.0.1:{port} MACHINE, or crm serve --host {host} --without-login"), host=host, port=port or PORT,
            )  # fmt: skip
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            told = error.errno if error.errno in errno.errorcode else None  # that of a name is none of the system
            raise Failure(
                N_("{host} port {port} can't be listened at: {reason}"), host=host, port=port,
                reason=os.strerror(told) if told else error.strerror,
            ) from None  # fmt: skip
        raise Busy(
            N_("port {port} is taken"), hint=N_("crm serve --port {free}"), port=port, free=_free(host)
        ) from None


def _is_own(address: str) -> bool:
    """No other machine reaches that address."""
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _free(host: str) -> int:
    """A port that nobody has at the moment."""
    with _listening(host, ANY, True) as found:
        return int(found.getsockname()[1])


def url(listening: socket.socket) -> str:
    """What to type into a browser."""
    address, port, *_rest = listening.getsockname()
    return f"http://[{address}]:{port}/" if ":" in address else f"http://{address}:{port}/"


def _tell(run: Run, address: str, opened: bool) -> None:
    """Where it is, and what it means that others reach it."""
    if run.quiet:
        run.renderer.data(address)
    run.renderer.say(_("{address} shows {base} · Ctrl+C ends it").format(address=address, base=run.base.name))
    if opened:
        run.renderer.say(
            _("no login stands before it: whoever reaches it is you, and what goes over the network can be read")
        )
