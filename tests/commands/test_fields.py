"""Fields of the team's own: made, used wherever a built-in field is, changed, taken out."""

import json

import pytest

from crm_cli.records.kinds import CUSTOM_KINDS
from tests.conftest import Runner

# For each kind: how the field is made, two values as they are typed (the second sorts later), and how JSON shows them.
VALUES: dict[str, tuple[list[str], tuple[str, str], tuple[object, object]]] = {
    "text": ([], ("a [vip]", "b"), ("a [vip]", "b")),
    "longtext": ([], ("a\nb", "c"), ("a\nb", "c")),
    "number": ([], ("1万", "20000"), (10000, 20000)),
    "decimal": ([], ("9.5", "10.25"), (9.5, 10.25)),
    "money": ([], ("9.50", "10万"), ("9.50", "100000.00")),
    "percent": ([], ("9%", "12.5%"), (9, 12.5)),
    "date": ([], ("2026-11-27", "明年1月5日"), ("2026-11-27", "2027-01-05")),
    "time": ([], ("2026-11-27 10:00", "2026-12-01T00:00:00Z"), ("2026-11-27T02:00:00Z", "2026-12-01T00:00:00Z")),
    "flag": ([], ("no", "是"), (False, True)),
    "choice": (["--choice", "硬件", "--choice", "软件"], ("硬件", "软件"), ("硬件", "软件")),
    "choices": (["--choice", "a", "--choice", "b", "--choice", "c"], ("a", "b、c"), (["a"], ["b", "c"])),
    "link": (["--to", "client"], ("C1", "C2"), ("C1", "C2")),
    "phone": ([], ("13800000001", "13900000002"), ("13800000001", "13900000002")),
    "phones": ([], ("13800000001", "13900000002,010-88881234"), (["13800000001"], ["13900000002", "010-88881234"])),
    "email": ([], ("a@b.de", "c@d.de"), ("a@b.de", "c@d.de")),
    "emails": ([], ("a@b.de", "c@d.de,e@f.de"), (["a@b.de"], ["c@d.de", "e@f.de"])),
    "url": ([], ("https://a.de", "https://b.de/x"), ("https://a.de", "https://b.de/x")),
}


def test_every_kind_that_a_field_can_have_is_tried() -> None:
    assert set(VALUES) == set(CUSTOM_KINDS)


@pytest.mark.parametrize("kind", CUSTOM_KINDS)
def test_a_field_of_any_kind_works_wherever_a_built_in_one_does(stocked: Runner, kind: str) -> None:
    options, typed, shown = VALUES[kind]
    assert stocked("field", "add", "client", "自定义", "--kind", kind, *options).code == 0

    assert "--自定义" in stocked("client", "add", "--help").out  # the flag
    assert stocked("client", "edit", "C1", "--自定义", typed[0]).code == 0
    assert stocked("client", "add", "丙", "--自定义", typed[1]).code == 0

    assert stocked("client", "list", f"自定义={typed[0].split(',')[0]}", "--format", "ids").out == "C1\n"  # the filter
    assert stocked("client", "list", "自定义=any", "--sort", "自定义", "--format", "ids").out == "C1\nC3\n"  # the sort
    assert stocked("client", "list", "自定义=none", "--format", "ids").out == "C2\n"

    line = ["client", "list", "自定义=any", "--fields", "自定义", "--sort", "ref"]
    assert [row["自定义"] for row in json.loads(stocked(*line, "--json").out)] == list(shown)  # the column
    assert stocked(*line).out.strip().startswith("自定义")
    assert stocked(*line, "--format", "csv").out.startswith("自定义")

    assert json.loads(stocked("client", "show", "C3", "--json").out)["自定义"] == shown[1]  # the page
    assert "自定义" in stocked("client", "show", "C3").out

    told = json.loads(stocked("client", "history", "C1", "--field", "自定义", "--json").out)  # the history
    assert [(row["from"], row["to"]) for row in told] == [(None, shown[0])]
    assert "自定义" in stocked("client", "history", "C1").out

    assert stocked("client", "edit", "C1", "--自定义", typed[1]).code == 0  # and undo
    assert json.loads(stocked("client", "show", "C1", "--json").out)["自定义"] == shown[1]
    assert stocked("undo").code == 0
    assert json.loads(stocked("client", "show", "C1", "--json").out)["自定义"] == shown[0]

    assert stocked("client", "edit", "C1", "--自定义", "").code == 0  # empty clears
    assert json.loads(stocked("client", "show", "C1", "--json").out)["自定义"] in (None, [])


def test_a_listed_field_is_a_column_and_a_required_one_is_asked_for(stocked: Runner) -> None:
    answer = stocked("field", "add", "client", "行业细分", "--choice", "硬件", "--required", "--listed")
    assert answer == (0, "", "field added: FD1 行业细分 on client, kind choice · crm client edit … --行业细分 …\n")
    assert "行业细分" in stocked("client", "list").out
    assert stocked("client", "add", "甲") == (2, "", "crm: a client needs its 行业细分. Try: --行业细分\n")
    assert stocked("client", "add", "甲", "--行业细分", "硬件").code == 0
    answer = stocked("client", "edit", "C3", "--行业细分", "别的")
    assert answer == (2, "", "crm: “别的” is not a choice of 行业细分. Try: one of 硬件\n")


def test_a_field_is_changed_but_not_its_kind(stocked: Runner) -> None:
    stocked("field", "add", "client", "行业细分", "--choice", "硬件")
    answer = stocked("field", "edit", "行业细分", "--choice", "硬件", "--choice", "软件", "--listed", "--json")
    assert answer.code == 0
    assert json.loads(answer.out)["choices"] == ["硬件", "软件"]
    assert stocked("client", "edit", "C1", "--行业细分", "软件").code == 0
    assert stocked("field", "edit", "行业细分").code == 2
    assert stocked("field", "edit", "行业细分", "--kind", "text").code == 2
    stocked("field", "add", "client", "预算", "--kind", "money")
    assert stocked("field", "edit", "预算", "--choice", "a").code == 2


def test_a_field_with_values_is_taken_out_only_when_that_is_confirmed_and_undo_brings_both_back(
    stocked: Runner,
) -> None:
    stocked("field", "add", "client", "行业细分", "--choice", "硬件", "--listed")
    stocked("client", "edit", "C1", "--行业细分", "硬件")
    assert stocked("field", "rm", "行业细分") == (4, "", "crm: 行业细分 has values on 1 client. Try: --yes\n")
    answer = stocked("field", "rm", "行业细分", "--yes")
    assert answer == (0, "", "field removed: FD1 行业细分, cleared on 1 client · undo: crm undo\n")
    assert "行业细分" not in json.loads(stocked("client", "show", "C1", "--json").out)
    assert "硬件" in stocked("client", "history", "C1").out
    assert stocked("client", "edit", "C1", "--行业细分", "硬件").code == 2
    assert stocked("undo").code == 0
    assert json.loads(stocked("client", "show", "C1", "--json").out)["行业细分"] == "硬件"


def test_a_dry_run_of_a_field_leaves_none(stocked: Runner) -> None:
    assert stocked("field", "add", "client", "预算", "--kind", "money", "--dry-run").code == 0
    assert stocked("client", "list", "预算=any").code == 2
    assert stocked("field", "list", "--format", "ids").out == ""


def test_fields_of_two_nouns_may_have_one_name(stocked: Runner) -> None:
    assert stocked("field", "add", "client", "预算", "--kind", "money").code == 0
    assert stocked("field", "add", "contact", "预算", "--kind", "money").code == 0
    assert stocked("contact", "edit", "P1", "--预算", "5").code == 0
    assert stocked("field", "rm", "预算").code == 4
    assert stocked("field", "rm", "FD1").code == 0


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("client name", 4, "crm: client has a field “name” already: name. Try: crm client list --fields help"),
        ("client 级别", 4, "crm: client has a field “级别” already: level"),
        ("client Other_Phones", 4, "crm: client has a field “Other_Phones” already: other_phones"),
        ("client json", 4, "crm: “json” means something else on the command line"),
        ("client a-b", 2, "crm: “a-b” cannot be a field: letters, digits and _, a letter first"),
        ("client a=b", 2, "crm: “a=b” cannot be a field"),
        ("client 3d", 2, "crm: “3d” cannot be a field"),
        ("client x.y", 2, "crm: “x.y” cannot be a field"),
        ("client a --kind nonsense", 2, "crm: there is no kind “nonsense”"),
        ("client a --kind tags", 2, "crm: there is no kind “tags”"),
        ("client a --kind choice", 2, "crm: a field of choices needs them"),
        ("client a --kind text --choice b", 2, "crm: a field of choices needs them"),
        ("client a --kind link", 2, "crm: a link says what it points to"),
        ("client a --kind link --to nonsense", 2, "crm: there is no record called “nonsense”"),
        ("nonsense a", 2, "crm: there is no record called “nonsense”"),
        ("setting a", 2, "crm: there is no record called “setting”"),
        ("client", 2, "crm: NAME is missing"),
    ],
)
def test_a_field_that_cannot_be_is_refused_in_one_line(stocked: Runner, line: str, code: int, said: str) -> None:
    answer = stocked("field", "add", *line.split())
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith(said)
    assert answer.err.count("\n") == 1
