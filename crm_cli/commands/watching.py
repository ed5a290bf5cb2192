"""Who is told of every step: the rules of the team, then its hooks. Where there are none, nothing of theirs is loaded."""

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_cli.agenda.rules import Fired

INSIDE = "CRM_HOOK"


class Watching:
    """What hooks run is told of no hook again; rules hold there too."""

    def __init__(self) -> None:
        self.fired: list[Fired] = []
        self.hooks = False

    def before(self, crm: Any, step: int, kind: str) -> None:
        """Let the rules do their work, then ask the hooks."""
        hooks, rules = crm.automation()
        self.hooks, self.fired = hooks and INSIDE not in os.environ, []
        if rules:
            from crm_cli.commands import ruling  # only where there are rules

            self.fired = ruling.follow(step, kind)
        if self.hooks:
            from crm_cli.commands import hooking  # only where there are hooks

            hooking.ask(step, kind)

    def after(self, crm: Any, step: int, kind: str) -> None:  # noqa: ARG002 - the base is this run's
        """Say what the rules did, and tell the hooks."""
        if self.fired:
            from crm_cli.commands import ruling  # see above

            ruling.say(self.fired)
        if self.hooks:
            from crm_cli.commands import hooking  # see above

            hooking.tell(step, kind)


def watch(crm: Any) -> None:
    """Let the base of this run tell of its steps; in a hook that may refuse nothing can be written, for the base waits for it."""
    crm.watch = Watching()
    if os.environ.get(INSIDE) == "before":
        from crm_cli.commands import hooking  # only in a hook

        crm.held = hooking.held()
