"""The checks that every base has: most are a filter like any of the team's own; what no filter can say is found here, or in a room.

A room that has something to check adds a line to :data:`BUILT_IN`. Its ``finder`` (``module:function``) takes the workspace and a filter
already read, and gives by ref what is wrong, with the values that the message and the fix name beyond the record's own fields.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_cli.people import cleaning
from crm_cli.records.filters import Filter
from crm_cli.records.nouns.leads import Lead
from crm_cli.records.nouns.users import User
from crm_cli.records.numbers import plain_money
from crm_cli.records.registry import load
from crm_cli.workspace import Workspace

Wrong = dict[str, Mapping[str, Any]]
SHOWN = 3  # of the others that have the same phone
HOUR = 60


class BuiltIn(NamedTuple):
    """A check of the program's own, with its name and message in each language."""

    noun: str
    names: Mapping[str, str]
    messages: Mapping[str, str]
    severity: str = "warning"
    filter: str | None = None
    fix: str | None = None
    finder: str = ""


def _said(en: str, zh: str) -> Mapping[str, str]:
    return {"en": en, "zh_CN": zh}


_HERE = "crm_cli.insight.builtin"
_PRICES = "crm_cli.insight.pricechecks"
_OPEN_LEAD = "type=new,working,nurturing,qualified"
_OVERDUE = _said(
    "no contact for {days} days, “{rule}” allows {limit}: crm pool apply",
    "{days} 天没有联系，规则“{rule}”为 {limit} 天：crm pool apply",
)
_NOBODYS = _said("nobody owns it, or its owner has left", "无人负责，或负责人已离开")
BUILT_IN: dict[str, BuiltIn] = {
    "late-lead": BuiltIn(
        "lead", _said("Lead over its first-response time", "线索首次响应超时"),
        _said("waits for {hours} working hours", "已等待 {hours} 个工作小时"), "error", finder=f"{_HERE}:late_leads",
    ),
    "client-gone": BuiltIn(
        "opp", _said("Open deal of a client that is gone", "进行中的商机，客户已合并或删除"),
        _said("its client was merged or removed", "客户已合并或删除"), "error", fix="client={survivor}", finder=f"{_HERE}:astray",
    ),
    "ownerless-opp": BuiltIn(
        "opp", _said("Open deal without an owner", "商机无负责人"), _NOBODYS, "error",
        "status=open owner=none or status=open owner.active=no", "owner={client.owner}",
    ),
    "ownerless-lead": BuiltIn(
        "lead", _said("Open lead without an owner", "线索无负责人"), _NOBODYS, "error", finder=f"{_HERE}:nobodys_leads",
    ),
    "ownerless-client": BuiltIn(
        "client", _said("Client without an owner", "客户无负责人"), _NOBODYS, finder=f"{_HERE}:nobodys_clients",
    ),
    "pool-client": BuiltIn(
        "client", _said("Client that should be in the pool", "客户应进公海而未进"), _OVERDUE, finder=f"{_HERE}:overdue_clients",
    ),
    "pool-lead": BuiltIn(
        "lead", _said("Lead that should be in the pool", "线索应进公海而未进"), _OVERDUE, finder=f"{_HERE}:overdue_leads",
    ),
    "over-capacity": BuiltIn(
        "user", _said("Holds more than the pool allows", "持有数超过上限"),
        _said("{clients} clients and {leads} open leads, of each {most} at most", "客户 {clients} 个，进行中的线索 {leads} 个，各最多 {most} 个"),
        finder=f"{_HERE}:over_capacity",
    ),
    "stated-quote": BuiltIn(
        "quote", _said("Quote that does not add up", "报价金额不符"), _said("comes to {came}, stated elsewhere {stated}", "计算为 {came}，原系统写 {stated}"),
        finder=f"{_HERE}:misstated",
    ),
    "quote-expiring": BuiltIn(
        "quote", _said("Quote about to expire", "报价即将过期"), _said("sent, holds until {valid}", "已发出，有效期至 {valid}"),
        filter="status=sent valid=today..+7d",
    ),
    "late-order": BuiltIn(
        "order", _said("Order not delivered in time", "订单逾期未交货"), _said("was promised for {due}", "应于 {due} 交货"), "error", filter="late=yes",
    ),
    "order-unbilled": BuiltIn(
        "order", _said("Delivered and not billed", "已发货未开票"), _said("went out on {delivered}, not all of it is billed", "{delivered} 已发完货，尚未开齐发票"),
        filter="status=delivered delivered<-7d",
    ),
    "plan-overdue": BuiltIn(
        "order", _said("Payment plan behind", "付款计划逾期"), _said("{parts}: {left} should have come", "{parts}：{left} 应收未收"),
        finder=f"{_HERE}:behind_plan",
    ),
    "past-close": BuiltIn(
        "opp", _said("Past its close date", "已过预计成交日"), _said("was to close on {close}", "预计 {close} 成交"), filter="status=open close<today",
    ),
    "no-next-step": BuiltIn(
        "opp", _said("Open deal without a next step", "商机无下一步"), _said("nothing is planned, stage {stage}", "没有计划，阶段：{stage}"),
        filter="status=open next_step=none",
    ),
    "rotten": BuiltIn(
        "opp", _said("Too long in its stage", "在阶段停留过久"),
        _said("{still} days without a move; {stage} bears {stage.rot_days}", "{still} 天没有动静；{stage}最多 {stage.rot_days} 天"),
        finder=f"{_HERE}:rotten",
    ),
    "overdue-task": BuiltIn(
        "task", _said("Task long overdue", "任务逾期过久"), _said("was due {due}", "应于 {due} 完成"), filter="status=open due<-14d",
    ),
    "neglected": BuiltIn(
        "client", _said("Client not spoken to for too long", "客户太久没有联系"),
        _said("waited the most its level or a tag allows, or longer; last contact {last_contact}", "已到或超过级别或标签允许的最多天数，最近联系 {last_contact}"),
        filter="cadence=critical",
    ),
    "same-phone": BuiltIn(
        "client", _said("One phone in several clients", "多个客户同一电话"), _said("also of {others}", "同号：{others}"), finder=f"{_HERE}:same_phone",
    ),
    "unlike-stage": BuiltIn(
        "opp", _said("Probability unlike its stage", "赢率与阶段不符"),
        _said("{probability}, while {stage} stands for {stage.probability}", "{probability}，而{stage}为 {stage.probability}"), "hint",
        finder=f"{_HERE}:unlike_stage",
    ),
    "prices-outdated": BuiltIn(
        "quote", _said("Open quote older than a price change", "报价之后价格有变"),
        _said("{product} is {now} by now, it was {before} when it was quoted", "{product} 现价 {now}，报价时为 {before}"), finder=f"{_PRICES}:outdated",
    ),
    "prices-floor": BuiltIn(
        "quote", _said("Open quote below the floor", "报价低于底价"), _said("{product}: {price}, the floor is {floor}", "{product}：{price}，底价 {floor}"),
        "error", finder=f"{_PRICES}:below_floor",
    ),
    "prices-two": BuiltIn(
        "quote", _said("Two prices open at once", "同一客户同时有两个价格"),
        _said("{product}: {price} here, {other_price} in {other}", "{product}：此处 {price}，{other} 中 {other_price}"), finder=f"{_PRICES}:two_open",
    ),
    "prices-double": BuiltIn(
        "price", _said("Two prices of a book on the same day", "价格表同日有两个价格"), _said("{other} holds at the same time", "与 {other} 同时有效"),
        "error", finder=f"{_PRICES}:two_at_once",
    ),
    "unpaid": BuiltIn(
        "invoice", _said("Invoice not paid in time", "发票逾期未收"), _said("{left} was due {due}", "{left} 应于 {due} 收到"), filter="status=overdue",
    ),
    "draft-over": BuiltIn(
        "payment", _said("Acceptance draft without a day", "承兑汇票没有到期日"), _said("nobody said when {amount} matures", "{amount} 何时到期没有写明"), "hint",
        filter="method=draft matures=none amount>0",
    ),
    "over-credit": BuiltIn(
        "client", _said("Client over its credit limit", "客户超过信用额度"), _said("{exposure} of {credit_limit}", "已用 {exposure}，额度 {credit_limit}"),
        finder="crm_cli.sales.credit:over_limit",
    ),
    "approval-waiting": BuiltIn(
        "approval", _said("Approval that has waited too long", "审批等待过久"), _said("{quote} waits since {created}", "{quote} 自 {created} 起等待"),
        filter="status=waiting created<-2d",
    ),
    "contract-ending": BuiltIn(
        "contract", _said("Contract that ends, or needs notice", "合同将到期或须发通知"), _said("to be seen to by {act}; its term ends on {until}", "须在 {act} 前处理；本期到 {until}"),
        finder="crm_cli.sales.contracts:check_ending",
    ),
    "contract-unfiled": BuiltIn(
        "contract", _said("Contract in force without its signed file", "生效合同没有签字文件"), _said("its signed file is nowhere", "没有登记签字文件"), "hint",
        filter="status=active file=none",
    ),
    "membership-over": BuiltIn(
        "membership", _said("Membership that has lapsed", "会员已过期"), _said("ended on {end}", "已于 {end} 到期"), "hint", filter="ended=none end<today",
    ),
    "points-below-zero": BuiltIn(
        "membership", _said("Member with fewer points than none", "会员积分为负"), _said("{points} points", "积分 {points}"), "error", filter="points<0",
    ),
    "unreachable": BuiltIn(
        "client", _said("Client without a way to reach it", "客户没有联系方式"),
        _said("no phone, e-mail or account, nor any contact who has one", "没有电话、邮箱、微信，联系人也没有"), "hint", finder=f"{_HERE}:unreachable",
    ),
}  # fmt: skip


def behind_plan(crm: Workspace, wanted: Filter) -> Wrong:
    """Orders of which a part should have come by their plan; a retention only once it is due itself."""
    from crm_cli.sales import plans  # only where something was ordered

    found: Wrong = {}
    for order, late in plans.behind(crm):
        if crm.holds(crm.query("order", wanted), order.id):
            said = ", ".join(one.part.name or str(one.due) for one in late)
            found[order.ref] = {
                "parts": said,
                "left": plain_money(sum(one.left for one in late), order.currency or crm.currency),
            }
    return found


def late_leads(crm: Workspace, wanted: Filter) -> Wrong:
    """New leads that wait for an answer for longer than was agreed."""
    from crm_cli.records import filters  # only where leads are checked

    (new,) = filters.read("lead", ["type=new", "responded=none"], crm)
    found = crm.matching(Lead, tuple((*new, *group) for group in wanted), sort="created")
    return {one.lead.ref: {"hours": one.minutes // HOUR} for one in cleaning.late(crm, found)}


def nobodys_leads(crm: Workspace, wanted: Filter) -> Wrong:
    """Open leads whose owner has left, and those of nobody unless that is the pool."""
    return _nobodys(crm, "lead", wanted, [_OPEN_LEAD])


def nobodys_clients(crm: Workspace, wanted: Filter) -> Wrong:
    """Clients whose owner has left, and those of nobody unless that is the pool."""
    return _nobodys(crm, "client", wanted, [])


def _nobodys(crm: Workspace, noun: str, wanted: Filter, more: list[str]) -> Wrong:
    from crm_cli.people import pool  # only where something may be nobody's
    from crm_cli.records import filters

    pooled = any(rule.noun_name == noun for rule in pool.ordered(crm))
    words = [*more, "owner.active=no"] if pooled else [*more, "owner=none", "or", *more, "owner.active=no"]
    both = tuple((*mine, *group) for mine in filters.read(noun, words, crm) for group in wanted)
    return {one.ref: {} for one in crm.matching(load(noun), both)}


def overdue_clients(crm: Workspace, wanted: Filter) -> Wrong:
    """Clients that a rule of the pool lets nobody keep any longer."""
    return _overdue(crm, "client", wanted)


def overdue_leads(crm: Workspace, wanted: Filter) -> Wrong:
    """Leads that a rule of the pool lets nobody keep any longer."""
    return _overdue(crm, "lead", wanted)


def _overdue(crm: Workspace, noun: str, wanted: Filter) -> Wrong:
    if crm.is_empty("poolrule"):
        return {}
    from crm_cli.people import pool  # only where the pool has rules

    late = {move.record.id: move for move in pool.due(crm, [noun])}
    rows = crm.report("pool_among", crm.query(noun, wanted), ids=json.dumps(list(late)))
    chosen = {identity for (identity,) in rows}
    return {
        move.record.ref: {"days": move.days, "rule": move.rule.name, "limit": move.rule.days}
        for identity, move in late.items()
        if identity in chosen
    }


def over_capacity(crm: Workspace, wanted: Filter) -> Wrong:
    """Who holds more clients, or more open leads, than one may hold to take another from the pool."""
    from crm_cli.people import taking  # only where it is checked

    held = {one.id: one for one in taking.shares(crm) if one.over}
    found = [(user.ref, held[user.id]) for user in crm.matching(User, wanted) if user.id in held]
    return {ref: {"clients": one.clients, "leads": one.leads, "most": one.most} for ref, one in found}


def astray(crm: Workspace, wanted: Filter) -> Wrong:
    """Open deals of a client that was merged or is gone; the survivor is whose they are."""
    return {ref: {"survivor": into} for ref, into in crm.report("check_astray", crm.query("opp", wanted))}


def rotten(crm: Workspace, wanted: Filter) -> Wrong:
    """Open deals that nothing moved for longer than their stage bears."""
    return {ref: {"still": days} for ref, days in crm.report("check_rotten", crm.query("opp", wanted))}


def unlike_stage(crm: Workspace, wanted: Filter) -> Wrong:
    """Open deals whose own probability would fit another stage better."""
    return {ref: {} for (ref,) in crm.report("check_chance", crm.query("opp", wanted))}


def misstated(crm: Workspace, wanted: Filter) -> Wrong:
    """Quotes from elsewhere whose total is not what its parts, or our lines, come to; none is corrected."""
    found = crm.report("check_stated", crm.query("quote", wanted))
    return {
        ref: {"came": plain_money(came, currency), "stated": plain_money(stated, currency)}
        for ref, came, stated, currency in found
    }


def unreachable(crm: Workspace, wanted: Filter) -> Wrong:
    """Clients whom nobody could call or write to."""
    return {ref: {} for (ref,) in crm.report("check_unreachable", crm.query("client", wanted))}


def same_phone(crm: Workspace, wanted: Filter) -> Wrong:
    """Clients one of whose phones another client has too."""
    by_key: dict[str, list[tuple[str, bool]]] = {}
    for key, ref, chosen in crm.report("check_phones", crm.query("client", wanted)):
        by_key.setdefault(key, []).append((ref, bool(chosen)))
    others: dict[str, dict[str, None]] = {}
    for holders in by_key.values():
        near = [ref for ref, _chosen in holders[: SHOWN + 1]]
        for ref in (ref for ref, chosen in holders if chosen):
            others.setdefault(ref, {}).update(dict.fromkeys(other for other in near if other != ref))
    return {ref: {"others": " ".join(list(found)[:SHOWN])} for ref, found in others.items()}
