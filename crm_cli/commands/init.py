"""``crm init``: begin a base, with sane answers to every question."""

from typing import Annotated

import typer

from crm_cli.commands.answering import done, earlier
from crm_cli.commands.options import Json, Once, Quiet
from crm_cli.config import spoken
from crm_cli.context import Run, current, login
from crm_cli.errors import Conflict, Invalid
from crm_cli.i18n import N_, _
from crm_cli.insight import checks
from crm_cli.people import statuses
from crm_cli.records.countries import COUNTRIES, country
from crm_cli.records.nouns.users import User
from crm_cli.sales import pipelines
from crm_cli.team.founding import found


def init(
    me: Annotated[str | None, typer.Option(metavar="NAME", help=N_("Your name in the base"))] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CODE", help=N_("CN, DE, US …: how numbers, dates and phones are read"))
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="LANGUAGE", help=N_("Of the names of stages and statuses: en or zh_CN"))
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help=N_("Another currency than the country's"))
    ] = None,
    pipeline: Annotated[str | None, typer.Option(metavar="NAME", help=N_("The name of the pipeline"))] = None,
    team: Annotated[str | None, typer.Option(metavar="NAME", help=N_("The name of your team"))] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=N_("Take sane answers without asking"))] = False,
    once: Once = None,
    as_json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - the option sets the run's own
) -> None:
    """Begin a base: its country, language and currency, you, your team and a pipeline.

    On a terminal it asks; with --yes, or in a script, it takes what is sane for the language of the system.

    Example:
      crm init
      crm init --yes --me 王芳 --country CN
      crm init --yes --me "Ann Lee" --country US --pipeline Hardware
    """
    run = current()
    if run.base.exists() and earlier(once, as_json, ["user"]):
        return
    _refuse_second(run)
    run.create = True
    ask = _Questions(run, yes)
    tongue = language or ask(_("Language (en, zh_CN)"), run.language)
    tongue = _language(tongue)
    where = _country(country or ask(_("Country"), _usual(tongue)))
    name = me or ask(_("Your name"), login() or "me")
    money = currency or ask(_("Currency"), COUNTRIES[where].currency)
    line = pipeline or ask(_("Name of the pipeline"), pipelines.STANDARD_NAMES[tongue])
    user = _begin(run, where, tongue, money, name, line, team or (_("Sales")), once)
    done(_("the base {path} is yours").format(path=run.base), [user], json=as_json, hint="crm client add …")


def _begin(run: Run, where: str, tongue: str, money: str, name: str, line: str, team: str, once: str | None) -> User:
    crm = run.workspace
    with crm.step("crm init", once=once):
        user = found(crm, me=name, login=login(), country=where, language=tongue, currency=money, team=team)
        pipelines.install(crm, tongue, line)
        statuses.install(crm, tongue)
        checks.install(crm, tongue)
    return user


def _refuse_second(run: Run) -> None:
    """A base that has somebody in it is not begun again."""
    if run.base.exists() and run.base.stat().st_size and run.workspace.count("user"):
        raise Conflict(
            N_("there is a base at {path} already, with {count} clients"), hint="crm --db FILE init",
            path=str(run.base), count=run.workspace.count("client"),
        )  # fmt: skip


def _language(text: str) -> str:
    if found := spoken(text):
        return found
    raise Invalid(N_("“{text}” is not a language of the program"), hint="--language en|zh_CN", text=text)


def _usual(tongue: str) -> str:
    return "CN" if tongue == "zh_CN" else "US"


def _country(text: str) -> str:
    return country(text.strip().upper()).code


class _Questions:
    """Asks on a terminal; elsewhere, or with --yes, the offered answer is taken."""

    def __init__(self, run: Run, yes: bool) -> None:
        self.run, self.silent = run, yes or not run.interactive

    def __call__(self, question: str, offered: str) -> str:
        if self.silent:
            return offered
        return (self.run.ask(f"{question} [{offered}]: ") or "").strip() or offered
