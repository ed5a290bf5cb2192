"""What can go wrong, each with its exit code and a stable English word for scripts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from crm_cli.i18n import N_, _, language

HEARD_AS_CONSONANT = ("us", "uni", "eu", "one")


class CrmError(Exception):
    """An error with an English message, named values, and what to try next.

    ``message`` and ``hint`` are catalogue keys; ``values`` fill their ``{names}``. A value that is itself
    a catalogue key is wrapped in :class:`Word`, so that the door translates it too. ``candidates`` are words that may
    have been meant, or records (:class:`Candidate`).
    """

    exit = 1
    code = "failure"
    field = ""
    """The field whose value is wrong, where it is one (:func:`of_field`)."""

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

    def shown(self) -> str:
        """The word in the language of the interface."""
        return _(self)


class One(Word):
    """One of a noun: in English with its article (``an opportunity``), in Chinese the noun alone."""

    word: str

    def __new__(cls, word: str, /) -> "One":
        made = super().__new__(cls, f"{article(word)} {word}")
        made.word = word
        return made

    def shown(self) -> str:
        """As it is said in the language of the interface."""
        return str(self) if language() == "en" else _(self.word)


class Several(Word):
    """Several things in one sentence, joined as the language of the interface joins them."""

    parts: Sequence[str]

    def __new__(cls, parts: Iterable[str], /) -> "Several":
        parts = tuple(parts)
        made = super().__new__(cls, ", ".join(parts))
        made.parts = parts
        return made

    def shown(self) -> str:
        """As it is said in the language of the interface."""
        return ("、" if language().startswith("zh") else ", ").join(self.parts)


def article(word: str) -> str:
    """``an`` before a vowel that is heard as one: an export, but a user and a unit."""
    return "an" if word[:1] in "aeiou" and not word.startswith(HEARD_AS_CONSONANT) else "a"


class Typed(str):
    """A value that stands in a hint as it is: already a piece of a command line."""


class Candidate(str):
    """A record an error may be about: a line for people, and ``told`` for programs."""

    told: Mapping[str, object]

    def __new__(cls, text: str, /, **told: object) -> "Candidate":
        made = super().__new__(cls, text)
        made.told = told
        return made


def told(error: CrmError) -> str:
    """What an error says in the language of the interface, without what to try; for use inside another sentence too."""
    return filled(error.message, error.values)


def filled(key: str, values: Mapping[str, object]) -> str:
    """A text of the catalogue with its values, those that are words of ours translated too."""
    return _(key).format_map({name: _shown(value) for name, value in values.items()})


def _shown(value: object) -> object:
    if isinstance(value, CrmError):  # what went wrong inside
        return told(value)
    return value.shown() if isinstance(value, Word) else value


@contextmanager
def of_field(name: str) -> Iterator[None]:
    """What is wrong in here is wrong in that field: a file names its column."""
    try:
        yield
    except CrmError as error:
        error.field = error.field or name
        raise


class Failure(CrmError):
    """Something of ours failed: a full disk, a damaged file."""


class Invalid(CrmError):
    """What was typed, or read from a file, cannot be understood or is not allowed as a value."""

    exit = 2
    code = "invalid"


class Alone(Invalid):
    """What was typed wants the whole terminal to itself, and there is none."""


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
