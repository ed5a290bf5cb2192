"""The folder with a firm's paper: ``firm.toml`` with its name, bank and wording, a logo, and fonts of its own."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crm_cli.errors import Invalid, NotFound
from crm_cli.i18n import N_
from crm_cli.records.printed import OWN, Firm

FILE, FONTS = "firm.toml", "fonts"
LOGOS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "svg": "svg"}
STARTS = {"png": (b"\x89PNG",), "jpg": (b"\xff\xd8",), "svg": (b"<",)}
SECTIONS = {"zh": "zh_CN", "zh_CN": "zh_CN", "en": "en", "de": "de"}
LARGEST_LOGO = 5_000_000


def firm(folder: Path, *, named: bool) -> Firm:
    """Whose paper it is; a firm without a folder is one without words of its own, unless somebody ``named`` the folder."""
    path = folder / FILE
    if not path.is_file():
        if named:
            raise NotFound(N_("there is no {path}"), hint=N_("crm config set papers.folder FOLDER: where your firm.toml is"), path=path)  # fmt: skip
        return Firm()
    said = _read(path)
    fonts, logo = said.pop("fonts", []), said.pop("logo", None)
    texts = {SECTIONS[name]: said.pop(name) for name in list(said) if name in SECTIONS and isinstance(said[name], dict)}
    picture, kind, file = _logo(folder, logo, path)
    own = folder / FONTS
    return Firm(
        _words(said, path), {language: _words(words, path) for language, words in texts.items()}, picture, kind, file, _fonts(fonts, path),
        str(own) if own.is_dir() else "",
    )  # fmt: skip


def _read(path: Path) -> dict[str, Any]:
    import tomllib  # only where there is a file

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Invalid(N_("{path} cannot be read: {problem}"), path=path, problem=problem) from None


def _words(said: Mapping[str, Any], path: Path) -> dict[str, str]:
    """Flat words, of which all are known and texts."""
    found = dict(_flat(said))
    for name, text in found.items():
        if name not in OWN:
            from difflib import get_close_matches  # only where a word is wrong

            near = get_close_matches(name, OWN, 3)
            raise Invalid(
                N_("{path} says “{name}”, which no paper has"), hint=N_("one of {known}"), path=path, name=name, known=", ".join(near or OWN)
            )  # fmt: skip
        if not isinstance(text, str):
            raise Invalid(N_("{name} in {path} must be a text in quotes"), name=name, path=path)
    return {name: text.strip() for name, text in found.items()}


def _flat(said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """``[opening] quote = …`` is ``opening.quote``."""
    for name, text in said.items():
        if isinstance(text, dict):
            yield from ((f"{name}.{inner}", one) for inner, one in text.items())
        else:
            yield name, text


def _fonts(said: Any, path: Path) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise Invalid(N_("fonts in {path} must be names in brackets"), hint='fonts = ["Source Han Sans SC"]', path=path)
    return tuple(said)


def _logo(folder: Path, named: Any, path: Path) -> tuple[bytes, str, str]:
    """The picture, and which kind it is: the file that is named, else ``logo.png``, ``logo.jpg``, ``logo.svg``."""
    if named is not None and not isinstance(named, str):
        raise Invalid(N_("{name} in {path} must be a text in quotes"), name="logo", path=path)
    places = [folder / named] if named else [folder / f"logo.{ending}" for ending in LOGOS]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        if named:
            raise NotFound(N_("there is no file {path}"), path=places[0])
        return b"", "", ""
    kind = LOGOS.get(found.suffix.lower().removeprefix("."), "")
    picture = found.read_bytes() if found.stat().st_size <= LARGEST_LOGO else b""
    if not kind or not picture.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(STARTS[kind]):
        raise Invalid(N_("{path} is no logo: a PNG, JPEG or SVG of at most 5 MB is one"), path=found)
    return picture, kind, str(found)
