"""Which product may be meant by the words of a line: by name, code, ref, sound or initials."""

from collections.abc import Sequence
from typing import Any

from crm_cli.errors import CrmError
from crm_cli.i18n import _, language
from crm_cli.records.nouns.products import Product
from crm_cli.records.numbers import format_money
from crm_cli.sales import linesaid, linetext, products
from crm_cli.workspace import Workspace

MOST = 8
LEAST = "x1"


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


def offered(crm: Workspace, product: Product) -> str:
    """A product in a line, with its list price."""
    price = ""
    if product.price is not None:
        each = f"/{product.per}" if product.per > 1 else ""
        price = format_money(product.price, product.currency or crm.currency, language()) + each
    bundle = _("bundle") if products.is_bundle(crm, product) else ""
    return "  ".join(filter(None, (product.ref, product.code, product.name, price, product.unit, bundle)))


def named(crm: Workspace, quote: Any, text: str, product: Product) -> str:
    """The line with the product in place of the words that were to name it."""
    word, name = words(crm, text), linesaid.name(crm, quote, product)
    if word and word in text:
        return text.replace(word, name, 1)
    return f"{name} {text}".strip() if text.strip() else f"{name} {LEAST}"
