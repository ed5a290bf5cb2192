"""What stands in a field, known by a sample of its values: how they are compared follows from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

from crm_cli.records.fold import has_chinese
from crm_cli.records.patterns import pattern
from crm_cli.records.record import Field
from crm_cli.workspace import Workspace

SAMPLE = 3000  # values by which a text is known for what it is
OFTEN, FOLLOWS = 4, 0.9  # records of one town, and which part of them is in one region
_WRITTEN_DAY = pattern(r"(?:19|20)[0-9]{2}([-/.]?)[0-9]{2}\1[0-9]{2}")


def sorts(crm: Workspace, noun: str, fields: Sequence[Field]) -> dict[str, str]:
    """How the values of each field that is filled are compared; not the region where the town says it already."""
    values: dict[str, list[str]] = {field.name: [] for field in fields}
    for _identity, *row in islice(crm.every(noun, fields), SAMPLE):
        for seen, value in zip(values.values(), row, strict=True):
            seen.append("" if value is None else str(value))
    if _follows(values.get("region", ()), values.get("city", ())):
        values.pop("region")
    said = [(field, [value for value in values.get(field.name, ()) if value]) for field in fields]
    return {field.name: sort_of(field, seen) for field, seen in said if seen}


def _follows(coarse: Sequence[str], fine: Sequence[str]) -> bool:
    """One value nearly always follows from the other: then the two tell no more than one."""
    seen: dict[str, Counter[str]] = {}
    for what, where in zip(coarse, fine, strict=False):
        if what and where:
            seen.setdefault(where, Counter())[what] += 1
    often: Mapping[str, Counter[str]] = {where: count for where, count in seen.items() if count.total() >= OFTEN}
    usual = sum(max(count.values()) for count in often.values())
    return usual > FOLLOWS * sum(count.total() for count in often.values())


def sort_of(field: Field, values: Sequence[str]) -> str:
    """How the values of a field are compared: by its kind, a text by what stands in it."""
    if field.kind in ("birthday", "date"):
        return "day"
    if field.kind in ("link", "choice", "flag"):
        return "same"
    digits = sum(sum(char.isdigit() for char in value) * 2 > len(value) for value in values)
    if digits * 2 > len(values) and field.kind != "url":
        return _digital(values)
    if field.name == "address" or sum(_is_addressed(value) for value in values) * 2 > len(values):
        return "place"
    words = sum(len(value.split()) for value in values) / len(values)
    return "text" if words > 3 or sum(map(len, values)) > 24 * len(values) else "word"


def _digital(values: Sequence[str]) -> str:
    """Days are known by their look; what is long is given to one alone, a house number to many."""
    if sum(bool(_WRITTEN_DAY.fullmatch(value)) for value in values) > 0.8 * len(values):
        return "day"
    length = sum(map(len, values)) / len(values)
    return "id" if length > 6 else "code" if length > 3 else "number"


def _is_addressed(value: str) -> bool:
    return any(char.isdigit() for char in value) and (" " in value or has_chinese(value))
