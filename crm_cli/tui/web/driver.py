"""How ``crm tui`` draws for a tab of the browser: into the pipe of the server, and no longer than that is there."""

from contextlib import suppress
from typing import Any

from textual.app import App
from textual.drivers.web_driver import WebDriver

from crm_cli.tui.ending import leave
from crm_cli.tui.web.door import WEB


class Driver(WebDriver):
    """Textual's own, which would go on for ever without a server, forget what was typed, and have any address opened."""

    def __init__(self, app: App[Any], **how: Any) -> None:
        super().__init__(app, **how)

    def run_input_thread(self) -> None:
        """Read what is typed; where nobody can type any more, end."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._leave()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """What the server tells; where the tab was closed, end."""
        if packet_type == "quit":
            self._leave()
        else:
            super().on_meta(packet_type, payload)

    def _leave(self) -> None:
        """In order, and with what was typed kept for the next tab."""
        desk: Any = self._app
        with suppress(RuntimeError):  # it ends already
            self._loop.call_soon_threadsafe(leave, desk, 0)

    def open_url(self, url: str, new_tab: bool = True) -> None:  # noqa: ARG002 - the page that shows us stays
        """A page of the web in a tab of its own; no script, and no file of this machine."""
        if url.partition("://")[0].lower() in WEB:
            super().open_url(url, new_tab=True)
