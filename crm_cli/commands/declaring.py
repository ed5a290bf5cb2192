"""What a command takes, as its function declares it: enough to read a line that is right, and all that Typer is told of it."""

from collections.abc import Callable, Sequence
from types import NoneType, UnionType
from typing import Any, NamedTuple

REQUIRED = ...


class Exit(Exception):
    """The run ends here, with this code."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class Abort(Exception):
    """Whoever was asked said no."""


class Declared:
    """A parameter, declared in the signature (``Annotated[str, Option("--to")]``); the settings are called as in Typer."""

    def __init__(
        self,
        *names: str,
        metavar: str | None = None,
        help: str | None = None,  # noqa: A002 - its name in Typer
        rich_help_panel: str | None = None,
        min: float | None = None,  # noqa: A002 - its name in Typer
        max: float | None = None,  # noqa: A002 - its name in Typer
        callback: Callable[[Any], Any] | None = None,
        is_eager: bool = False,
        hidden: bool = False,
    ) -> None:
        self.names, self.metavar, self.callback = names, metavar, callback
        self.low, self.high = min, max
        self.settings: dict[str, Any] = {
            "metavar": metavar, "help": help, "rich_help_panel": rich_help_panel, "min": min, "max": max, "callback": callback,
            "is_eager": is_eager, "hidden": hidden,
        }  # fmt: skip


class Option(Declared):
    """``--to NAME``, ``--yes``."""


class Argument(Declared):
    """A word by its place on the line."""


class Parameter(NamedTuple):
    """A parameter of a command's function; ``default`` is :data:`REQUIRED` where it must be given."""

    name: str
    annotation: Any
    default: Any

    @property
    def declared(self) -> Any:
        """Its :class:`Option` or :class:`Argument`."""
        return self.annotation.__metadata__[0]

    @property
    def names(self) -> Sequence[str]:
        """What an option is called on the line: as declared, else after the parameter; a pair (``--on/--off``) only Typer reads."""
        return [name for name in self.declared.names if "/" not in name] or ["--" + self.name.replace("_", "-")]

    @property
    def many(self) -> bool:
        """It takes several words."""
        return getattr(self._plain, "__origin__", None) is list

    @property
    def kind(self) -> Any:
        """What a word of it becomes: str, int, float, bool."""
        return self._plain.__args__[0] if self.many else self._plain

    @property
    def _plain(self) -> Any:
        said = self.annotation.__origin__
        return next(one for one in said.__args__ if one is not NoneType) if type(said) is UnionType else said


def parameters(function: Callable[..., Any]) -> Sequence[Parameter]:
    """What a function takes, in order: what was put together for it, else what its signature says."""
    if hasattr(function, "takes"):
        return list(function.takes)
    code, last = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    defaults = dict(zip(names[code.co_argcount - len(last) :], last, strict=False)) | (function.__kwdefaults__ or {})
    return [Parameter(name, function.__annotations__[name], defaults.get(name, REQUIRED)) for name in names]


def without(function: Callable[..., Any], *names: str) -> Callable[..., Any]:
    """The function without some of what it takes."""
    return taking(function, [one for one in parameters(function) if one.name not in names])


def taking(function: Callable[..., Any], takes: Sequence[Parameter]) -> Callable[..., Any]:
    """The function, which takes these parameters in place of those of its signature."""
    function.takes = takes  # type: ignore[attr-defined]
    return function
