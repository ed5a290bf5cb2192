"""The language of the interface: English text is the key, gettext catalogues give the rest."""

import gettext as _gettext
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

DOMAIN = "guanxi"
LANGUAGES = ("en", "zh_CN")
FOLDER = Path(__file__).parent / "locale"
_state = {"language": "en"}
_plain = _gettext.NullTranslations()
_catalogue: list[_gettext.NullTranslations] = [_plain]


def N_(text: str) -> str:  # noqa: N802 - the name extraction tools know
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


def _(text: str) -> str:
    """The text in the language of the interface."""
    return _catalogue[0].gettext(text) if text else text


def ngettext(one: str, many: str, n: int) -> str:
    """The text for this number of things."""
    return _catalogue[0].ngettext(one, many, n)


def language() -> str:
    """``en`` or ``zh_CN``."""
    return _state["language"]


def clauses(parts: Iterable[str]) -> str:
    """Several statements in one sentence, parted as the language of the interface parts them."""
    return ("；" if language() != "en" else "; ").join(parts)


def bind(wanted: str) -> None:
    """Fix the language of this process, Typer's own words included; call it before any noun is loaded."""
    chosen = wanted if wanted in LANGUAGES else "en"
    _state["language"] = chosen
    os.environ["LANGUAGE"] = chosen
    _gettext.bindtextdomain(DOMAIN, str(FOLDER))
    _gettext.textdomain(DOMAIN)
    _catalogue[0] = _other(chosen) if chosen != "en" else _plain


def every(text: str) -> tuple[str, ...]:
    """The text in every language, so that input in any of them is understood."""
    return (text, *(_other(name).gettext(text) for name in LANGUAGES if name != "en")) if text else (text,)


@cache
def _other(name: str) -> _gettext.NullTranslations:
    """A catalogue, opened as a file: where gettext looks for it, it loads the system's locales."""
    path = FOLDER / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not path.exists():
        return _plain
    with path.open("rb") as file:
        return _gettext.GNUTranslations(file)
