"""What is told of a deal in two lines: whose it is and what comes next, then how it stands."""

from crm_cli.i18n import _, language, ngettext
from crm_cli.insight.board import About, Card
from crm_cli.records.nouns.quotes import STATUSES
from crm_cli.records.numbers import format_money
from crm_cli.telling.steps import said_step


def told(card: Card, about: About | None) -> list[str]:
    """``清华同方 C3 · 二期扩容 D21 · ¥120万 · 今天 10:00 发报价``, and ``方案 9 天 · 预计 12-18 · 胜率 50% · 决策 李明 · 竞争 神州数码 · QT-2026-0041 已发送 · 王芳``."""
    client = " ".join(filter(None, [card.client or "-", about.client if about else None]))
    money = "" if card.value is None else format_money(card.value, card.currency, language(), short=True)
    stands = " ".join(filter(None, [card.stage, _days(card.days)]))
    facts = [stands, _day(card), *(_facts(card, about) if about else []), card.owner]
    return [
        " · ".join(filter(None, [client, f"{card.name} {card.ref}", money, said_step(card)])),
        " · ".join(filter(None, facts)),
    ]


def _facts(card: Card, about: About) -> list[str]:
    """The chance of what is open, who decides, whom it is up against, the quote."""
    found = []
    if about.chance is not None and card.step:
        found.append(_("chance {share}%").format(share=f"{about.chance / 100:g}"))
    if about.decides:
        found.append(_("{name} decides").format(name=about.decides))
    if about.rival:
        found.append(_("against {name}").format(name=about.rival))
    if about.quote:
        version = f" v{about.version}" if about.version and about.version > 1 else ""
        status = _(STATUSES.get(about.status or "", about.status or ""))
        found.append(f"{about.number or about.quote}{version} {status}")
    return found


def _days(days: int | None) -> str:
    return "" if days is None else ngettext("{n} day", "{n} days", days).format(n=days)


def _day(card: Card) -> str:
    if not card.close:
        return ""
    return (_("expected {day}") if card.step else _("closed {day}")).format(day=card.close)
