"""What crm log asks of a line: what was done with whom, what follows, and who is new."""

from typing import Annotated

from crm_cli.commands.declaring import Argument, Option
from crm_cli.commands.options import UNKNOWN
from crm_cli.i18n import N_

FOLLOWS = N_("What follows")

Kind = Annotated[
    str | None,
    Argument(
        metavar="KIND",
        help=N_("call, visit, return_visit, email, meeting, sms, wechat, fax, voice, note, task or gift"),
    ),
]
Who = Annotated[
    str | None,
    Argument(metavar="WHO", help=N_("A client, contact or lead, by name, phone, ref …; “-” reads refs from stdin")),
]
Text = Annotated[str | None, Argument(metavar="TEXT", help=N_("What was said; “-” reads it from stdin"))]
Direction = Annotated[str | None, Option("--direction", metavar="in|out", help=N_("Who called whom"))]
At = Annotated[str | None, Option("--at", metavar="WHEN", help=N_("When it really happened, such as yesterday 15:00"))]
With = Annotated[str | None, Option("--with", metavar="A,B", help=N_("Who else was there: colleagues, contacts"))]
About = Annotated[
    str | None, Option("--about", metavar="A,B", help=N_("What else it was about: clients, contacts, deals"))
]
Video = Annotated[str | None, Option("--video", metavar="URL", help=N_("The video link of a meeting"))]
TextFile = Annotated[str | None, Option("-F", "--file", metavar="FILE", help=N_("Read the text from a file, or “-”"))]
Next = Annotated[
    str | None,
    Option(
        "--next", metavar="STEP", help=N_("When and what comes next: fri 10:00 send the quote"), rich_help_panel=FOLLOWS
    ),
]
Deal = Annotated[str | None, Option("--opp", metavar="DEAL", help=N_("The deal it is about"), rich_help_panel=FOLLOWS)]
Stage = Annotated[
    str | None,
    Option("--stage", metavar="STAGE", help=N_("The stage the deal is in now"), rich_help_panel=FOLLOWS),
]
Amount = Annotated[
    str | None,
    Option("--amount", metavar="AMOUNT", help=N_("What the deal is worth now"), rich_help_panel=FOLLOWS),
]
Price = Annotated[
    list[str] | None,
    Option(
        "--price",
        metavar="PRICE",
        help=N_("What a product was said to cost: “GTX Pro @4500”, “GTX Pro x50 @4300”; may be given several times"),
        rich_help_panel=FOLLOWS,
    ),
]
Ordered = Annotated[
    list[str] | None,
    Option(
        "--order",
        metavar="LINE",
        help=N_("What was ordered, as a line of an order: “GTX Pro x3 -5%”; may be given several times"),
        rich_help_panel=FOLLOWS,
    ),
]
Settles = Annotated[
    str | None,
    Option(
        "--done",
        metavar="[TASK]",
        help=N_("The task it settles; alone, the one due first"),
        rich_help_panel=FOLLOWS,
    ),
]
Create = Annotated[
    str | None,
    Option("--create", metavar="lead|client", help=N_("Who is unknown is written down too"), rich_help_panel=UNKNOWN),
]
