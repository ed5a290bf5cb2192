"""Words for a shell: plain where they may be, in quotes where they must."""

import shlex

import pytest

from crm_cli.records.shell import as_line, quoted


@pytest.mark.parametrize(
    ("word", "typed"),
    [("科锐", "科锐"), ("a b", '"a b"'), ("[vip]", '"[vip]"'), ("", "''"), ('a"b', "'a\"b'"), ("$1", "'$1'"), ("a'b", '"a\'b"'), ("group=x", "group=x")],
)  # fmt: skip
def test_a_word_is_quoted_only_where_it_must_be(word: str, typed: str) -> None:
    assert quoted(word) == typed
    assert shlex.split(as_line(["crm", word])) == ["crm", word]
