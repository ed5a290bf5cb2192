"""Where the secrets come from that are set up on this machine, by name; none of them is shown."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec

from crm_cli.errors import CrmError, told
from crm_cli.exchange import secrets
from crm_cli.exchange.secrets import Secret
from crm_cli.i18n import N_, _
from crm_cli.workspace.keeping import Finding, Wrong

SETTINGS = N_("crm config list; pip install 'guanxi[notify]' for chats, 'guanxi[keyring]' for the keyring")


def examine(passwords: Sequence[Secret], chats: Sequence[Secret], strangers: Iterable[str]) -> Iterator[Finding]:
    """One finding, where anything is set up: which source tells each secret, and what is missing.

    A password that is needed must come from somewhere, a chat need not; strangers are chats of nobody.
    """
    found: dict[str, str] = {}
    wrong = [Wrong(N_("{name} is the chat of nobody"), {"name": name}) for name in strangers]
    for secret in (*passwords, *chats):
        try:
            source = secrets.source(secret)
        except CrmError as problem:
            wrong.append(Wrong(N_("{name}: {why}"), {"name": secret.name, "why": told(problem)}))
            continue
        if source:
            found[secret.name] = _(source)
        elif secret in passwords:
            wrong.append(Wrong(N_("{name} comes from nowhere"), {"name": secret.name}))
    if any(secret.name in found for secret in chats) and find_spec("apprise") is None:
        wrong.append(Wrong(N_("a message to a chat needs apprise, which is not installed"), {}))
    if found or wrong:
        note = ", ".join(f"{name}: {source}" for name, source in found.items())
        yield Finding("secrets", N_("where secrets come from"), wrong, len(wrong), SETTINGS if wrong else "", note)
