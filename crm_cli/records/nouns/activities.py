"""An activity: something that was done, with whom, when, and what came of it."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

KINDS = {
    "call": N_("call"),
    "visit": N_("visit"),
    "return_visit": N_("return visit"),
    "email": N_("e-mail"),
    "meeting": N_("meeting"),
    "sms": N_("SMS"),
    "wechat": N_("WeChat"),
    "fax": N_("fax"),
    "voice": N_("voice message"),
    "note": N_("note"),
    "task": N_("task"),
    "gift": N_("gift"),
}
REAL_CONTACT = ("call", "visit", "return_visit", "email", "meeting", "sms", "wechat", "fax", "voice", "gift")
DIRECTIONS = {"out": N_("outgoing"), "in": N_("incoming")}
WAYS = {"out": "去电 打出 拨出 outbound", "in": "来电 打入 inbound"}  # what people write for them beside their names
UNREACHED = ("no_answer", "busy", "wrong_number", "refused")  # nobody was spoken to
OUTCOMES = {
    "connected": N_("connected"),
    "no_answer": N_("no answer"),
    "busy": N_("busy"),
    "voicemail": N_("left a message"),
    "wrong_number": N_("wrong number"),
    "refused": N_("call declined"),
    "done": N_("done"),
}
RESULTS = {  # what people write for them beside their names
    "connected": "接通 通了 打通 打通了 已接 接听 answered", "no_answer": "没接 未接 没人接 没打通 未接通 未接听 no-answer unanswered", "busy": "忙 忙线 正忙",
    "voicemail": "留言 留了言 voice-mail", "wrong_number": "空号 打错 打错了", "refused": "拒接 挂断 declined", "done": "完成",
}  # fmt: skip


@of.record("activity")
class Activity(of.Record):
    """Something that was done. ``at`` is when it really happened; ``created`` when it was written down.

    ``seconds`` are how long a call was talked, as an exchange measured it; ``phone`` the number of the other side.
    """

    kind: str = of.choice(N_("Kind"), choices=KINDS, required=True, listed=True)
    at: str = of.time(N_("When"), required=True, listed=True, prefer="past")
    client: str | None = of.link(N_("Client"), to="client", listed=True, on_remove="cascade")
    contact: str | None = of.link(N_("Contact"), to="contact", listed=True, on_remove="clear")
    opportunity: str | None = of.link(N_("Opportunity"), to="opp", on_remove="clear")
    lead: str | None = of.link(N_("Lead"), to="lead", on_remove="cascade")
    text: str | None = of.longtext(N_("Text"), listed=True, searched="text")
    direction: str | None = of.choice(N_("Direction"), choices=DIRECTIONS, words=WAYS)
    outcome: str | None = of.choice(N_("Outcome"), choices=OUTCOMES, words=RESULTS, open=True, listed=True)
    minutes: int | None = of.number(N_("Minutes"))
    seconds: int | None = of.number(N_("Seconds"))
    phone: str | None = of.phone(N_("Phone"), key="phone", personal=True)
    people: str | None = of.links(N_("With"), to="user,contact")
    about: str | None = of.links(N_("Also about"), to="client,contact,opp,lead")
    video: str | None = of.url(N_("Video link"))
    tags: str | None = of.tags(N_("Tags"), to="tag")
    owner: str | None = of.link(N_("By"), to="user", listed=True, on_remove="refuse")
