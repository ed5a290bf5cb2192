"""Keys as somebody set them: which names and keys there are, and which of them are in each other's way."""

from collections.abc import Callable, Mapping, Sequence

from crm_cli.i18n import _
from crm_cli.records.patterns import pattern
from crm_cli.tui.keytable.key import EVERYWHERE, Key

NAMED = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "escape", "tab", "space", "delete", "backspace", "insert",
)  # fmt: skip
KEY = pattern(rf"((ctrl|shift|alt)\+)*({'|'.join(NAMED)}|f([1-9]|1[0-9]|2[0-4])|[a-z0-9])|[^\s\x00-\x1f]")

Seen = Callable[[Sequence[Key], str], Sequence[Key]]


def changed(table: Sequence[Key], wanted: Mapping[str, str], seen: Seen) -> tuple[list[Key], list[str]]:
    """The table with other keys, and what is wrong with those that are left as they were, a line each. ``seen`` gives the keys that do
    something on a screen."""
    names = {key.name for key in table}
    wrong = [
        _("key.{name}: nothing on the screens has that name").format(name=name) for name in wanted if name not in names
    ]
    good: dict[str, str] = {}
    for name, text in wanted.items():
        if bad := next((key for key in text.split() if not KEY.fullmatch(key)), None if text.split() else text):
            wrong.append(_("key.{name}: “{key}” is no key").format(name=name, key=bad))
        elif name in names and text.split():
            good[name] = text
    while clash := _clash(with_keys(table, good), good, seen):
        mine, key, other = clash
        wrong.append(_("key.{name}: {key} is that of {other} already").format(name=mine, key=key, other=other))
        del good[mine]
    return with_keys(table, good), wrong


def with_keys(table: Sequence[Key], wanted: Mapping[str, str]) -> list[Key]:
    """The table with these keys; what the footer draws is then the first of them."""
    return [key._replace(keys=wanted[key.name], drawn="") if key.name in wanted else key for key in table]


def _clash(table: Sequence[Key], mine: Mapping[str, str], seen: Seen) -> tuple[str, str, str] | None:
    """The first of those that were set whose key does something else on the same screen: its name, the key, and what that is."""
    for where in dict.fromkeys(key.where for key in table):
        of: dict[str, Key] = {}
        for one in seen(table, where) if where != EVERYWHERE else [key for key in table if key.where == where]:
            for key in one.all():
                other = of.setdefault(key, one)
                if other is not one and other.name != one.name and (one.name in mine or other.name in mine):
                    first, second = (one, other) if one.name in mine else (other, one)
                    return first.name, key, second.name
    return None
