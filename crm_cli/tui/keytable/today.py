"""Keys of a day, a team's day and a week."""

from crm_cli.i18n import N_
from crm_cli.tui.keytable.key import Key
from crm_cli.tui.keytable.moving import panels


def doing(where: str) -> tuple[Key, ...]:
    """What is done with a line."""
    return (
        Key("done", "d f8", N_("the task is done"), where, footer=N_("tick off")),
        Key("snooze", "s f4", N_("put the task off"), where, footer=N_("put off")),
        Key("log", "c f2", N_("log a call"), where, footer=N_("log")),
        Key("task", "t f6", N_("add a task"), where, footer=N_("task")),
        Key("edit", "e", N_("edit"), where),
        Key("whose", "w f3", N_("mine, my team's, everybody's, a colleague's"), where, footer=N_("whose")),
    )


def days(where: str, before: str, after: str, now: str, what: str) -> tuple[Key, ...]:
    """From one day or week to another."""
    return (
        Key("day(-1)", "[", before, where, footer=what, drawn="[ ]"),
        Key("day(1)", "]", after, where),
        Key("day(0)", ".", now, where),
    )


KEYS = (
    Key("open", "enter", N_("open what the line is about"), "today", footer=N_("look")),
    *days("today", N_("the day before"), N_("the day after"), N_("back to today"), N_("day")),
    *doing("today"),
    Key("week", "v", N_("the week"), "today", footer=N_("week")),
    Key("team", "m", N_("the day of my team"), "today", footer=N_("team")),
    *panels("today"),
    Key("open", "enter", N_("the day of the person, or what the line is about"), "team", footer=N_("look")),
    *days("team", N_("the day before"), N_("the day after"), N_("back to today"), N_("day")),
    Key("reply", "r f7", N_("reply to the report"), "team", footer=N_("reply")),
    *doing("team"),
    *panels("team"),
    Key("open", "enter", N_("open what the line is about"), "week", footer=N_("look")),
    *days("week", N_("the week before"), N_("the week after"), N_("back to this week"), N_("week")),
    *doing("week"),
    *panels("week"),
)
