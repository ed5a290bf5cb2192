"""The SQL of fields that have no column: what is worked out from other rows when it is asked for."""

from crm_cli.records.nouns.activities import REAL_CONTACT, UNREACHED
from crm_cli.records.nouns.cadences import DEFAULTS
from crm_cli.records.registry import NOUNS

# The kinds of activity that the team counts as real contact, written one after the other with commas.
_KINDS = f"coalesce((SELECT s.value FROM visible_settings s WHERE s.name = 'contact.real'), '{','.join(REAL_CONTACT)}')"
_WAYS = f"""SELECT r.value FROM json_each('["' || replace({_KINDS}, ',', '","') || '"]') r"""
_NOBODY = ", ".join(f"'{outcome}'" for outcome in UNREACHED)
# An activity in which somebody was really spoken to: one of these kinds, and somebody was there.
REAL = f"({{t}}.kind IN ({_WAYS}) AND coalesce({{t}}.outcome, '') NOT IN ({_NOBODY}))"
_SPOKEN = REAL.format(t="a")
STAGE = "(SELECT s.{column} FROM visible_stages s WHERE s.id = {t}.stage)"
CHANCE = "CASE {t}.status WHEN 'won' THEN 10000 WHEN 'lost' THEN 0 ELSE coalesce({t}.probability, (SELECT s.probability FROM visible_stages s WHERE s.id = {t}.stage), 0) END"
VALUE = "coalesce({t}.amount, (SELECT p.price * {t}.quantity FROM visible_products p WHERE p.id = {t}.product))"
# A third each for need, authority and money: yes counts whole, partly half; nothing where none of the three was asked.
_THIRD = "CASE {{t}}.{name} WHEN 'yes' THEN 2 WHEN 'partly' THEN 1 ELSE 0 END"
SCORE = (
    "CASE WHEN coalesce({t}.need, {t}.authority, {t}.budget) IS NOT NULL THEN 10000 * ("
    + " + ".join(_THIRD.format(name=name) for name in ("need", "authority", "budget"))
    + ") / 6 END"
)

_LATEST = f"SELECT a.at FROM visible_activities a WHERE a.client = {{t}}.id AND {_SPOKEN} ORDER BY a.at DESC LIMIT 1"
# Whether the hour of the next step is known, too.
_NEXT_TIMED = "(SELECT k.timed FROM visible_tasks k WHERE k.{link} = {t}.id AND k.status = 'open' AND k.due IS NOT NULL ORDER BY k.due, k.timed LIMIT 1)"
# The strictest cadence of a client, by its level and its tags.
_USUAL = ", ".join(f"('{level}', {target}, {most})" for level, (target, most) in DEFAULTS.items())
_CADENCE = f"""SELECT r.target, r.most FROM (
 SELECT v.target, v.most FROM visible_cadences v WHERE v.level = {{t}}.level
 UNION ALL SELECT v.target, v.most FROM visible_elements e JOIN visible_cadences v ON v.tag = e.value WHERE e.record = {{t}}.id AND e.field = 'tags'
 UNION ALL SELECT u.column2, u.column3 FROM (VALUES {_USUAL}) u WHERE u.column1 = {{t}}.level
  AND NOT EXISTS (SELECT 1 FROM visible_cadences v WHERE v.level = u.column1)
) r WHERE r.target > 0 ORDER BY r.target, r.most LIMIT 1"""
# Until the day so many days before today was over: a contact of the 8th, aimed at every 14 days, is due on the 22nd.
_PASSED = "strftime('%Y-%m-%dT%H:%M:%SZ', :morning, (1 - {days}) || ' days')"
# What is planned keeps the cadence when it comes before the maximum is over, or as soon as the target asks from today on.
_KEEPS = """max(strftime('%Y-%m-%dT%H:%M:%SZ', x.last, x.most || ' days'), strftime('%Y-%m-%dT%H:%M:%SZ', :morning, (x.target + 1) || ' days'))"""
# A task of today or later, soon enough, in which they are to be spoken to, about the client, one of its contacts or deals.
_PLANNED = f"""SELECT 1 FROM visible_tasks k WHERE k.status = 'open' AND k.theirs = 0 AND k.due >= :morning AND k.due < {_KEEPS} AND (k.kind IS NULL OR k.kind IN ({_WAYS})) AND (
 k.client = {{t}}.id OR k.contact IN (SELECT p.id FROM visible_contacts p WHERE p.client = {{t}}.id)
 OR k.opportunity IN (SELECT o.id FROM visible_opportunities o WHERE o.client = {{t}}.id))"""
CADENCE = f"""(SELECT CASE WHEN x.last >= {_PASSED.format(days="x.target")} OR EXISTS ({_PLANNED}) THEN NULL
 WHEN x.last < {_PASSED.format(days="x.most")} THEN 'critical' ELSE 'due' END
 FROM (SELECT c.target, c.most, coalesce(({_LATEST}), {{t}}.created) last FROM ({_CADENCE}) c LIMIT 1) x)"""

# What went out of an order's line, and what was billed of it; what came back, and red invoices, are taken off.
SENT = """round(coalesce((SELECT sum(CASE d.kind WHEN 'return' THEN -1 ELSE 1 END * l.quantity) FROM visible_deliverylines l
 JOIN visible_deliveries d ON d.id = l.delivery WHERE l.orderline = {line}), 0), 6)"""
_BILLED = "round(coalesce((SELECT sum(l.quantity) FROM visible_invoicelines l WHERE l.orderline = {line}), 0), 6)"
_LINES = 'FROM visible_orderlines x WHERE x."order" = {t}.id'
_ITEMS = f"{_LINES} AND x.kind = 'item'"
_OPEN = f"SELECT 1 {_ITEMS} AND {SENT.format(line='x.id')} < x.quantity + 0.0"
_TEXT = "rtrim(rtrim(printf('%.6f', {x}), '0'), '.')"
# What was given to an invoice and is cash by that day; a draft is when it matures, and until then the invoice is covered by it.
_GIVEN = "coalesce((SELECT sum({what}) FROM visible_allocations a WHERE a.invoice = {t}.id AND coalesce(a.cash, '') <= :today), 0)"
_PAID = _GIVEN.format(what="a.amount + a.skonto", t="{t}")
_DRAFTS = "FROM visible_allocations a WHERE a.invoice = {t}.id AND a.cash > :today AND a.date <= :today"
_ANY_DRAFT = "EXISTS (SELECT 1 FROM visible_allocations z WHERE z.cash > :today)"
_COVERED = f"CASE WHEN {_ANY_DRAFT} THEN coalesce((SELECT sum(a.amount + a.skonto) {_DRAFTS}), 0) ELSE 0 END"
_COVERED_UNTIL = f"(SELECT max(d.cash) FROM (SELECT a.cash, sum(a.amount + a.skonto) AS open {_DRAFTS} GROUP BY a.payment) d WHERE d.open > 0)"
# What red invoices took back of it; a red one itself asks for nothing.
_REVERSED = "coalesce((SELECT sum(r.total) FROM visible_invoices r WHERE r.reverses = {t}.id AND coalesce(r.date, '') <= :today), 0)"
_LEFT = f"CASE WHEN {{t}}.reverses IS NOT NULL THEN 0 ELSE coalesce({{t}}.total, 0) + {_REVERSED} - {_PAID} END"
_ASKED = f"({_LEFT} - {_COVERED})"
_UNPAID = f"""SELECT 1 FROM visible_invoices v WHERE v."order" = {{t}}.id AND v.reverses IS NULL AND {_LEFT.format(t="v")} > 0"""
# Charges and discounts are billed as goods are; an order that came without lines is billed when its invoices come to what it does.
_UNBILLED = f"""SELECT 1 {_LINES} AND x.kind <> 'text' AND {_BILLED.format(line="x.id")} < x.quantity + 0.0 UNION ALL
 SELECT 1 WHERE NOT EXISTS (SELECT 1 {_LINES} AND x.kind <> 'text')
  AND coalesce((SELECT sum(b.total) FROM visible_invoices b WHERE b."order" = {{t}}.id), 0) < coalesce({{t}}.total, 1)"""
# As long as goods are still to go out, for the first time or again, it is not said how far the money is.
_ORDER = f"""CASE WHEN {{t}}.cancelled IS NOT NULL THEN 'cancelled'
 WHEN NOT EXISTS ({_OPEN}) AND NOT EXISTS ({_UNBILLED}) THEN CASE WHEN EXISTS ({_UNPAID}) THEN 'invoiced' ELSE 'done' END
 WHEN NOT EXISTS (SELECT 1 {_ITEMS}) THEN 'open' WHEN NOT EXISTS ({_OPEN}) THEN 'delivered'
 WHEN EXISTS (SELECT 1 {_ITEMS} AND {SENT.format(line="x.id")} > 0) THEN 'part' ELSE 'open' END"""
_LATE = f"CASE WHEN {{t}}.due < :today AND {{t}}.cancelled IS NULL AND EXISTS ({_OPEN}) THEN 1 ELSE 0 END"
# The days on which an order was done with: goods went out when the last of them did, all is billed when nothing more is to be.
_WENT = """(SELECT {which}(d.date) FROM visible_deliveries d WHERE d."order" = {{t}}.id AND d.kind = 'delivery')"""
_DELIVERED = f"CASE WHEN NOT EXISTS ({_OPEN}) THEN {_WENT.format(which='max')} END"
_INVOICED = f"""CASE WHEN NOT EXISTS ({_UNBILLED}) THEN (SELECT max(b.date) FROM visible_invoices b WHERE b."order" = {{t}}.id AND b.reverses IS NULL) END"""
_CASHED = f"""CASE WHEN NOT EXISTS ({_UNBILLED}) AND NOT EXISTS ({_UNPAID}) THEN (SELECT CASE WHEN max(w.day) <= :today THEN max(w.day) END FROM (
 SELECT CASE m.method WHEN 'draft' THEN coalesce(m.matures, m.date) ELSE m.date END AS day FROM visible_invoices v
 JOIN visible_allocations a ON a.invoice = v.id JOIN visible_payments m ON m.id = a.payment
 WHERE v."order" = {{t}}.id AND a.amount > 0 AND m.method <> 'writeoff' AND NOT EXISTS (SELECT 1 FROM visible_allocations z WHERE z.reverses = a.id)) w) END"""
_FIRST = _WENT.format(which="min").format(t="r")
_HAPPENED = f"""CASE {{t}}.event WHEN 'date' THEN {{t}}.day WHEN 'signed' THEN r.date WHEN 'accepted' THEN r.accepted
 WHEN 'before' THEN coalesce(min(r.due, {_FIRST}), r.due, {_FIRST})
 WHEN 'delivered' THEN {_DELIVERED.format(t="r")} WHEN 'invoiced' THEN {_INVOICED.format(t="r")} END"""
# So many months later, the last day of a month that is too short, and then so many days. It stands in a view of its own: within other
# expressions it is more than the parser of older SQLite libraries takes.
_FALLS = f"""(SELECT date(min(date(e.day, {{t}}.months || ' months'), date(e.day, 'start of month', ({{t}}.months + 1) || ' months', '-1 day')), {{t}}.days || ' days')
 FROM (SELECT {_HAPPENED} AS day FROM visible_orders r WHERE r.id = {{t}}."order" AND r.cancelled IS NULL) e WHERE e.day IS NOT NULL)"""
WORKED_OUT = {"part_days": f"SELECT y.id, {_FALLS.format(t='y')} AS due FROM visible_instalments y"}
"""Views that computed fields read, by their names after ``visible_``."""
_DUE = "(SELECT u.due FROM visible_part_days u WHERE u.id = {t}.id)"
# When an invoice is to be paid: on its own day, or with the part of the plan that it bills; on none while that has not happened.
_FALLS_DUE = """CASE WHEN {t}.due IS NULL AND {t}.part IS NOT NULL THEN (SELECT u.due FROM visible_part_days u WHERE u.id = {t}.part) ELSE {t}.due END"""
# What the invoices of an order come to before one of them, and what that one does.
_BEFORE = f"""coalesce((SELECT sum(coalesce(b.total, 0) + {_REVERSED.format(t="b")}) FROM visible_invoices b
 WHERE b."order" = {{t}}."order" AND b.reverses IS NULL AND b.n < {{t}}.n), 0)"""
_OWN = f"coalesce({{t}}.total, 0) + {_REVERSED}"
# Of the first so much that is billed, what a part of the plan (h) of an order (o) is of that; of all that is billed exactly the part.
_EARLIER = """coalesce((SELECT sum(q.share) FROM visible_instalments q WHERE q."order" = h."order" AND (q.position, q.n) < (h.position, h.n)), 0)"""
_REST = """o.total - (SELECT proportion(o.total, coalesce(sum(q.share), 0), 10000) + coalesce(sum(q.amount), 0) FROM visible_instalments q WHERE q."order" = h."order")"""
_OF = f"""CASE WHEN h.share IS NOT NULL THEN proportion({{c}}, {_EARLIER} + h.share, 10000) - proportion({{c}}, {_EARLIER}, 10000)
 ELSE proportion(coalesce(h.amount, {_REST}), min({{c}}, o.total), o.total) END"""
# The bill of a part of the plan, of the retention too, keeps nothing: it is due with its part.
_OF_A_PART = "{t}.by_part = 1"
# What they come to with the last one before it that keeps something.
_SINCE = f"""coalesce((SELECT sum(coalesce(b.total, 0) + {_REVERSED.format(t="b")}) FROM visible_invoices b
 WHERE b."order" = {{t}}."order" AND b.reverses IS NULL AND b.n <= (SELECT max(p.n) FROM visible_invoices p
  WHERE p."order" = {{t}}."order" AND p.reverses IS NULL AND p.n < {{t}}.n AND NOT {_OF_A_PART.format(t="p")})), 0)"""
# What a client keeps of an invoice: of each retention its part of what was billed up to and with it, less that of what was billed before,
# so that all invoices of an order together keep the retention, to the cent. It is due on a day of its own.
_KEPT = f"""coalesce((SELECT sum({_OF.format(c="(x.before + x.own)")} - ({_OF.format(c="x.since")})) FROM visible_instalments h JOIN visible_orders o ON o.id = h."order"
 JOIN (SELECT {_BEFORE} AS before, {_SINCE} AS since, {_OWN} AS own) x WHERE h."order" = {{t}}."order" AND h.retention = 1 AND {{which}}), 0)"""
_RETAINS = f"""{{t}}."order" IS NOT NULL AND {{t}}.reverses IS NULL
 AND EXISTS (SELECT 1 FROM visible_instalments h WHERE h."order" = {{t}}."order" AND h.retention = 1) AND NOT {_OF_A_PART}"""
_WAITS, _RIPE_NOW = (f"coalesce({_DUE.format(t='h')}, '9999') {than} :today" for than in (">=", "<"))
_HELD = f"CASE WHEN {_RETAINS} THEN max(0, min({_ASKED}, {_KEPT.format(t='{t}', which=_WAITS)})) ELSE 0 END"
_HELD_UNTIL = f"""CASE WHEN {_RETAINS} THEN (SELECT max({_DUE.format(t="h")}) FROM visible_instalments h WHERE h."order" = {{t}}."order" AND h.retention = 1) END"""
_RIPE = (
    f"CASE WHEN {_RETAINS} THEN max(0, min({_ASKED} - {_HELD}, {_KEPT.format(t='{t}', which=_RIPE_NOW)})) ELSE 0 END"
)
_RIPE_SINCE = f"""CASE WHEN {_RETAINS} THEN (SELECT max({_DUE.format(t="h")}) FROM visible_instalments h
 WHERE h."order" = {{t}}."order" AND h.retention = 1 AND {_RIPE_NOW}) END"""
_OVERDUE = f"({_FALLS_DUE} < :today AND {_ASKED} > {_HELD} OR {_RIPE} > 0)"
_INVOICE = f"""CASE WHEN {{t}}.reverses IS NOT NULL THEN 'red' WHEN {_REVERSED} <> 0 AND {_LEFT} = 0 AND {_PAID} = 0 THEN 'reversed'
 WHEN {_LEFT} <= 0 THEN 'paid' WHEN {_ASKED} <= 0 THEN 'covered' WHEN {_OVERDUE} THEN 'overdue' WHEN {_PAID} > 0 OR {_COVERED} > 0 THEN 'part' ELSE 'open' END"""
# What of a payment went to no invoice and was not paid back.
_SPARE = """CASE WHEN {t}.reverses IS NOT NULL THEN 0 ELSE {t}.amount + coalesce((SELECT sum(r.amount) FROM visible_payments r WHERE r.reverses = {t}.id), 0)
 - coalesce((SELECT sum(a.amount) FROM visible_allocations a WHERE a.payment = {t}.id), 0) END"""
_CONTRACT = """CASE WHEN {t}.terminated IS NOT NULL AND {t}.terminated <= :today THEN 'terminated' WHEN {t}.signed IS NULL THEN 'draft'
 WHEN {t}.start > :today THEN 'coming'
 WHEN {t}."end" < :today AND ({t}.renewal <> 'automatic' OR EXISTS (SELECT 1 FROM visible_contracts r WHERE r.renewed = {t}.id)) THEN 'ended'
 ELSE 'active' END"""

COMPUTED: dict[tuple[str, str], str] = {
    ("activity", "real"): REAL,
    ("client", "last_contact"): f"({_LATEST})",
    ("client", "cadence"): CADENCE,
    ("client", "next_step"): "(SELECT min(k.due) FROM visible_tasks k WHERE k.client = {t}.id AND k.status = 'open')",
    ("client", "next_timed"): _NEXT_TIMED.format(link="client", t="{t}"),
    ("client", "open_deals"): "(SELECT count(*) FROM visible_opportunities o WHERE o.client = {t}.id AND o.status = 'open')",
    ("contact", "last_contact"): f"(SELECT max(a.at) FROM visible_activities a WHERE a.contact = {{t}}.id AND {_SPOKEN})",
    ("lead", "last_contact"): f"(SELECT max(a.at) FROM visible_activities a WHERE a.lead = {{t}}.id AND {_SPOKEN})",
    ("lead", "next_step"): "(SELECT min(k.due) FROM visible_tasks k WHERE k.lead = {t}.id AND k.status = 'open')",
    ("lead", "next_timed"): _NEXT_TIMED.format(link="lead", t="{t}"),
    ("lead", "score"): SCORE,
    ("lead", "waiting"): (
        "CASE WHEN {t}.type = 'new' AND {t}.responded IS NULL THEN (strftime('%s', :now) - strftime('%s', {t}.created)) / 3600 END"
    ),
    ("opp", "chance"): CHANCE,
    ("opp", "value"): VALUE,
    ("opp", "weighted"): f"({VALUE} * ({CHANCE}) / 10000)",
    ("opp", "next_step"): "(SELECT min(k.due) FROM visible_tasks k WHERE k.opportunity = {t}.id AND k.status = 'open')",
    ("opp", "next_timed"): _NEXT_TIMED.format(link="opportunity", t="{t}"),
    ("opp", "last_contact"): f"(SELECT max(a.at) FROM visible_activities a WHERE a.opportunity = {{t}}.id AND {_SPOKEN})",
    ("opp", "days"): (
        "(SELECT CAST(julianday(:now) - julianday(h.entered) AS INTEGER) FROM visible_stage_history h"
        " WHERE h.opportunity = {t}.id AND h.effective <= :now AND h.until > :now)"
    ),
    ("tag", "carried"): "(SELECT count(*) FROM visible_elements e WHERE e.value = {t}.id AND e.field = 'tags')",
    ("order", "status"): _ORDER,
    ("order", "late"): _LATE,
    ("order", "delivered"): _DELIVERED,
    ("order", "invoiced"): _INVOICED,
    ("order", "paid"): _CASHED,
    ("orderline", "delivered"): _TEXT.format(x=SENT.format(line="{t}.id")),
    ("orderline", "invoiced"): _TEXT.format(x=_BILLED.format(line="{t}.id")),
    ("instalment", "due"): _DUE,
    ("invoice", "status"): _INVOICE,
    ("invoice", "paid"): _GIVEN.format(what="a.amount", t="{t}"),
    ("invoice", "taken_off"): _GIVEN.format(what="a.skonto", t="{t}"),
    ("invoice", "left"): _LEFT,
    ("invoice", "covered"): _COVERED,
    ("invoice", "covered_until"): _COVERED_UNTIL,
    ("invoice", "held"): _HELD,
    ("invoice", "held_until"): _HELD_UNTIL,
    ("invoice", "kept"): f"CASE WHEN {_RETAINS} THEN {_KEPT.format(t='{t}', which='1')} ELSE 0 END",
    ("invoice", "ripe"): _RIPE,
    ("invoice", "ripe_since"): _RIPE_SINCE,
    ("payment", "spare"): _SPARE,
    ("contract", "status"): _CONTRACT,
    ("membership", "points"): "coalesce((SELECT sum(p.amount) FROM visible_points p WHERE p.membership = {t}.id), 0)",
    ("group", "fixed"): (
        "CASE WHEN {t}.filter IS NULL THEN (SELECT count(*) FROM visible_elements e WHERE e.record = {t}.id AND e.field = 'members') END"
    ),
}  # fmt: skip
# What the log knows of any row: the number of its last change, and when that was.
LAST = "(SELECT max(o.seq) FROM op o WHERE o.noun = '{code}' AND o.n = {t}.n)"
OF_THE_LOG = {
    "revision": LAST,
    "changed": f"coalesce((SELECT s.at FROM op p JOIN step s ON s.step = p.step WHERE p.seq = {LAST}), {{t}}.created)",
}

# What a stored field is today: a quote that was sent and whose time is over has expired, though nobody wrote it down.
SEEN = {
    ("invoice", "due"): _FALLS_DUE,
    ("quote", "status"): "CASE WHEN {t}.status = 'sent' AND {t}.valid < :today THEN 'expired' ELSE {t}.status END",
}


def seen(noun: str, field: str, alias: str) -> str:
    """The SQL of a stored field as it is today, for the row of that alias."""
    return SEEN[noun, field].format(t=alias)


def computed(noun: str, field: str, alias: str) -> str:
    """The SQL of a computed field for the row of that alias."""
    found = COMPUTED.get((noun, field)) or SEEN.get((noun, field)) or OF_THE_LOG[field]
    return found.format(t=alias, code=NOUNS[noun].code)
