"""A line as one would write it: what stands in it before it is changed, and what a change of those words means."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from crm_cli.errors import Conflict, CrmError
from crm_cli.i18n import N_
from crm_cli.records.nouns.products import Product
from crm_cli.records.numbers import plain_money
from crm_cli.sales import linewriting
from crm_cli.sales.arithmetic import TAXED
from crm_cli.sales.linetext import FREE, Said
from crm_cli.sales.linewords import UNIT
from crm_cli.workspace import Workspace

NO_LESS = {"discount": "-0%", "off": "-0", "extra_charge": "+0", "quantity": "x1", "optional": "included"}
"""What takes back what a line said."""
SIGNS = {"charge": "+", "discount": "-"}


def written(crm: Workspace, head: Any, line: Any, *, new: bool = False) -> str:
    """A line in the words that write it; a price of the books is left to the books. ``new``: as one writes another one like it."""
    if line.kind in SIGNS and new:
        parts = [f"{SIGNS[line.kind]}{line.text}", plain_money(line.price or 0, head.currency), *_tax(crm, line)]
    elif line.kind != "item":
        parts = [*_words(line), *_price(line), *_tax(crm, line)]
    else:
        product = crm.by_id(Product, line.product) if line.product else None
        called = [name(crm, head, product)] if product else _words(line)
        parts = [*called, _quantity(line), *_price(line), *_less(line), *_tax(crm, line)]
        parts += ["optional"] if getattr(line, "optional", 0) else []
    return " ".join(parts)


def again(crm: Workspace, head: Any, lines: Sequence[Any]) -> list[Any]:
    """Lines like others, under another document: at its client's prices where nobody typed one; a bundle brings its own."""
    known = {line.id for line in lines}
    for line in lines:
        if line.currency != head.currency:
            raise Conflict(
                N_("the line is in {written}, {ref} in {currency}"), hint=N_("a document has one currency: make another for {written}"),
                written=line.currency, ref=head.ref, currency=head.currency,
            )  # fmt: skip
    texts = [written(crm, head, line, new=True) for line in lines if getattr(line, "bundle", None) not in known]
    return linewriting.write(crm, head, texts)


def change(crm: Workspace, head: Any, line: Any, text: str) -> str:
    """The words that bring a line from what it says to a text: what the text names the product of but no longer says is taken back."""
    after = linewriting.read_change(crm, head, text, line.product)
    if not after.product:
        return text
    before = linewriting.read_change(crm, head, written(crm, head, line), line.product)
    return " ".join([text, *_taken_back(crm, line, before, after)])


def _taken_back(crm: Workspace, line: Any, before: Said, after: Said) -> Iterator[str]:
    for name, word in NO_LESS.items():
        if getattr(before, name) is not None and getattr(after, name) is None:
            yield word
    if before.tax is not None and after.tax is None:
        product = crm.by_id(Product, line.product) if line.product else None
        usual = crm.country.tax_rates[0]
        tax, rate = (product.tax, product.rate) if product else (TAXED, usual)
        yield _tax_word(tax, usual if rate is None else rate)


def _words(line: Any) -> list[str]:
    """Words of the line's own behind a sign; those that nobody could see as they are stay unsaid, and so as they are."""
    return [f"{linewriting.WORDS} {line.text}"] if line.text and line.text.isprintable() else []


def name(crm: Workspace, head: Any, product: Product) -> str:
    """The product by its name or code where a line reads it as such, else by its ref."""
    return next(
        (one for one in (product.name, product.code) if one and one.isprintable() and _reads(crm, head, one, product)),
        product.ref,
    )


def _reads(crm: Workspace, head: Any, name: str, product: Product) -> bool:
    """Whether the name means the product and nothing else, as it does not in “12.5% Sale”."""
    try:
        said = linewriting.said(crm, head, f"{name} x2")
        return (
            said.values() == {"kind": "item", "quantity": "2"}
            and linewriting.product_of(crm, said.product).id == product.id
        )
    except CrmError:
        return False


def _quantity(line: Any) -> str:
    unit = line.unit if line.unit and not line.product and re.fullmatch(UNIT, line.unit) else ""
    return f"x{line.quantity}{unit}"


def _price(line: Any) -> list[str]:
    """The price, where it is not that of the books."""
    if line.price is None or (line.product and line.price == getattr(line, "list_price", None)):
        return []
    return [f"@{plain_money(line.price, line.currency)}" + (f"/{line.per}" if line.per != 1 else "")]


def _less(line: Any) -> Iterator[str]:
    if line.discount:
        yield f"-{line.discount / 100:.2f}".rstrip("0").rstrip(".") + "%"
    for name, sign in (("off", "-"), ("extra_charge", "+")):
        if getattr(line, name):
            yield sign + plain_money(getattr(line, name), line.currency)


def _tax(crm: Workspace, line: Any) -> list[str]:
    """The tax, where it is not that of the product."""
    if line.kind == "text":
        return []
    product = crm.by_id(Product, line.product) if line.product else None
    usual = crm.country.tax_rates[0]
    own = (product.tax, usual if product.rate is None else product.rate) if product else (TAXED, usual)
    said = line.tax, usual if line.rate is None else line.rate
    same = said == own or (line.tax != TAXED and line.tax == own[0])
    return [] if same else [_tax_word(line.tax, said[1])]


def _tax_word(tax: str, rate: int) -> str:
    if tax == TAXED:
        return f"{rate / 100:.2f}".rstrip("0").rstrip(".") + "%"
    return next(word for word, category in FREE.items() if category == tax and word.isascii())
