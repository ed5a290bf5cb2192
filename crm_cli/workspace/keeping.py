"""What can be done with the file of a base while nobody works in it as a user: copies of it, and what is wrong with it."""

from crm_cli.store.copying import (
    Lost,
    Summary,
    beside,
    checked,
    copy,
    copy_as_it_is,
    identity,
    lost,
    put_back,
    same_base,
    summary,
)
from crm_cli.store.examine import Finding, examine, repair
from crm_cli.store.wrong import Wrong

__all__ = [
    "Finding", "Lost", "Summary", "Wrong", "beside", "checked", "copy", "copy_as_it_is", "examine", "identity", "lost", "put_back", "repair",
    "same_base", "summary",
]  # fmt: skip
