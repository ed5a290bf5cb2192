"""What is said of a client: who that is, when somebody last spoke to them, and what happened."""

from crm_cli.agenda.full_view import FullView
from crm_cli.agenda.timeline import EVENTS, Event
from crm_cli.context import current
from crm_cli.i18n import _, language
from crm_cli.records.nouns.clients import Client
from crm_cli.records.numbers import format_money
from crm_cli.records.record import Field
from crm_cli.telling.words import linked, listed

HEAD = ("level", "life_stage", "relation", "key_account", "industry")
PLACE = ("region", "city", "district")
HAN = "\u2e80"  # from here on scripts that are written without spaces, the largest place first


def head(client: Client, found: FullView) -> list[str]:
    """Who that is, where, whose; when somebody last spoke to them, and will again."""
    known = current().workspace.fields("client")
    who = [_said(known[name], client) for name in HEAD]
    whose = listed(filter(None, (_said(known[name], client) for name in ("owner", "coowner"))))
    lines = [" · ".join(filter(None, part)) for part in ((*who, _place(client)), (whose, client.phone, client.website))]
    return [*filter(None, lines), _touch(found)]


def _said(field: Field, client: Client) -> str:
    """A field of the client in a word or two; a mark by its name."""
    value = getattr(client, field.name)
    if not value:
        return ""
    if field.kind == "flag":
        return _(field.label)
    return linked(field, value) if field.kind == "link" else _(field.choices.get(value, value))


def _place(client: Client) -> str:
    parts = list(dict.fromkeys(filter(None, (getattr(client, name) for name in PLACE))))
    if any(part < HAN for part in parts):
        return ", ".join(reversed(parts))
    return "".join(parts)


def _touch(found: FullView) -> str:
    """``last contact 2026-11-18 15:55 call 李明 · next 2026-11-22 10:00 send the report``."""
    if found.last:
        words = filter(None, (_moment(found.last.at), _(EVENTS.get(found.last.kind, found.last.kind)), found.last.whom))
        said = _("last contact {when}").format(when=" ".join(words))
    else:
        said = _("never contacted")
    task = next((one for one in found.tasks if one.due), None)
    if task is None:
        return said + " · " + _("no next step")
    return said + " · " + _("next {when}").format(when=f"{_moment(str(task.due), bool(task.timed))} {task.text}")


def _moment(stamp: str, timed: bool = True) -> str:
    return current().clock.local(stamp).strftime("%Y-%m-%d %H:%M" if timed else "%Y-%m-%d")


def happened(event: Event) -> Event:
    """An event in words: which deal moved from where to where, from where a lead came."""
    if event.kind == "stage":
        way = f"{event.note} → {event.text}" if event.note else event.text
        return event._replace(text=_("{label}: {said}").format(label=event.whom, said=way), whom=None, note=None)
    if event.sum:
        return event._replace(note=format_money(*event.sum, language()))
    if event.kind == "converted" and event.note:
        return event._replace(text=f"{event.text} · {event.note}", note=None)
    return event
