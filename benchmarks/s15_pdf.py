"""S15: a quote as PDF (``crm quote print Q1 -o q.pdf``), the whole process, against typst alone setting the same in a process of its own."""

import json
import sys
from pathlib import Path

from benchmarks import made
from benchmarks.side_by_side import CRM, Cost, child, folder, header, line, pairs, wanted
from crm_cli.records.nouns.products import Product
from crm_cli.records.nouns.quotelines import QuoteLine
from crm_cli.records.nouns.quotes import Quote
from crm_cli.records.printed import Firm
from crm_cli.render.papers.layout import laid_out
from crm_cli.render.papers.pdf import TEMPLATE, fonts_of, inputs
from crm_cli.sales import papers
from crm_cli.workspace import Workspace

LIMIT = 1.5
TIMES = 15
ALONE = """
import json, sys, typst
main, out, said, fonts, same = sys.argv[1:]
typst.compile(main, out, font_paths=json.loads(fonts), ignore_system_fonts=bool(same), sys_inputs=json.load(open(said)), pdf_standards=["a-2b"])
"""
WAYS = {"as it comes": "", "with our fonts only": "same"}
"""``typst compile`` looks at the fonts of the system too, unless it is told not to."""


def main() -> None:
    header("S15: a quote as PDF, the whole process, against typst alone with the same page and the same data")
    with folder() as place:
        for lines in (20, wanted(60, 500)):
            base = place / f"{lines}.db"
            crm = made.base(base)
            theirs = written(crm, quoted(crm, lines), place)
            crm.store.close()
            env = {"CRM_DB": str(base), "CRM_CONFIG": str(place / "none.toml")}

            def ours(env: dict[str, str] = env) -> Cost:
                return child([*CRM, "quote", "print", "Q1", "-o", str(place / "q.pdf")], env=env)

            for way, same in WAYS.items():

                def alone(words: tuple[str, ...] = (*theirs, same)) -> Cost:
                    return child(words)

                name = f"crm quote print Q1 -o q.pdf, {lines} lines, against typst {way}"
                line(name, pairs(ours, alone, TIMES), LIMIT)


def quoted(crm: Workspace, lines: int) -> Quote:
    """A quote with so many lines."""
    made.clients(crm, 100)
    with crm.step():
        product = crm.add(Product(name="温控器 GTX Pro", code="G-1", price=450000, unit="台"))
        quote = crm.add(Quote(client=made.ids(crm, "clients")[0], name="一期改造"))
        for n in range(lines):
            crm.add(QuoteLine(quote=quote.id, product=product.id, quantity=str(n % 9 + 1), text=f"{n} 号机"))
    return crm.by_id(Quote, quote.id)


def written(crm: Workspace, quote: Quote, place: Path) -> list[str]:
    """The line that sets the same paper with typst alone."""
    families, folders, _system = fonts_of(Firm())
    said = place / f"{quote.ref}.json"
    sheet = laid_out(papers.paper(crm, quote), Firm())
    said.write_text(json.dumps(inputs(sheet, families, crm.country.paper)), "utf-8")
    return [sys.executable, "-c", ALONE, str(TEMPLATE), str(place / "alone.pdf"), str(said), json.dumps(folders)]


if __name__ == "__main__":
    main()
