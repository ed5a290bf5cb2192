"""Where a run begins and ends; imports next to nothing, so that a run imports only what it needs."""

import os
import sys

TYPE_CHECKING = False  # typing itself is not needed, and a shell that completes a word has no time for it
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crm_cli.context import Run

INTERRUPTED = 130
COMPLETE = "__complete"
LOG_LIMIT = 1_000_000


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run one line; without ``argv`` the process's own, whose process then ends at once."""
    if argv is not None:
        return run_line(list(argv))
    import gc  # one short run makes less garbage than looking for it costs

    gc.disable()
    os._exit(run_line(sys.argv[1:]))


def run_line(argv: list[str]) -> int:
    """Run one line and return its exit code, whatever happens in it."""
    if argv[:1] == [COMPLETE]:
        from crm_cli.completion.answering import answer  # a shell asks, and loads nothing else

        return answer(argv[1:])
    from crm_cli import context, i18n

    run = context.begin(context.Run(argv))
    run.answering, run.failing = answered, internal_error
    try:
        i18n.bind(run.language)
        return answered(run, argv)
    except KeyboardInterrupt:
        if run.err.isatty():
            run.err.write("\n")  # the shell's next line does not begin behind ^C
        return INTERRUPTED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except BrokenPipeError:  # nobody reads any more: that is how `| head` ends
        return 0
    except Exception as problem:  # of the settings, before there is anything to answer with
        return internal_error(run, problem)
    finally:
        run.close()


def answered(run: "Run", argv: "Sequence[str]") -> int:
    """Answer a line, be it inside another run; whatever it did not foresee must not meet the user as a traceback."""
    from crm_cli.commands import root  # Typer must find the language bound

    try:
        return root.finish(run, root.answer(run, argv))
    except BrokenPipeError:
        raise
    except Exception as problem:
        return internal_error(run, problem)


def internal_error(run: "Run", problem: Exception) -> int:
    """One line for the user; where it happened goes to the log, without the values, which may be somebody's data."""
    import traceback  # only when something broke

    from crm_cli.i18n import _

    if os.environ.get("CRM_DEBUG"):
        traceback.print_exception(problem, file=run.err)
        return 1
    log = _log(type(problem).__name__, "".join(traceback.format_tb(problem.__traceback__)), run)
    text = _("crm: internal error: {kind}; details in {log}")
    if _has_base(run):  # what is damaged breaks rules that hold of all that is whole
        text = _("crm: internal error: {kind}; details in {log}. Try: crm doctor")
    run.err.write(text.format(kind=type(problem).__name__, log=log) + "\n")
    return 1


def _has_base(run: "Run") -> bool:
    try:
        return run.base.is_file()
    except Exception:  # the settings themselves may be what broke
        return False


def _log(kind: str, places: str, run: "Run") -> str:
    from crm_cli import __version__, paths

    path = paths.log_file()
    try:
        paths.make_private(path.parent)
        mode = "w" if path.exists() and path.stat().st_size > LOG_LIMIT else "a"
        with path.open(mode, encoding="utf-8") as log:
            path.chmod(0o600)
            log.write(f"{run.clock.stamp()} crm {__version__} {run.command} {kind}\n{places}\n")
    except OSError:
        return os.devnull
    return str(path)


if __name__ == "__main__":
    main()
