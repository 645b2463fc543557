"""The `culto` command: parses what is typed, builds what is needed, and turns errors into exit codes.

Each command imports what it needs, so that `culto passages` waits for no web server, database or video site.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import structlog
import typer
from pydantic import ValidationError

from cultotranscript.dtos import PipelineStep
from cultotranscript.errors import ConfigurationError, CultoError, UnavailableError, ValidationFailedError
from cultotranscript.services.job_queue import Lane, LaneLimits
from cultotranscript.settings import Settings
from cultotranscript.supervisor import PARENT_PIPE, Supervisor

if TYPE_CHECKING:
    from cultotranscript.wiring import Parts

cli = typer.Typer(
    name="culto",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Turns recordings of church services into transcripts, passages and summaries.",
)
database_commands = typer.Typer(no_args_is_help=True, help="The database.")
cli.add_typer(database_commands, name="db")
model_commands = typer.Typer(no_args_is_help=True, help="Whisper models, which write down what is said.")
cli.add_typer(model_commands, name="models")
bible_commands = typer.Typer(no_args_is_help=True, help="Translations of the Bible that you bring.")
cli.add_typer(bible_commands, name="bible")
job_commands = typer.Typer(help="What waits and what runs.")
cli.add_typer(job_commands, name="jobs")

_EXIT_DISMISSED = 75
"""This worker was declared dead while it was frozen: whoever started it starts another."""


def main() -> NoReturn:
    """Run the command that was typed."""
    try:
        # The status that a command ends with; None for one that says nothing of it.
        sys.exit(cli(standalone_mode=False) or 0)
    except typer.Abort:
        sys.exit(130)
    except CultoError as error:
        print(f"culto: {error.detail}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read the output has enough; the interpreter must not try to flush it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if type(error).__module__.startswith(("click", "typer")):  # What was typed cannot be parsed.
            error.show()  # type: ignore[attr-defined]  # Every such error has it.
            sys.exit(2)
        raise


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        reasons = {str(one["loc"][0]).upper(): one["msg"].removeprefix("Value error, ") for one in error.errors()}
        wrong = "; ".join(f"CULTO_{name}: {reason}" for name, reason in reasons.items())
        raise ConfigurationError(f"A setting is not usable. {wrong}.") from None


@contextmanager
def _parts(settings: Settings) -> Iterator["Parts"]:
    from cultotranscript import wiring

    parts = wiring.build(settings)
    try:
        yield parts
    finally:
        parts.close()


def _start_logging() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("alembic", "httpx2", "faster_whisper", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # It tells every migration, and that SQLite is not for production; a step that is cut off by the end is a traceback.
    logging.getLogger("dbos").setLevel(logging.ERROR)
    structlog.configure(logger_factory=structlog.stdlib.LoggerFactory())


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen; else CULTO_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Else CULTO_PORT.")] = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Web processes on this port.")] = 1,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Start no worker beside the server.")] = False,
) -> None:
    """Serve the page, the API and the event stream, with a worker beside them."""
    from cultotranscript import app as web
    from cultotranscript import wiring
    from cultotranscript.middleware.hosts import check_listen_address
    from cultotranscript.server import run_server

    _start_logging()
    settings = _settings()
    host = host or settings.host
    port = settings.port if port is None else port
    check_listen_address(host, has_password=settings.password is not None)
    with _parts(settings) as parts:
        wiring.prepare_database(parts)
    # What is built here is not carried over a fork: each web process builds its own.
    run_server(
        lambda: web.create_app(settings, wiring.build(settings)),
        host,
        port,
        processes=processes,
        beside=None if no_worker else Supervisor(),
    )


@cli.command()
def worker() -> None:
    """Work on videos, without a server."""
    from cultotranscript import wiring

    _start_logging()
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    _end_with_parent()
    with _parts(_settings()) as parts:
        while True:
            try:
                wiring.prepare_database(parts)
                break
            except UnavailableError:
                # It may come up with this machine, or be away for a while: nobody has to start the worker again.
                logging.warning("The database cannot be reached; the worker begins when it can")
                if ending.wait(1.0):
                    _leave(0)
        is_told = wiring.make_worker(parts, ending, _leave)()
    # The job engine's threads end with the process: what they were at is begun again by another worker.
    _leave(0 if is_told else _EXIT_DISMISSED)


def _leave(status: int = _EXIT_DISMISSED) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _end_with_parent() -> None:
    """End at once when whoever started this worker is gone, however that came about."""
    pipe = os.environ.get(PARENT_PIPE)
    if pipe is None:
        return
    descriptor = int(pipe)

    def wait() -> None:
        os.read(descriptor, 1)
        _leave(0)

    threading.Thread(target=wait, name="parent-watch", daemon=True).start()


@cli.command()
def process(
    files: Annotated[list[Path], typer.Argument(help="Captions, sound or video; a folder for all in it.")],
    is_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each file.")] = False,
) -> None:
    """Run the whole pipeline on files and print what is found; nothing is stored."""
    from cultotranscript import commands, wiring

    logging.basicConfig(level=logging.WARNING)
    processor = wiring.make_processor(_settings())
    raise typer.Exit(commands.process_files(files, processor, is_json=is_json, out=sys.stdout))


@cli.command()
def passages(
    text: Annotated[str | None, typer.Argument(help="Else standard input.")] = None,
    is_lines: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id", "text", "lang"}, write lines {"id", "refs"}.')
    ] = False,
) -> None:
    """Print the Bible references in a text."""
    from cultotranscript import commands

    if is_lines:
        if text is not None:
            raise ValidationFailedError("--jsonl reads standard input; leave the text out.")
        raise typer.Exit(commands.print_passages_of_lines(sys.stdin, sys.stdout))
    commands.print_passages(sys.stdin.read() if text is None else text, sys.stdout)


@cli.command()
def check() -> None:
    """Say whether this installation is sound, a line for each thing that was looked at."""
    from cultotranscript import soundness

    raise typer.Exit(soundness.check_installation(_settings(), print))


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="Where the archive goes.")]) -> None:
    """Write everything that is kept into one archive, while everything runs."""
    from cultotranscript import wiring

    with _ready_parts() as parts:
        rows, files = wiring.make_backups(parts).write(file)
    print(f"{file} holds {rows} rows and {files} files.")


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="An archive that `culto backup` wrote.")]) -> None:
    """Put what an archive holds in place of everything that there is, while everything runs."""
    from cultotranscript import wiring

    with _ready_parts() as parts:
        rows, files = wiring.make_backups(parts).restore(file)
    print(f"{rows} rows and {files} files were restored.")


@job_commands.callback(invoke_without_command=True)
def jobs(context: typer.Context) -> None:
    """List what waits and what runs."""
    from cultotranscript.services.job_board import describe

    if context.invoked_subcommand is None:
        with _ready_parts() as parts:
            print("\n".join(describe(parts.job_board.overview())))


@job_commands.command("retry")
def retry_job(video_id: int, from_step: Annotated[PipelineStep | None, typer.Option()] = None) -> None:
    """Work on a video again, from the step that failed or from another."""
    with _ready_parts() as parts:
        video = parts.videos.reprocess(video_id, from_step)
    print(f"Video {video.id} is queued.")


@job_commands.command("cancel")
def cancel_job(video_id: int) -> None:
    """Stop the work on a video; what was done stays."""
    with _ready_parts() as parts:
        parts.videos.cancel(video_id)
    print(f"The work on video {video_id} is stopped.")


@job_commands.command("limit")
def limit_jobs(
    lane: Annotated[Lane, typer.Argument(help="`listening` is transcription; `quick` is all else.")],
    per_worker: Annotated[int | None, typer.Option(min=1, help="At once in each worker process.")] = None,
    in_all: Annotated[int | None, typer.Option(min=1, help="At once in all of them.")] = None,
) -> None:
    """Show how many jobs of a kind run at once, or change it while they run."""
    with _ready_parts() as parts:
        limits = parts.jobs.limits(lane)
        if per_worker is not None or in_all is not None:
            limits = LaneLimits(per_worker or limits.per_worker, in_all or limits.in_all)
            if limits.in_all is not None and (limits.per_worker or 1) > limits.in_all:
                raise ValidationFailedError("--per-worker cannot be more than --in-all.")
            parts.jobs.set_limits(lane, limits)
    print(f"{lane}: {limits.per_worker or 'any number'} in each worker, {limits.in_all or 'any number'} in all")


@contextmanager
def _ready_parts() -> Iterator["Parts"]:
    from cultotranscript import wiring

    with _parts(_settings()) as parts:
        wiring.prepare_database(parts)
        yield parts


@model_commands.command("pull")
def pull_model(name: Annotated[str, typer.Argument(help="Such as small, medium or large-v3.")]) -> None:
    """Fetch a model, once; CULTO_WHISPER_MODEL names the one that is used."""
    from cultotranscript import wiring
    from cultotranscript.adapters import whisper_models

    path = whisper_models.pull_model(name, wiring.models_dir(_settings()))
    print(f"{name} lies in {path}. Set CULTO_WHISPER_MODEL={name} and start again.")


@model_commands.command("list")
def list_models() -> None:
    """List the models that were pulled."""
    from cultotranscript import wiring
    from cultotranscript.adapters import whisper_models

    print("\n".join(whisper_models.list_models(wiring.models_dir(_settings()))) or "None was pulled yet.")


@bible_commands.command("import")
def import_bible(
    file: Annotated[Path, typer.Argument(help="USFX, OSIS, Zefania XML, JSON or CSV.")],
    name: Annotated[str | None, typer.Option(help="What people call it; else the file's name.")] = None,
    is_default: Annotated[bool, typer.Option("--default", help="Its text fills the summaries.")] = False,
) -> None:
    """Read a translation, for the words of passages and for verses that are quoted without being named."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ValidationFailedError(f"{file} cannot be read: {error.strerror}.") from error
    with _ready_parts() as parts:
        done = parts.bibles.import_translation(data, file.name, name=name, is_default=is_default)
    print(f"{done.name}: {done.verse_count} verses{', the default' if done.is_default else ''}.")


@bible_commands.command("default")
def choose_bible(name: str) -> None:
    """Have a translation's text fill the summaries that are made from now on."""
    with _ready_parts() as parts:
        parts.bibles.make_default(name)
    print(f"{name} is the default.")


@bible_commands.command("list")
def list_bibles() -> None:
    """List the translations that were imported."""
    with _ready_parts() as parts:
        found = parts.bibles.list_translations()
    for one in found:
        print(f"{one.name}: {one.verse_count} verses{', the default' if one.is_default else ''}")
    if not found:
        print("None was imported yet.")


@database_commands.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the form that this version needs."""
    from cultotranscript import wiring

    with _parts(_settings()) as parts:
        wiring.upgrade(parts)
    print("The database is up to date.")
