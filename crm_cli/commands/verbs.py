"""The verbs of every noun: the same seven for each, and those of its own; a verb is built only when it is run."""

from functools import partial
from typing import Any

from crm_cli.commands.loading import Entry, Group, imported
from crm_cli.i18n import N_
from crm_cli.records.registry import NOUNS

# What makes the verb of a noun, and one line about it.
COMMON: dict[str, tuple[str, str]] = {
    "add": ("adding:verb", N_("Write down a new one")),
    "list": ("showing:list_verb", N_("Those that a filter finds, or all")),
    "show": ("showing:show_verb", N_("One with all that is known of it")),
    "edit": ("editing:verb", N_("Change fields of one or of many")),
    "rm": ("removing:remove_verb", N_("Take out, with what hangs under it")),
    "restore": ("removing:restore_verb", N_("Bring back what was removed")),
    "history": ("telling:history_verb", N_("All that was done to one")),
}
# The verbs of nouns whose records have an owner, tags, or followers.
OWNED = (
    "client",
    "contact",
    "lead",
    "opp",
    "activity",
    "task",
    "pricetalk",
    "quote",
    "order",
    "invoice",
    "contract",
    "membership",
)
TAGGED = ("client", "contact", "lead", "opp", "activity", "task", "product", "quote", "order", "contract")
ASSIGN = ("sharing:assign_verb", N_("Give some to somebody"))
FOLLOWED = ("client", "lead", "opp")
FOLLOWING = {
    "follow": ("sharing:follow_verb", N_("Keep an eye on some that another owns")),
    "unfollow": ("sharing:unfollow_verb", N_("Keep an eye on some no more")),
}
PRINTED = ("quote", "order", "delivery")
PRINT = ("printing:verb", N_("One on paper: PDF, HTML, a workbook or Markdown"))
FILED = ("client", "contact", "lead", "opp", "activity", "task")
FILE = ("files:verb", N_("Documents of one: link another, or list them"))
TAG = ("sharing:tag_verb", N_("Put tags on some, and take others off"))
PAGE = ("document_page:verb", N_("One with its lines, its taxes and what it comes to"))
LINE = ("doclines:verb", N_("Lines of one: add, change, take out, move"))
# A noun's own verbs that are made for it, as those of all are.
MADE: dict[str, dict[str, tuple[str, str]]] = {
    "quote": {"add": ("quotes:add_verb", N_("Quote something to a client")), "line": LINE, "show": PAGE},
    "order": {"add": ("orders:add_verb", N_("What a client ordered")), "line": LINE, "show": PAGE},
    "invoice": {
        "add": ("invoices:add_verb", N_("Bill an order, a part of it, or something else")),
        "line": LINE,
        "show": PAGE,
    },
    "payment": {"add": ("payments:add_verb", N_("Money that came, and which invoices it pays"))},
    "limit": {
        "list": ("limits:list_verb", N_("What each role may quote on its own")),
        "show": ("limits:show_verb", N_("What a role may quote on its own, or one that was set")),
    },
}
# A noun's own verbs, which may also stand in for one of the common.
OWN_VERBS: dict[str, dict[str, Entry]] = {
    "opp": {
        "move": Entry("crm_cli.commands.opportunities:move", N_("Bring one into another stage")),
        "win": Entry("crm_cli.commands.opportunities:win", N_("It is won")),
        "lose": Entry("crm_cli.commands.opportunities:lose", N_("It is lost, and why")),
        "reopen": Entry("crm_cli.commands.opportunities:reopen", N_("A closed one goes on")),
        "tick": Entry("crm_cli.commands.opportunities:tick", N_("Tick what its stage asks for")),
    },
    "lead": {
        "move": Entry("crm_cli.commands.leads:move", N_("Bring some into another status")),
        "discard": Entry("crm_cli.commands.leads:discard", N_("Give some up, and why")),
        "reopen": Entry("crm_cli.commands.leads:reopen", N_("Those that were given up go on")),
        "convert": Entry("crm_cli.commands.converting:convert", N_("Make a client, a contact and a deal of one")),
        "clean": Entry("crm_cli.commands.cleaning:clean", N_("What is incomplete, late, stale or there twice")),
    },
    "check": {
        "run": Entry("crm_cli.commands.checks:run", N_("Run them; what crm check does alone")),
    },
    "task": {
        "done": Entry("crm_cli.commands.done:finish", N_("Close one, and say what came of it")),
        "snooze": Entry("crm_cli.commands.done:snooze", N_("Put a task off")),
        "drop": Entry("crm_cli.commands.done:drop", N_("Close a task of which nothing will come")),
    },
    "client": {
        "timeline": Entry("crm_cli.commands.client_page:story", N_("All that happened with one, the latest first")),
        "rate": Entry("crm_cli.commands.rating:rate", N_("Class them A, B, C by what they brought")),
    },
    "group": {
        "add": Entry("crm_cli.commands.groups:add", N_("A new one, by a filter or of chosen records")),
        "join": Entry("crm_cli.commands.groups:join", N_("Put records into a fixed one")),
        "leave": Entry("crm_cli.commands.groups:leave", N_("Take records out of a fixed one")),
    },
    "view": {
        "add": Entry("crm_cli.commands.groups:add_view", N_("Keep a list under a name")),
    },
    "hook": {
        "run": Entry("crm_cli.commands.hooks:run", N_("Try it on a record, and show what it says")),
        "allow": Entry("crm_cli.commands.hooks:allow", N_("Let one from another copy of the base run here")),
    },
    "file": {
        "add": Entry("crm_cli.commands.files:add", N_("Link a document to a record")),
        "open": Entry("crm_cli.commands.files:open_", N_("Show a linked document")),
    },
    "rule": {
        "run": Entry("crm_cli.commands.rules:run", N_("Let one work on the records that are so now")),
        "log": Entry("crm_cli.commands.rules:log", N_("What rules did, on what and when")),
    },
    "quota": {
        "set": Entry("crm_cli.commands.quotas:put", N_("What is to be sold, by whom, in which time")),
        "progress": Entry("crm_cli.commands.quotas:progress", N_("How far it is: won, likely, the gap, the days left")),
    },
    "quote": {
        "advise": Entry("crm_cli.commands.advising:advise", N_("What could be quoted, at which price and why")),
        "submit": Entry("crm_cli.commands.approving:submit", N_("Ask for one to be let pass that passes your limits")),
        "send": Entry("crm_cli.commands.quotes:send", N_("It went out to the client")),
        "accept": Entry("crm_cli.commands.quotes:accept", N_("The client says yes")),
        "reject": Entry("crm_cli.commands.quotes:reject", N_("The client says no, and why")),
        "revise": Entry("crm_cli.commands.quotes:revise", N_("The next version of one that was sent")),
        "diff": Entry("crm_cli.commands.quotes:diff", N_("What is different between two, or two versions")),
        "expire": Entry("crm_cli.commands.quotes:expire", N_("Write down which have expired")),
    },
    "order": {
        "from": Entry("crm_cli.commands.orders:from_quote", N_("Order what an accepted quote says")),
        "deliver": Entry("crm_cli.commands.goods:deliver", N_("Goods go out, all that is open or a part")),
        "return": Entry("crm_cli.commands.goods:take_back", N_("Goods come back")),
        "accept": Entry("crm_cli.commands.orders:accept", N_("The client accepts what was delivered")),
        "cancel": Entry("crm_cli.commands.orders:cancel", N_("Nothing comes of it, and why")),
        "plan": Entry("crm_cli.commands.orders:plan", N_("In which parts it is paid, and when each is due")),
        "cycle": Entry("crm_cli.commands.cycles:cycle", N_("Days from order to delivery, invoice and cash")),
        "invoice": Entry("crm_cli.commands.invoices:bill", N_("Bill what is open of it, or a part")),
    },
    "invoice": {
        "reverse": Entry("crm_cli.commands.invoices:reverse", N_("Take it back by a red one, whole or a part")),
    },
    "payment": {
        "allocate": Entry("crm_cli.commands.payments:allocate", N_("Give what is spare of one to invoices")),
        "refund": Entry("crm_cli.commands.payments:refund", N_("Pay back what is spare of one")),
        "reverse": Entry("crm_cli.commands.payments:reverse", N_("Take one back with all that it paid")),
    },
    "contract": {
        "renew": Entry("crm_cli.commands.contracts:renew", N_("The next term of one, or of all that renew themselves")),
        "terminate": Entry("crm_cli.commands.contracts:terminate", N_("End one, as soon as its notice lets it")),
    },
    "membership": {
        "renew": Entry("crm_cli.commands.memberships:renew", N_("One term more")),
        "end": Entry("crm_cli.commands.memberships:end", N_("End some before their time")),
        "earn": Entry("crm_cli.commands.memberships:earn", N_("Points for a member")),
        "spend": Entry("crm_cli.commands.memberships:spend", N_("A member's points for something")),
        "reverse": Entry("crm_cli.commands.memberships:reverse", N_("Take an entry of the points back")),
        "expire": Entry("crm_cli.commands.memberships:expire", N_("Write off the points whose day is over")),
    },
    "cadence": {
        "set": Entry("crm_cli.commands.cadences:put", N_("After how many days clients are due, and critical")),
    },
    "holiday": {
        "add": Entry("crm_cli.commands.holidays:add", N_("Days off of the whole firm, or worked instead")),
    },
    "price": {
        "show": Entry("crm_cli.commands.pricing:show_price", N_("What a product costs a client, by which rule")),
        "history": Entry("crm_cli.commands.pricing:history", N_("Every price that clients were given")),
    },
    "absence": {
        "add": Entry("crm_cli.commands.absences:add", N_("Somebody is away on some days")),
    },
    "field": {
        "add": Entry("crm_cli.commands.attributes:add", N_("A new field on the records of a noun")),
        "edit": Entry("crm_cli.commands.attributes:edit", N_("Change what is asked of a field")),
        "rm": Entry("crm_cli.commands.attributes:remove", N_("Take a field out; its values stay in the history")),
    },
}

# What a noun does where no verb is named, and what its help says of that; the others show their help.
ALONE = {
    "check": (
        "run",
        N_(
            "Without a verb it runs them: crm check, crm check opp owner=me, crm check --fix; crm check run --help says more."
        ),
    ),
    "product": (
        "",
        N_(
            "A bundle is a product with parts: crm bundle add --product Kit --part Switch --quantity 2; crm bundle list product=Kit shows them."
        ),
    ),
}


def group(noun: str) -> Group:
    """The verbs of a noun."""
    made = COMMON | ({"assign": ASSIGN} if noun in OWNED else {}) | ({"tag": TAG} if noun in TAGGED else {})
    made |= (FOLLOWING if noun in FOLLOWED else {}) | ({"file": FILE} if noun in FILED else {})
    made |= ({"print": PRINT} if noun in PRINTED else {}) | MADE.get(noun, {})
    common = {name: Entry(partial(_made, target, noun), help_) for name, (target, help_) in made.items()}
    alone, said = ALONE.get(noun, ("", ""))
    return Group(noun, common | OWN_VERBS.get(noun, {}), "\n\n".join(filter(None, (NOUNS[noun].summary, said))), alone)


def _made(target: str, noun: str) -> Any:
    return imported(f"crm_cli.commands.{target}")(noun)
