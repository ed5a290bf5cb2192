"""After two copies of a base met: what lines and documents come to holds again, whoever wrote what of them."""

from contextlib import suppress

from crm_cli.errors import CrmError
from crm_cli.records.registry import load
from crm_cli.sales import documents
from crm_cli.sales.documents import LINES, SUMMED
from crm_cli.workspace import Workspace

FOLLOWS = {**dict.fromkeys(LINES, SUMMED), **dict.fromkeys(LINES.values(), ("net",))}
"""By noun the fields that follow from others: of two values neither is right, and both are worked out again."""


def mend(crm: Workspace, noun: str, identity: str) -> None:
    """A document about which both wrote. What is out already stays as the client has it."""
    for head in crm.where(load(noun), id=identity):
        with suppress(CrmError):
            for line in documents.lines_of(crm, head):
                net = documents.reckoned(line).net
                if line.net not in (None, net):
                    crm.change(line, net=net)
            documents.sum_up(crm, noun, identity)
            crm.settle()
