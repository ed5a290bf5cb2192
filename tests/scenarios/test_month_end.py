"""A month end that nobody attends to: cron alone, a clock moved through it, a real mail server; each mail once, whatever is killed."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ZONE, Runner
from tests.exchange.mailbox import Mailbox, mailbox

ROOT = Path(__file__).parents[2]
DAYS = (
    "2026-11-27",
    "2026-11-28",
    "2026-11-29",
    "2026-11-30",
    "2026-12-01",
)  # Friday to Tuesday; Monday ends the month
HOURS = ("07:45", "08:00", "08:15", "18:00", "18:15", "18:30", "18:45")
BEGUN = "2026-11-26T19:00"
WORDS = {
    "en": {"remind": "to do", "day": "Daily report", "month": "Monthly report"},
    "zh_CN": {"remind": "要做", "day": "日报", "month": "月报"},
}


@pytest.fixture(params=["en", pytest.param("zh_CN", marks=pytest.mark.long)])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def post(crm: Runner, language: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A rep and a manager, four jobs, and a mail server."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with mailbox() as box:
        for line in (
            ["init", "--yes", "--me", "王芳", "--country", "CN", "--language", language],
            ["user", "edit", "王芳", "--email", "wang@example.com", "--language", language],
            ["user", "add", "陈总", "--email", "chen@example.com", "--language", language, "--role", "manager"],
            ["user", "edit", "王芳", "--manager", "陈总"],
            ["client", "add", "科锐配电"],
            ["task", "add", "报价", "--client", "科锐配电", "--due", "2026-11-27", "--for", "王芳"],
            ["schedule", "add", "weekdays", "8:00", "remind --mail"],
            ["--user", "陈总", "schedule", "add", "weekdays", "18:00", "report day --team --mail"],
            ["--user", "陈总", "schedule", "add", "每月最后一个工作日18:30", "report month --team --mail"],
            ["schedule", "add", "daily", "7:30", "backup --keep 3"],
            *(
                ["config", "set", f"mail.{name}", value]
                for name, value in (("host", "127.0.0.1"), ("port", str(box.port)))
            ),
            ["config", "set", "mail.security", "none"],
            ["config", "set", "mail.from", "crm@example.com"],
        ):
            answer = crm("--lang", language, *line, CRM_NOW=BEGUN, CRM_USER="王芳")
            assert answer.code == 0, (line, answer.err)
        yield box


def cron(crm: Runner, moment: str) -> int:
    return crm("schedule", "run", CRM_NOW=moment, CRM_USER="王芳").code


def cut_short(post: Mailbox, moment: str) -> None:
    """A run that is killed with all it started, just when the server has agreed to whom the first mail goes."""

    def kill(_address: str) -> str:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        return "250 OK"

    post.answer = kill
    environment = os.environ | {"CRM_NOW": moment, "CRM_TZ": ZONE, "CRM_USER": "王芳"}
    running = subprocess.Popen(
        [sys.executable, "-m", "crm_cli", "schedule", "run"],
        env=environment,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    assert running.wait(60) == -signal.SIGKILL
    post.answer = lambda _address: "250 OK"


def test_a_month_ends_by_cron_alone(crm: Runner, post: Mailbox, language: str) -> None:
    for day in DAYS:
        if day in ("2026-11-27", "2026-11-30"):
            crm("log", "call", "科锐配电", "催报价", CRM_NOW=f"{day}T10:00", CRM_USER="王芳")
        for hour in HOURS:
            moment = f"{day}T{hour}"
            if moment == "2026-11-27T18:00":  # the server is away for a quarter of an hour
                port, _none = post.port, crm("config", "set", "mail.port", "1")
                assert cron(crm, moment) == 6
                crm("config", "set", "mail.port", port)
            elif moment in ("2026-11-30T08:00", "2026-11-30T18:30"):
                cut_short(post, moment)
            else:
                assert cron(crm, moment) == 0
            assert cron(crm, moment) == 0, moment  # repeated at once, whatever became of the first
    words = WORDS[language]
    kinds = Counter(
        (str(letter["To"]).split()[0], kind)
        for letter in post.letters
        for kind, said in words.items()
        if said in letter["Subject"]
    )
    assert kinds == {("王芳", "remind"): 3, ("陈总", "day"): 3, ("陈总", "month"): 1}
    assert len(post.letters) == 7
    assert len({letter["Message-ID"] for letter in post.letters}) == 7
    (month,) = (letter for letter in post.letters if words["month"] in letter["Subject"])
    assert "2026-11" in month["Subject"]
    status = crm("schedule", "status", "--exit-code", CRM_NOW="2026-12-01T18:50", CRM_USER="王芳")
    assert status.code == 0, status.out
    assert len(list((Path(os.environ["XDG_DATA_HOME"]) / "crm" / "backups").glob("*.db"))) == 3
