"""What is shown as it is today is matched as such too."""

from pathlib import Path

from tests.conftest import Runner


def test_quotes_come_in_where_there_are_some_already(crm: Runner, tmp_path: Path) -> None:
    crm("init", "--country", "CN", "--me", "王芳")
    crm("client", "add", "科锐")
    crm("quote", "add", "C1", "--line", "+运费 300")
    file = tmp_path / "quotes.csv"
    file.write_text("client,name,date\n科锐,外来,2026-11-01\n", "utf-8")
    answer = crm("import", "quote", str(file))
    assert (answer.code, crm("quote", "list", "--format", "ids").out.split()) == (0, ["Q1", "Q2"]), answer.err


def test_a_file_does_not_approve_a_quote(crm: Runner, tmp_path: Path) -> None:
    crm("init", "--country", "CN", "--me", "王芳")
    crm("client", "add", "科锐")
    crm("quote", "add", "C1", "--line", "+运费 300")
    file = tmp_path / "quotes.csv"
    file.write_text("ref,client,status\nQ1,科锐,approved\n", "utf-8")
    crm("import", "quote", str(file))
    assert crm("quote", "list", "--format", "ids", "status=approved").out == ""
