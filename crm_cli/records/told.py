"""A step of the log as copies of a base tell it to each other, and what it changed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_cli.records.registry import Noun


class Told(NamedTuple):
    """A step: ``seq`` is the number on its device of its first change, ``knew`` the last change of every other device that its
    writer had seen, ``ops`` how many rows it changed, ``merged`` how many it merged."""

    id: str
    device: str
    seq: int
    ms: int
    c: int
    at: str
    actor: str | None
    command: str
    kind: str
    target: str | None
    once: str | None
    knew: Mapping[str, int]
    ops: int
    merged: int


class Change(NamedTuple):
    """What it did to a row: I, U, D, E or R (put back under its old number), or in small letters what merging did; a body that can be
    derived is left out."""

    kind: str
    noun: Noun
    id: str
    body: Mapping[str, list[Any]] | None
