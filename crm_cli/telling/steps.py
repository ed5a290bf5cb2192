"""How the next step of a deal stands, in words: ``today 10:00 call back``, ``overdue Fri 20 Nov send the quote``."""

from datetime import timedelta

from crm_cli.context import current
from crm_cli.i18n import N_, _
from crm_cli.insight.board import Card
from crm_cli.records.near import CHINESE_WEEKDAYS, WEEKDAYS
from crm_cli.telling.words import said_day

STEPS = {"overdue": N_("overdue"), "today": N_("today"), "later": N_("planned"), "none": N_("no next step")}
NEAR = timedelta(6)


def said_step(card: Card) -> str:
    """What comes next, and that it rots."""
    said = " ".join(part for part in (said_due(card), card.text) if part)
    return _("rotting, {step}").format(step=said) if card.rotten and said else _("rotting") if card.rotten else said


def said_due(card: Card) -> str:
    """When it comes; where nothing does, that."""
    said = _(STEPS.get(card.step, ""))
    if not card.due or not card.step:
        return said
    at = current().clock.local(card.due)
    if card.step == "today":
        return f"{said} {at:%H:%M}" if card.timed else said
    day = said_day(at, card.timed)
    return f"{said} {day}" if card.step == "overdue" else day


def short_step(card: Card) -> str:
    """The same where room is scarce: of the days that are near only the name."""
    if card.step != "later" or not card.due:
        return " ".join(
            filter(None, [_(STEPS.get(card.step, "")) if card.step != "today" else said_due(card), card.text])
        )
    at = current().clock.local(card.due)
    if at.date() - current().clock.today() > NEAR:
        day = f"{at:%m-%d}"
    elif current().language.startswith("zh"):
        day = f"周{CHINESE_WEEKDAYS[at.weekday()]}"
    else:
        day = WEEKDAYS[at.weekday()]
    return " ".join(filter(None, [day, card.text]))
