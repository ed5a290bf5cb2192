"""Rows of a file by which somebody would stand above himself, be it through others."""

from collections.abc import Collection, Iterator

from crm_cli.exchange.deciding import Decided
from crm_cli.people.clients import ABOVE
from crm_cli.workspace import Workspace


class Circles:
    """Who stands above whom, as the rows say it that were taken so far, else as it is in the base."""

    def __init__(self, crm: Workspace, noun: str) -> None:
        self.crm, self.noun, self.link = crm, noun, ABOVE[noun]
        self._above: dict[str, str | None] = {}

    def closed_by(self, done: Decided) -> Iterator[int]:
        """The lines that would close a circle."""
        cells = done.batch.columns[self.link]
        rows = [(done.batch.rows[at].line, one, cells[at]) for at, one in zip(done.new, done.ids, strict=True)]
        rows += [(u.line, u.id, u.changes[self.link][1]) for u in done.updates if self.link in u.changes]
        for line, identity, above in sorted(rows):
            if self._leads_to(above, identity):
                yield line
            else:
                self._above[identity] = above

    def _leads_to(self, start: str | None, identity: str) -> bool:
        seen, at = set[str](), start
        while at and at != identity and at not in seen:
            seen.add(at)
            at = self._next(at)
        return at == identity

    def _next(self, identity: str) -> str | None:
        if identity not in self._above:
            held = self.crm.having(self.noun, "id", [identity], [self.crm.fields(self.noun)[self.link]])
            self._above[identity] = next((above for _value, _id, above in held), None)
        return self._above[identity]


def has_circles(noun: str, given: Collection[str]) -> bool:
    """Whether a file with these fields can say who stands above whom."""
    return ABOVE.get(noun) in given
