"""Which product may be meant by the words of a line: by name, code, ref, sound or initials."""

from collections.abc import Sequence
from typing import Any

from crm_cli.errors import CrmError
from crm_cli.i18n import _, language
from crm_cli.records.fold import fold
from crm_cli.records.nouns.products import Product
from crm_cli.records.numbers import format_money
from crm_cli.sales import linesaid, linetext, products
from crm_cli.workspace import Workspace

MOST = 8
CLOSE, NEAR = 0.3, 5
"""How much of its letters in their order a name shares with what was typed, at least, and how many such are offered."""


def words(crm: Workspace, text: str) -> str:
    """The words of a line that name its product."""
    try:
        return linetext.read(text, crm.country, crm.currency, change=True).product
    except CrmError:
        return text.strip()


def meant(crm: Workspace, text: str) -> Sequence[Product]:
    """The products that may be meant; of nothing typed the first that are sold, of a charge or words of one's own none."""
    if text.lstrip()[:1] in ("=", "＝", "+", "＋", "-"):
        return []
    word = words(crm, text)
    if not word:
        return crm.find(Product, ["active=yes"], limit=MOST)
    found = [identity for _noun, identity in crm.finder.anywhere(["product"], word, MOST)]
    known = crm.by_ids(Product, found)
    return [known[one] for one in found if one in known and known[one].active]


def near(crm: Workspace, text: str) -> Sequence[Product]:
    """The products whose names are most like words that name none."""
    wanted = _pairs(words(crm, text))
    rows = crm.table("product", ["ref", "name"], ["active=yes"]).rows if wanted else ()
    like = [(_alike(wanted, _pairs(str(name))), str(ref)) for ref, name in rows]
    best = sorted((one for one in like if one[0] >= CLOSE), key=lambda one: -one[0])
    return [crm.get(Product, ref) for _share, ref in best[:NEAR]]


def _pairs(text: str) -> set[str]:
    """Each two letters that stand side by side."""
    folded = fold(text)
    return {folded[at : at + 2] for at in range(len(folded) - 1)}


def _alike(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / max(len(one) + len(other), 1)


def offered(crm: Workspace, product: Product) -> str:
    """A product in a line, with its list price."""
    price = ""
    if product.price is not None:
        each = f"/{product.per}" if product.per > 1 else ""
        price = format_money(product.price, product.currency or crm.currency, language()) + each
    bundle = _("bundle") if products.is_bundle(crm, product) else ""
    return "  ".join(filter(None, (product.ref, product.code, product.name, price, product.unit, bundle)))


def named(crm: Workspace, quote: Any, text: str, product: Product) -> str:
    """The line with the product in place of the words that were to name it; how many is typed behind it."""
    word, name = words(crm, text), linesaid.name(crm, quote, product)
    line = text.replace(word, name, 1) if word and word in text else f"{name} {text}"
    return f"{line.strip()} "


def example(crm: Workspace) -> str:
    """A line such as one may type, of a product that is sold."""
    first = next(iter(crm.find(Product, ["active=yes"], limit=1)), None)
    return _("such as {example}").format(example=f"{first.name} x3 -5%") if first else _("such as = Training x2 @800")
