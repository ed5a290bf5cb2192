"""What can go wrong, each with its exit code and a stable English word for scripts."""

from collections.abc import Mapping, Sequence

from crm_cli.i18n import N_


class CrmError(Exception):
    """An error with an English message, named values, and what to try next.

    ``message`` and ``hint`` are catalogue keys; ``values`` fill their ``{names}``. A value that is itself
    a catalogue key is wrapped in :class:`Word`, so that the door translates it too. ``candidates`` are words that may
    have been meant, or records (:class:`Candidate`).
    """

    exit = 1
    code = "failure"

    def __init__(
        self, message: str, *, hint: str | None = None, candidates: Sequence[str] = (), **values: object
    ) -> None:
        self.message = message
        self.hint = hint
        self.candidates = tuple(candidates)
        self.values = values
        super().__init__(message.format_map(values))


class Word(str):
    """A value inside a message that has a translation of its own (a label, a noun, a choice)."""


class Typed(str):
    """A value that stands in a hint as it is: already a piece of a command line."""


class Candidate(str):
    """A record an error may be about: a line for people, and ``told`` for programs."""

    told: Mapping[str, object]

    def __new__(cls, text: str, /, **told: object) -> "Candidate":
        made = super().__new__(cls, text)
        made.told = told
        return made


class Failure(CrmError):
    """Something of ours failed: a full disk, a damaged file."""


class Invalid(CrmError):
    """What was typed, or read from a file, cannot be understood or is not allowed as a value."""

    exit = 2
    code = "invalid"


class NotFound(CrmError):
    """Nothing answers to that name, or the file is not there."""

    exit = 3
    code = "not_found"


class Conflict(CrmError):
    """What is there already stands against it."""

    exit = 4
    code = "conflict"


class Duplicate(Conflict):
    """The same record seems to exist."""

    code = "duplicate"


class Ambiguous(Conflict):
    """More than one record answers to that name."""

    code = "ambiguous"


class Denied(CrmError):
    """The user has no right to do it."""

    exit = 5
    code = "denied"


class Busy(CrmError):
    """Another process holds the base for too long."""

    exit = 6
    code = "busy"


class Newer(CrmError):
    """The base was written by a newer program."""

    exit = 6
    code = "newer"


class Partial(CrmError):
    """Done in part: some rows were refused and written to a file."""

    exit = 7
    code = "partial"


class Attention(CrmError):
    """There is something to see."""

    exit = 8
    code = "attention"


NOT_UNDERSTOOD = N_("{text} is not understood")
