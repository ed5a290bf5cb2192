"""A paper as its reader gets it: facts laid out in a language, every text ready, so that a renderer only sets it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from crm_cli.records.capitals import capitals
from crm_cli.records.numbers import each
from crm_cli.records.patterns import pattern
from crm_cli.records.printed import Firm, Item, Paper, Part, Rate
from crm_cli.render.papers import figures
from crm_cli.render.papers.letters import place, salutation
from crm_cli.render.papers.sheet import Cell, Column, Row, Sheet, Sum, Table, cleaned
from crm_cli.render.papers.wording import WORDS

_BLANK = pattern(r"\{([a-z_]+)\}")
BANK = ("bank", "account", "iban", "bic")
REACHED = ("phone", "email", "website", "tax_id", "register")
TAXED = "standard"
CODE = 14
"""So many characters of a code have room in a column."""
MANY = 100
MARKED = ("submitted", "cancelled", "superseded")
"""What is not to be taken for an offer or an order says so."""


def laid_out(paper: Paper, firm: Firm) -> Sheet:
    """The sheet of a paper."""
    return _Layout(paper, firm).sheet()


class _Layout:
    def __init__(self, paper: Paper, firm: Firm) -> None:
        self.paper, self.firm, self.language = paper, firm, paper.language
        self.words = WORDS[self.language]
        self.kind = "return" if paper.back else paper.noun

    def word(self, name: str, **said: str) -> str:
        """A word of the language, blanks filled in; what is filled in has no blanks of its own."""
        return _BLANK.sub(lambda match: said.get(match[1], match[0]), self.words[name])

    def own(self, name: str) -> str:
        """What the firm says, else what the language does."""
        return self.firm.word(name, self.language, self.words.get(name, ""))

    def theirs(self, name: str) -> str:
        """What only the firm can say."""
        return self.firm.word(name, self.language)

    def sheet(self) -> Sheet:
        paper, columns = self.paper, self._columns()
        sheet = Sheet(
            self.language, self.own(self.kind), self._name(), self.words[paper.status] if paper.status in MARKED else "", self.theirs("name"),
            tuple(self._firm()), tuple(self._to()), tuple(self._facts()), tuple(self._opening()), columns,
            tuple(self._rows(columns)), tuple(self._sums()), self._capitals(), self._plan(), tuple(self._notes()), tuple(self._closing()), self._signed(),
            self.theirs("footer"), self.words["page"], paper.currency,
        )  # fmt: skip
        return Sheet(*cleaned(sheet))

    def _name(self) -> str:
        version = f" · {self.words['version']} {self.paper.version}" if self.paper.version > 1 else ""
        return self.paper.number + version

    def _firm(self) -> Iterator[str]:
        yield from self.theirs("address").splitlines()
        yield from (f"{self.words[name]}{self.words['colon']}{text}" for name in REACHED if (text := self.theirs(name)))

    def _to(self) -> Iterator[str]:
        paper = self.paper
        yield paper.buyer.name
        if paper.contact and paper.contact.name != paper.buyer.name:
            yield " ".join(filter(None, (paper.contact.name, paper.contact.title)))
        yield from (paper.address.splitlines() if paper.address else place(paper.buyer.place, self.language))

    def _facts(self) -> Iterator[tuple[str, str]]:
        paper = self.paper
        told = {
            "number": paper.number, "version": str(paper.version) if paper.version > 1 else "", "date": figures.day(paper.date, self.language),
            "valid" if paper.noun == "quote" else "due": figures.day(paper.until, self.language), "order_number": paper.order,
            "theirs": paper.theirs, "carrier": paper.carrier, "tracking": paper.tracking, "contact": self._owner(), "subject": paper.subject,
        }  # fmt: skip
        yield from ((self.words[name], text) for name, text in told.items() if text)

    def _owner(self) -> str:
        owner = self.paper.owner
        return self.words["comma"].join(filter(None, (owner.name, owner.phone, owner.email))) if owner else ""

    def _opening(self) -> Iterator[str]:
        yield salutation(self.paper, self.words)
        yield from self.own(f"opening.{self.kind}").splitlines()

    # --- the table

    def _columns(self) -> tuple[Column, ...]:
        items, taxed = self.paper.items, "_taxed" if self.paper.taxed else ""
        money = f" ({self.paper.currency})"
        found = [Column("position", self.words["position"]), Column("item", self.words["item"])]
        found += [Column("code", self.words["code"])] if any(map(_is_short, items)) else []
        if self.paper.noun == "delivery":
            found += [Column("ordered", self.words["ordered"], True)]
        found += [Column("quantity", self.words["quantity"], True), Column("unit", self.words["unit"])]
        if self.paper.noun == "delivery":
            return tuple(found)
        found.append(Column("price", self.words[f"price{taxed}"] + money, True))
        found += [Column("discount", self.words["discount"], True)] if any(item.discount for item in items) else []
        return (
            *found,
            Column("rate", self.words["rate"], True),
            Column("amount", self.words[f"amount{taxed}"] + money, True),
        )

    def _rows(self, columns: Sequence[Column]) -> Iterator[Row]:
        position = 0
        for item in self.paper.items:
            look = "text" if item.kind == "text" else "option" if item.optional else "part" if item.part else "item"
            position += look not in ("text", "part")
            told = self._told(item, "" if look in ("text", "part") else str(position))
            yield Row(look, tuple(told.get(column.key, Cell()) for column in columns))

    def _told(self, item: Item, position: str) -> dict[str, Cell]:
        described = Cell(item.name, below="\n".join(self._below(item)))
        if item.kind == "text":
            return {"item": described}
        sign = -1 if item.kind == "discount" else 1
        return {
            "position": Cell(position), "item": described, "code": Cell(item.code if _is_short(item) else ""), "unit": Cell(item.unit),
            "quantity": self._quantity(item.quantity), "ordered": self._quantity(item.ordered),
            "price": self._price(item, sign), "amount": self._amount(item.net),
            "discount": Cell(figures.share(item.discount, self.language), Decimal(item.discount) / 10_000) if item.discount else Cell(),
            "rate": Cell(self._rate(item.tax, item.rate)),
        }  # fmt: skip

    def _below(self, item: Item) -> Iterator[str]:
        if item.code and not _is_short(item):
            yield self._labelled("code", item.code)
        yield from item.text.splitlines()
        for name, minor in (("off", item.off), ("charge", item.charge)):
            if minor:
                yield self.word(name, amount=self._money(minor))
        if item.optional:
            yield self.words["option"]

    def _quantity(self, text: str) -> Cell:
        return Cell(figures.quantity(text, self.language), Decimal(text)) if text else Cell()

    def _per(self, item: Item) -> str:
        return self.word("per", n=f"{item.per} {item.unit}".strip()) if item.per != 1 else ""

    def _amount(self, minor: int | None, below: str = "") -> Cell:
        if minor is None:
            return Cell()
        currency = self.paper.currency
        return Cell(figures.amount(minor, currency, self.language), figures.value(minor, currency), below)

    def _price(self, item: Item, sign: int) -> Cell:
        """What one costs, exact; below it the price that was agreed on, where that is for a hundred or more, or no decimal number says it."""
        if item.price is None or item.per == 1:
            return self._amount(None if item.price is None else sign * item.price)
        agreed = self._amount(sign * item.price, self._per(item))
        one = each(sign * item.price, item.per, self.paper.currency)
        if one is None:
            return agreed
        below = f"{agreed.text} {agreed.below}".replace(" /", "/") if item.per >= MANY else ""
        return Cell(figures.number(one, self.language), one, below)

    def _rate(self, tax: str, rate: int) -> str:
        return figures.share(rate, self.language) if tax == TAXED else self.words.get(tax, tax)

    def _money(self, minor: int) -> str:
        return figures.money(minor, self.paper.currency, self.language)

    # --- what it comes to

    def _sums(self) -> Iterator[Sum]:
        sums, taxed = self.paper.sums, self.paper.taxed
        if sums is None:
            return
        if sums.discount:
            yield self._sum(self.words["sum"], sums.lines)
            yield self._sum(
                self.word("rebate", share=figures.share(self.paper.discount, self.language)), -sums.discount
            )
        if not taxed:
            yield self._sum(self.words["net"], sums.net)
            yield from self._taxes(sums.rates, "vat")
        yield self._sum(self.words["total_taxed" if sums.vat else "total"], sums.total, last=True)
        if taxed:
            yield from self._taxes(sums.rates, "contained")

    def _taxes(self, rates: Sequence[Rate], word: str) -> Iterator[Sum]:
        for rate in rates:
            yield self._sum(self.word(word, rate=self._rate(rate.tax, rate.rate), net=self._money(rate.net)), rate.vat)

    def _sum(self, label: str, minor: int, *, last: bool = False) -> Sum:
        return Sum(label, Cell(self._money(minor), figures.value(minor, self.paper.currency)), last)

    def _capitals(self) -> tuple[str, str] | None:
        if self.paper.sums is None or self.paper.currency != "CNY" or self.language != "zh_CN":
            return None
        return self.words["capitals"], "人民币" + capitals(self.paper.sums.total)

    # --- in which parts it is paid

    def _plan(self) -> Table | None:
        parts = self.paper.plan
        if not parts:
            return None
        money, shared = f" ({self.paper.currency})", any(part.share for part in parts)
        columns = [Column("item", self.words["plan_when"]), Column("due", self.words["plan_due"])]
        columns += [Column("discount", self.words["plan_share"], True)] if shared else []
        columns.append(Column("amount", self.words["amount"] + money, True))
        return Table(self.words["plan"], tuple(columns), tuple(self._part(part, columns) for part in parts))

    def _part(self, part: Part, columns: Sequence[Column]) -> Row:
        told = {
            "item": Cell(self._event(part), below=self.words["retention"] if part.retention else ""), "amount": self._amount(part.amount),
            "due": Cell(figures.day(part.due, self.language)),
            "discount": Cell(figures.share(part.share, self.language), Decimal(part.share) / 10_000) if part.share else Cell(),
        }  # fmt: skip
        return Row("item", tuple(told[column.key] for column in columns))

    def _event(self, part: Part) -> str:
        """``12 months after acceptance``, ``on signing``."""
        later = [self._counted(unit, n) for unit, n in (("month", part.months), ("day", part.days)) if n]
        if part.event in ("date", "before") or not later:
            return self.words[f"on.{part.event}"]
        return self.word(f"after.{part.event}", time=self.words["and"].join(later))

    def _counted(self, unit: str, n: int) -> str:
        return self.word(unit if n == 1 else f"{unit}s", n=str(n))

    # --- below

    def _notes(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        paper = self.paper
        if paper.sums and any(rate.tax == "reverse" for rate in paper.sums.rates):
            seller, buyer = self.theirs("tax_id") or "—", paper.buyer.tax_id or "—"
            yield self.words["reverse"], (self.word("reverse_note", seller=seller, buyer=buyer),)
        told = [("note", paper.note)]
        if paper.noun != "delivery":
            own = (paper.payment or self.theirs("payment"), paper.delivery or self.theirs("delivery_terms"))
            told = [("payment", own[0]), ("delivery_terms", own[1]), *told]
        yield from ((self.words[name], tuple(text.splitlines())) for name, text in told if text)
        if paper.noun != "delivery":
            yield from self._money_notes()
        if terms := self.theirs("terms"):
            yield "", tuple(terms.splitlines())

    def _money_notes(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        billed = self.paper.buyer.billed
        if billed.title:
            names = ("title", "tax_id", "invoice_address", "phone", "bank", "account")
            told = zip(names, billed, strict=True)
            yield self.words["invoice"], tuple(self._labelled(name, text) for name, text in told if text)
        if bank := tuple(self._labelled(name, text) for name in BANK if (text := self.theirs(name))):
            yield self.words["bank_data"], bank

    def _labelled(self, name: str, text: str) -> str:
        return self.words[name] + self.words["colon"] + text

    def _closing(self) -> Iterator[str]:
        if self.paper.noun != "delivery":
            yield from self.own("closing").splitlines()
            yield from filter(None, (self.paper.owner.name if self.paper.owner else "", self.theirs("name")))

    def _signed(self) -> tuple[str, str]:
        if self.paper.noun == "delivery":
            return self.words["handed"], self.words["received"]
        return self.words["signed_seller"], self.words["signed_buyer"]


def _is_short(item: Item) -> bool:
    """Its code stands in a column of its own; a long one goes below the name, which needs the room."""
    return 0 < len(item.code) <= CODE
