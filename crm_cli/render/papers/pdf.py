"""A paper as PDF, set by typst: an extra, without network, and as PDF/A, which refuses what no font has a sign for."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from crm_cli.errors import Failure, Invalid
from crm_cli.i18n import N_
from crm_cli.records.patterns import pattern
from crm_cli.records.printed import Firm
from crm_cli.render.papers.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from datetime import datetime

    from typst import TypstError

TEMPLATE = Path(__file__).with_name("paper.typ")
STANDARD: Literal["a-2b"] = "a-2b"
PAPERS = {"A4": "a4", "Letter": "us-letter"}
LANGS = {"zh_CN": "zh", "en": "en", "de": "de"}
OURS = "Noto Sans SC"
# What systems have, where the fonts of the extra are not there.
THEIRS = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", "Droid Sans Fallback")  # fmt: skip
_NO_SIGN = pattern(r'the text `"(.+?)"` could not be displayed')
_CODE = pattern(r"\\u\{([0-9a-fA-F]+)\}")


def pdf(sheet: Sheet, firm: Firm, paper: str, moment: "datetime", instead: str) -> bytes:
    """The document; ``instead`` is what to type for one that needs nothing installed."""
    try:
        import typst  # an extra, and slow to load
    except ImportError:
        raise Invalid(
            N_("a PDF needs typst, which is not installed"), hint=N_("pip install 'guanxi[pdf]', or {instead}"), instead=instead
        ) from None  # fmt: skip
    families, folders, system = fonts_of(firm)
    make: Any = typst.Compiler  # mypy cannot settle what its paths are
    said = inputs(sheet, families, paper)
    root = TEMPLATE.parent  # typst reads nothing outside it
    if firm.logo:
        logo = Path(firm.logo_file)
        root, said["logo"] = logo.parent, f"/{logo.name}"
    try:
        compiler = make(
            TEMPLATE.read_bytes(), root=root, font_paths=folders, ignore_system_fonts=not system, sys_inputs=said
        )
        made, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=[STANDARD], timestamp=int(moment.timestamp())
        )
    except typst.TypstError as error:
        raise _refusal(error, instead) from None
    _check_fonts(firm, [one.message for one in warnings])
    return bytes(made)


def _check_fonts(firm: Firm, warnings: list[str]) -> None:
    """A font that the firm named and that is not there is told, rather than another taken in silence."""
    for name in firm.fonts:
        if f"unknown font family: {name.lower()}" in warnings:
            raise Invalid(
                N_("there is no font “{name}”, which firm.toml names"), hint=N_("its file goes into the folder fonts beside firm.toml"), name=name
            )  # fmt: skip


def fonts_of(firm: Firm) -> tuple[list[str], list[str], bool]:
    """Families in the order in which a sign is looked for, folders with fonts, and whether those of the system count."""
    folders = [firm.font_folder] if firm.font_folder else []
    try:
        import pylopdf_fonts_zh_cn as packaged  # with typst in the extra
    except ImportError:
        return [*firm.fonts, *THEIRS], folders, True
    return [*firm.fonts, OURS], [*folders, str(packaged.sans_path().parent)], bool(firm.fonts)


def inputs(sheet: Sheet, families: list[str], paper: str) -> dict[str, str]:
    """What the template reads."""
    return {"sheet": _json(sheet), "fonts": json.dumps(families), "paper": PAPERS.get(paper, PAPERS["A4"])}


def _json(sheet: Sheet) -> str:
    """All that stands on the paper; texts only."""
    said: dict[str, Any] = sheet._asdict() | {"lang": LANGS[sheet.language]}
    said |= _table(sheet.columns, sheet.rows)
    said["plan"] = sheet.plan and {"title": sheet.plan.title} | _table(sheet.plan.columns, sheet.plan.rows)
    said["sums"] = [{"label": one.label, "text": one.cell.text, "last": one.last} for one in sheet.sums]
    return json.dumps(said, ensure_ascii=False)


def _table(columns: Sequence[Column], rows: Sequence[Row]) -> dict[str, Any]:
    cells = [
        {"look": row.look, "cells": [{"text": cell.text, "below": cell.below} for cell in row.cells]} for row in rows
    ]
    return {"columns": [column._asdict() for column in columns], "rows": cells}


def _refusal(error: "TypstError", instead: str) -> Invalid | Failure:
    """What is wrong, in one line; a sign that no font has is named."""
    if found := _NO_SIGN.search(error.message):
        text = _CODE.sub(lambda match: chr(int(match[1], 16)), found[1])
        return Invalid(
            N_("no font has a sign for “{text}” ({codes})"), hint=N_("name one in firm.toml that has it, fonts = [\"…\"], or {instead}"),
            text=text, codes=" ".join(f"U+{ord(char):04X}" for char in text), instead=instead,
        )  # fmt: skip
    return Failure(N_("typst could not set it: {reason}"), reason=" ".join(error.message.split()))
