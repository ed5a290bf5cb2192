"""Where secrets come from: the environment, then a command, then a keyring, which here is a real one in a file."""

import sys
from collections.abc import Iterator

import keyring
import keyring.backend
import pytest
from keyrings.alt.file import PlaintextKeyring

from crm_cli.errors import Denied
from crm_cli.exchange import secrets
from crm_cli.exchange.secrets import Secret
from tests.conftest import Runner
from tests.exchange.chatroom import chatroom
from tests.exchange.mailbox import mailbox

PASSWORD = Secret("mail.password", "CRM_MAIL_PASSWORD")


@pytest.fixture
def ring(home: object) -> Iterator[keyring.backend.KeyringBackend]:
    """A keyring that is a file in the home of the test."""
    before = keyring.get_keyring()
    keyring.set_keyring(PlaintextKeyring())
    yield keyring.get_keyring()
    keyring.set_keyring(before)


def test_the_environment_goes_before_the_command_and_that_before_the_keyring(
    ring: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (secrets.told(PASSWORD), secrets.source(PASSWORD)) == (None, None)
    keyring.set_password("guanxi", "mail.password", "of the ring")
    assert (secrets.told(PASSWORD), secrets.source(PASSWORD)) == ("of the ring", "keyring")
    printed = PASSWORD._replace(command="echo of the command")
    assert (secrets.told(printed), secrets.source(printed)) == ("of the command", "mail.password_cmd")
    monkeypatch.setenv("CRM_MAIL_PASSWORD", "of the environment")
    assert (secrets.told(printed), secrets.source(printed)) == ("of the environment", "environment")


@pytest.mark.parametrize("command", ["false", "no-such-program", "'", "   "])
def test_a_command_that_does_not_tell_it_is_named_and_asks_no_keyring(ring: object, command: str) -> None:
    keyring.set_password("guanxi", "mail.password", "of the ring")
    with pytest.raises(Denied, match=r"mail\.password_cmd did not tell"):
        secrets.told(PASSWORD._replace(command=command))


def test_a_keyring_that_is_locked_is_named_without_what_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Locked(PlaintextKeyring):  # type: ignore[misc] # it has no types
        def get_password(self, service: str, username: str) -> str | None:
            raise keyring.errors.KeyringLocked("geheim")

    before = keyring.get_keyring()
    keyring.set_keyring(Locked())
    try:
        with pytest.raises(Denied, match=r"^the keyring does not open for mail\.password$"):
            secrets.told(PASSWORD)
    finally:
        keyring.set_keyring(before)


def test_without_keyring_the_other_two_do(ring: object, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_password("guanxi", "mail.password", "of the ring")
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert secrets.told(PASSWORD) is None
    assert secrets.told(PASSWORD._replace(command="echo told")) == "told"


def test_mail_and_chat_go_out_by_the_keyring_and_the_doctor_says_which(ring: object, crm: Runner) -> None:
    assert crm("init", "--yes", "--me", "王芳", "--country", "CN").code == 0
    assert crm("user", "edit", "王芳", "--email", "wang@example.com").code == 0
    assert crm("task", "add", "报价", "--due", "today").code == 0
    with mailbox() as box, chatroom() as room:
        for name, value in (("host", "127.0.0.1"), ("port", box.port), ("security", "none"), ("user", "a@example.com")):
            assert crm("config", "set", f"mail.{name}", value).code == 0
        lacking = crm("doctor")
        assert lacking.code == 8 and "mail.password comes from nowhere" in lacking.out
        keyring.set_password("guanxi", "mail.password", "secret")
        keyring.set_password("guanxi", "notify.王芳", room.address("王芳"))
        answer = crm("remind", "--mail", "--notify")
        assert answer.code == 0, answer.err
        assert (box.logins, room.rooms) == (["a@example.com:secret"], ["王芳"])
    told = crm("doctor")
    assert "where secrets come from (mail.password: keyring, notify.王芳: keyring)" in told.out
    assert told.code == 0 and "geheim" not in told.out and "secret\n" not in told.out
    told = crm("doctor", CRM_MAIL_PASSWORD="secret", CRM_NOTIFY_TEAM="json://geheim@localhost/")
    assert "(mail.password: environment, notify.team: environment, notify.王芳: keyring)" in told.out
    assert "geheim" not in told.out


def test_the_doctor_names_a_chat_that_is_nobodys_and_apprise_where_it_is_missing(
    crm: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert crm("init", "--yes", "--me", "王芳", "--country", "CN").code == 0
    assert "secrets" not in crm("doctor").out
    crm("config", "set", "notify.王方_cmd", "pass show chat/wang")
    crm("config", "set", "notify.team_cmd", "pass show chat/team")
    answer = crm("doctor")
    assert answer.code == 8 and "notify.王方 is the chat of nobody" in answer.out and "apprise" not in answer.out
    monkeypatch.setattr("crm_cli.exchange.sources.find_spec", lambda _name: None)
    assert "needs apprise, which is not installed" in crm("doctor").out
