"""``crm hook run`` and ``allow``: a hook is tried, and let run."""

import json as json_
from typing import Annotated

from crm_cli.commands.answering import choose, write_json
from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.hooking import by_ref, hear
from crm_cli.commands.options import Json
from crm_cli.commands.writing import UNDO, Answer, Work, writes
from crm_cli.context import current
from crm_cli.exchange import hooks
from crm_cli.i18n import N_, _
from crm_cli.records.nouns.hooks import Hook


def run(
    name: Annotated[str, Argument(metavar="HOOK", help=N_("The hook: its name or ref"))],
    ref: Annotated[str, Argument(metavar="WHICH", help=N_("A record to try it on: its ref or name"))],
    dry_run: Annotated[bool, Option("--dry-run", help=N_("Show what it would be told; nothing is run"))] = False,
    json: Json = False,
) -> None:
    """Try a hook on a record as if that had just been changed, and show what it says. The record is not touched.

    The program runs and does what it does; it is told that this is a trial. --dry-run shows what it would be told.

    Example:
      crm hook run discounts D3
      crm hook run discounts D3 --dry-run
    """
    crm = current().workspace
    hook = crm.get(Hook, name)
    record = choose([hook.noun_name] if hook.noun_name else hooks.nouns(), ref)
    after = by_ref(record.noun, [record.id])[record.ref]
    about = {"noun": record.noun, "ref": record.ref, "event": "change", "changed": [], "before": after, "after": after}
    step = {
        "number": None,
        "command": current().command,
        "kind": "do",
        "actor": crm.name_of("user", crm.me) if crm.me else None,
        "at": crm.clock.stamp(),
    }
    document = {"event": hook.moment, "hook": hook.name, "step": step, "part": 1, "trial": True, "records": [about]}
    if dry_run:
        current().renderer.data(json_.dumps(document, ensure_ascii=False, indent=2))
        return
    ran = hear(hook, document)
    error = hooks.refusal(hook, ran)
    if json:
        lines = [text.decode("utf-8", "backslashreplace") for text in (ran.out, ran.err)]
        write_json(
            [{"hook": hook.name, "ref": record.ref, "exit_code": ran.code, "stdout": lines[0], "stderr": lines[1]}],
            many=False,
        )
    elif message := hooks.said(ran):
        current().renderer.data(message)
    if error:
        raise error
    current().renderer.say(_("the hook {name} let it pass").format(name=hook.name))


@writes("hook")
def allow(
    name: Annotated[str, Argument(metavar="HOOK", help=N_("The hook: its name or ref"))],
) -> Work:
    """Let a hook that came from another copy of the base run in this one; its program must lie in your own folder.

    Example:
      crm hook allow discounts
    """

    def work() -> Answer:
        crm = current().workspace
        hook = crm.get(Hook, name)
        if hook.machine == crm.device:
            return Answer(_("it runs here already"), [hook], wrote=False)
        hooks.checked(hook.file)
        made = crm.change(hook, machine=crm.device)
        return Answer(_("the hook {name} runs here from now on").format(name=made.name), [made], hint=_(UNDO))

    return work
