"""What a meeting did to the rows: written down as it happens, for undo, and counted when it is over."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from crm_cli.records.registry import CODES, Noun
from crm_cli.store.places import Place
from crm_cli.store.store import Store


class Merged:
    """The rows that one step of a meeting wrote."""

    def __init__(self, store: Store, step: int) -> None:
        self.db, self.step = store.db, step

    def put(self, place: Place, kind: str, body: Mapping[str, list[Any]]) -> None:
        """A row was put in (I), changed (U) or taken out (D): by field what it held and what it holds."""
        self.db.execute(
            "INSERT INTO merged(step, noun, n, kind, body) VALUES(?, ?, ?, ?, ?)",
            (self.step, place.noun.code, place.n, kind, json.dumps(body, ensure_ascii=False)),
        )

    def loaded(self, noun: Noun) -> None:
        """The rows of a noun that only the other copy knew are in."""
        self.db.execute(
            f"INSERT INTO merged(step, noun, n, kind) SELECT ?, p.noun, p.n, 'I' FROM place p JOIN main.{noun.table} t ON t.n = p.n"
            " WHERE p.noun = ? AND p.born = 1 ORDER BY p.n",
            (self.step, noun.code),
        )

    def tally(self) -> dict[str, dict[str, int]]:
        """How many rows of each noun came, were changed and went, by the kind of change."""
        self._net()
        found: dict[str, dict[str, int]] = {"I": {}, "U": {}, "D": {}}
        for code, kind, count in self.db.execute(
            "SELECT noun, kind, count(*) FROM merged WHERE step = ? GROUP BY noun, kind ORDER BY min(seq)", (self.step,)
        ):
            found[kind][CODES[code].name] = count
        return found

    def _net(self) -> None:
        """A row that was written several times was changed once: from what it held at first to what it holds now."""
        several = self.db.execute(
            "SELECT noun, n FROM merged WHERE step = ? AND body IS NOT NULL GROUP BY noun, n HAVING count(*) > 1",
            (self.step,),
        ).fetchall()
        for code, n in several:
            of_row = (self.step, code, n)
            found = self.db.execute(
                "SELECT kind, body FROM merged WHERE step = ? AND noun = ? AND n = ? ORDER BY seq", of_row
            ).fetchall()
            self.db.execute("DELETE FROM merged WHERE step = ? AND noun = ? AND n = ?", of_row)
            kind, body = _netted([(kind, json.loads(body)) for kind, body in found])
            if kind:
                self.put(Place(CODES[code], "", n), kind, body)


def _netted(written: Sequence[tuple[str, dict[str, list[Any]]]]) -> tuple[str, dict[str, list[Any]]]:
    """Several changes of one row as one; no kind where they came to nothing."""
    body: dict[str, list[Any]] = {}
    for _kind, fields in written:
        for name, (old, new) in fields.items():
            body[name] = [body[name][0] if name in body else old, new]
    body = {name: pair for name, pair in body.items() if pair[0] != pair[1]}
    was, there = written[0][0] != "I", written[-1][0] != "D"
    return {(True, True): "U" if body else "", (True, False): "D", (False, True): "I"}.get((was, there), ""), body
