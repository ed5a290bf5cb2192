"""What a file leaves unsaid of tasks: whether the hour is known by which one is due."""

from datetime import time

from crm_cli.exchange.batches import Batch, Reading

TIMED = ("timed",)


class Tasks:
    """An hour makes a task timed, as where it is typed; a day alone does not."""

    def __init__(self, reading: Reading) -> None:
        self.clock = reading.crm.clock

    def __call__(self, batch: Batch) -> None:
        dues = batch.columns.get("due")
        if dues:
            said = batch.columns.get("timed", [None] * len(dues))
            batch.columns["timed"] = [
                self._timed(due) if timed is None else timed for due, timed in zip(dues, said, strict=True)
            ]

    def _timed(self, due: str | None) -> int | None:
        return None if due is None else int(self.clock.local(due).time() != time())
