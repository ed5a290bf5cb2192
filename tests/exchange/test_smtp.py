"""Mail is handed over encrypted, to the server that is meant and to no other."""

import shutil
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_cli.errors import Denied
from crm_cli.exchange import letters
from crm_cli.exchange.letters import Letter, NoAddress
from crm_cli.exchange.outbox import Later
from crm_cli.exchange.smtp import Account, Post
from tests.exchange.mailbox import mailbox

LETTER = Letter("remind 2026-11-22 王芳", "王芳", "wang@example.com", "今天", "要做的事\n", "<p>要做的事</p>", "zh_CN")
NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine that nobody has signed, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate")
    path = tmp_path / "server.pem"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        str(path) + ".key",
        "-out",
        str(path),
        "-days",
        "2",
    ]
    subprocess.run(
        [*made, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )
    return path


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, f"{certificate}.key")
    return made


def hand_over(port: int, security: str, user: str = "", host: str = "127.0.0.1") -> None:
    account = Account(host, port, security, "crm@example.com", user, lambda: "secret", 10)
    post = Post(account)
    try:
        post.hand_over(letters.composed(LETTER, account.sender, "<1@example.com>", NOW), lambda: None)
    finally:
        post.close()


def test_a_server_that_is_trusted_gets_password_and_mail_encrypted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mailbox(tls_context=context(certificate), require_starttls=True) as box:
        hand_over(box.port, "starttls", "crm")
        assert (box.logins, box.to) == (["crm:secret"], ["王芳 <wang@example.com>"])


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(certificate: Path) -> None:
    with mailbox(tls_context=context(certificate)) as box:
        with pytest.raises(Later):
            hand_over(box.port, "starttls", "crm")
        assert (box.logins, box.letters) == ([], [])


def test_a_server_without_encryption_gets_nothing_that_was_to_be_encrypted() -> None:
    with mailbox() as box:
        with pytest.raises(Later):
            hand_over(box.port, "starttls", "crm")
        assert (box.logins, box.letters) == ([], [])


def test_a_password_goes_unencrypted_to_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with mailbox() as box:
        hand_over(box.port, "none", "crm")
        assert len(box.letters) == 1
        monkeypatch.setattr("crm_cli.exchange.smtp.HERE", ())  # as if it were far away
        with pytest.raises(Denied):
            hand_over(box.port, "none", "crm")
        assert len(box.letters) == 1


@pytest.mark.parametrize("text", ["", "wang", "wang@", "a@b\r\nBcc: c@d", "a@b, c@d", "王@example.com", "<a@b>"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(NoAddress):
        letters.composed(LETTER._replace(address=text), "crm@example.com", "<1@example.com>", NOW)


@pytest.mark.parametrize("text", ["a\nBcc: evil@example.com", "a\r\n\r\nbody", "a\x00b\x85c\u2028d", "长" * 500])
def test_a_subject_is_one_line_whatever_was_typed(text: str) -> None:
    message = letters.composed(LETTER._replace(subject=text, name=text), "crm@example.com", "<1@example.com>", NOW)
    head = message.as_bytes().partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert sorted(names) == sorted(name.encode() for name in message)
    assert b"Bcc" not in names


def test_a_mail_is_seven_bits_wide_and_has_the_same_id_for_the_same_slot() -> None:
    message = letters.composed(
        LETTER, "公司 <crm@example.com>", letters.message_id("b", LETTER.slot, "公司 <crm@example.com>"), NOW
    )
    assert max(message.as_bytes()) < 128
    assert (
        letters.message_id("b", "s", "a@x.cn")
        == letters.message_id("b", "s", "a@x.cn")
        != letters.message_id("c", "s", "a@x.cn")
    )
    assert str(message["Message-ID"]).endswith("@example.com>")
