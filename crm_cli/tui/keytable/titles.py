"""What the parts of the table of keys are called, in the order in which they are told."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import EVERYWHERE

TITLES = {
    EVERYWHERE: N_("On every screen"),
    "today": N_("The day"),
    "team": N_("The day of the team"),
    "week": N_("A week"),
    "board": N_("The board"),
    "list": N_("A list"),
    "client": N_("A client"),
    "lead": N_("A lead"),
    "quote": N_("A quote"),
    "approvals": N_("Approvals"),
    "order": N_("An order"),
    "invoice": N_("An invoice"),
    "payment": N_("A payment"),
    "receivables": N_("Receivables"),
    "owed": N_("What a client owes"),
    "receipts": N_("Receipts to come"),
    "record": N_("Any other record"),
    "chart": N_("A chart"),
    "form": N_("A form"),
    "slip": N_("A slip to fill in"),
    "search": N_("The search"),
    "palette": N_("All commands"),
    "command": N_("A line of crm"),
    "output": N_("What a line printed"),
    "steps": N_("The steps"),
    "help": N_("Help"),
}
