"""`hotline`: one command, one module a sub-command under `ivr.commands`.

An error that is not a fault of the program is one line on stderr and a non-zero exit, never a
traceback: 2 where the operator can mend it, 1 where something that should have happened did not.
"""

import errno
import sys
from importlib.metadata import entry_points

import typer

from asr.errors import AsrError
from callback.errors import CallbackError
from dialog.errors import DialogError
from ivr import log
from ivr.commands import (
    areas,
    call,
    callbacks,
    demo,
    fixtures,
    kb,
    models,
    prompts,
    replay,
    scenarios,
    serve,
    speech,
    survey,
)
from ivr.commands import asr as asr_command
from ivr.commands import tickets as tickets_command
from ivr.errors import IvrError, NotAsItShouldBe
from ivr.settings import load_settings
from knowledge.errors import KnowledgeError
from tickets.errors import TicketError

OUR_ERRORS = (AsrError, CallbackError, DialogError, IvrError, KnowledgeError, TicketError)

COMMANDS = "hotline.commands"
"""Entry-point group of Typer applications that other packages add as sub-commands."""

app = typer.Typer(
    name="hotline",
    help="A voice robot for 12345 hotlines: it answers, files tickets, and calls back.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("serve")(serve.serve)
app.command("call")(call.call)
app.command("replay")(replay.replay)
app.command("demo")(demo.demo)
app.add_typer(models.app, name="models", help="Recognition and voice models.")
app.add_typer(asr_command.app, name="asr", help="Recognition.")
app.add_typer(speech.app, name="speech", help="The robot's voice.")
app.add_typer(fixtures.app, name="fixtures", help="Recorded calls.")
app.add_typer(areas.app, name="areas", help="Tables of a city's areas.")
app.add_typer(kb.app, name="kb", help="The knowledge base.")
app.add_typer(prompts.app, name="prompts", help="What the robot says.")
app.add_typer(scenarios.app, name="scenarios", help="Written conversations.")
app.add_typer(survey.app, name="survey", help="The callback conversation.")
app.add_typer(tickets_command.app, name="tickets", help="Tickets and the redo list.")
app.add_typer(callbacks.app, name="callbacks", help="The callback loop.")
for _point in entry_points(group=COMMANDS):
    app.add_typer(_point.load(), name=_point.name)


@app.callback()
def configure() -> None:
    settings = load_settings()
    log.configure(settings.log.level, settings.log.format)


def _operator_can_mend(error: OSError) -> str:
    """What to do about a full disk or a file that the operator named; "" for anything else."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"the disk is full{where}: free some room and try again"
    if error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}; check the path and its rights"
    return ""


def main() -> None:
    """Entry point of the `hotline` script."""
    try:
        app()
    except NotAsItShouldBe as e:
        print(f"hotline: {e}", file=sys.stderr)
        sys.exit(1)
    except OUR_ERRORS as e:
        print(f"hotline: {e}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(141)  # as a shell reports SIGPIPE: `hotline … | head`
    except OSError as e:
        advice = _operator_can_mend(e)
        if not advice:
            raise
        print(f"hotline: {advice}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
