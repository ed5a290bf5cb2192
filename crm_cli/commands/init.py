"""``crm init``: begin a base, with sane answers to every question."""

from collections.abc import Callable
from typing import Annotated

from crm_cli.agenda.presets import declared, laying
from crm_cli.commands.answering import ASKED_AGAIN, done, earlier
from crm_cli.commands.declaring import Option
from crm_cli.commands.options import Json, Once, Quiet
from crm_cli.config import spoken
from crm_cli.context import Run, current, login
from crm_cli.errors import Conflict, CrmError, Invalid
from crm_cli.i18n import N_, _
from crm_cli.insight import checks
from crm_cli.people import statuses
from crm_cli.records.checks import currency as known_currency
from crm_cli.records.countries import COUNTRIES, country
from crm_cli.records.nouns.users import User
from crm_cli.sales import pipelines
from crm_cli.team.founding import found


def init(
    me: Annotated[str | None, Option(metavar="NAME", help=N_("Your name in the base"))] = None,
    country: Annotated[
        str | None, Option(metavar="CODE", help=N_("CN, DE, US …: how numbers, dates and phones are read"))
    ] = None,
    language: Annotated[
        str | None, Option(metavar="LANGUAGE", help=N_("Of the names of stages and statuses: en or zh_CN"))
    ] = None,
    currency: Annotated[str | None, Option(metavar="CODE", help=N_("Another currency than the country's"))] = None,
    pipeline: Annotated[str | None, Option(metavar="NAME", help=N_("The name of the pipeline"))] = None,
    preset: Annotated[
        str | None,
        Option(metavar="PRESET", help=N_("How you sell: crm preset list; without one, a plain pipeline")),
    ] = None,
    team: Annotated[str | None, Option(metavar="NAME", help=N_("The name of your team"))] = None,
    yes: Annotated[bool, Option("--yes", "-y", help=N_("Take sane answers without asking"))] = False,
    once: Once = None,
    as_json: Json = False,
    quiet: Quiet = False,  # noqa: ARG001 - the option sets the run's own
) -> None:
    """Begin a base: its country, language and currency, you, your team and a pipeline.

    On a terminal it asks; with --yes, or in a script, it takes what is sane for the language of the system.

    Example:
      crm init
      crm init --yes --me Nora --country CN
      crm init --yes --me "Ann Lee" --country US --pipeline Hardware
      crm init --yes --preset project
    """
    run = current()
    if run.base.exists() and earlier(once, as_json, ["user"]):
        return
    _refuse_second(run)
    run.create = True
    ask = _Questions(run, yes)
    tongue = _language(language) if language else ask(_("Language (en, zh_CN)"), run.language, read=_language)
    where = _country(country) if country else ask(_("Country"), _usual(tongue), read=_country)
    name = me or ask(_("Your name"), login() or "me")
    money = currency or ask(_("Currency"), COUNTRIES[where].currency, read=known_currency)
    way = _way(ask, preset, tongue)
    line = _line(ask, way, pipeline, tongue)
    user = _begin(run, where, tongue, money, name, way, line, team or (_("Sales")), once)
    done(_("the base {path} is yours").format(path=run.base), [user], json=as_json, hint="crm client add …")


def _begin(
    run: Run, where: str, tongue: str, money: str, name: str, way: declared.Preset | None, line: str | None, team: str, once: str | None,
) -> User:  # fmt: skip
    crm = run.workspace
    with crm.step("crm init", once=once):
        user = found(crm, me=name, login=login(), country=where, language=tongue, currency=money, team=team)
        if way is None:
            pipelines.install(crm, tongue, line)
        else:
            laying.apply(crm, way, called=line)
        statuses.install(crm, tongue)
        checks.install(crm, tongue)
    return user


def _way(ask: "_Questions", preset: str | None, tongue: str) -> declared.Preset | None:
    """The preset that is wanted, on a terminal out of a numbered list; none is a plain pipeline."""
    if preset is not None:
        return declared.read(declared.named(preset), tongue)
    chosen = ask(_("How you sell: a number, or Enter for a plain pipeline"), "", _offered, read=_preset)
    return declared.read(chosen, tongue) if chosen else None


def _preset(text: str) -> str:
    return declared.named(text) if text else ""


def _offered() -> list[str]:
    from crm_cli.commands.presets import offered  # only where somebody chooses

    return offered()


def _line(ask: "_Questions", way: declared.Preset | None, pipeline: str | None, tongue: str) -> str | None:
    """The name of the pipeline; a preset with several of them names them itself."""
    own = [one.name for one in way.of("pipeline")] if way else [pipelines.STANDARD_NAMES[tongue]]
    if len(own) == 1:
        return pipeline or ask(_("Name of the pipeline"), own[0])
    if pipeline:
        raise Invalid(
            N_("the preset has {count} pipelines, each with a name of its own"), hint="crm pipeline edit … --name NAME", count=len(own),
        )  # fmt: skip
    return None


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

    def __call__(
        self, question: str, offered: str, among: Callable[[], list[str]] | None = None, *, read: Callable[[str], str] = str
    ) -> str:  # fmt: skip
        """The answer as ``read`` has it; what that refuses is said, and asked again."""
        for again in range(ASKED_AGAIN):
            try:
                return read(self._said(question, offered, among))
            except CrmError as error:
                if self.silent or again + 1 == ASKED_AGAIN:
                    raise
                self.run.renderer.error(error)
        raise AssertionError  # the last time ended above

    def _said(self, question: str, offered: str, among: Callable[[], list[str]] | None) -> str:
        if self.silent:
            return offered
        if among:
            self.run.renderer.say("\n".join(among()))
        shown = f"{question} [{offered}]: " if offered else f"{question}: "
        return (self.run.ask(shown) or "").strip() or offered
