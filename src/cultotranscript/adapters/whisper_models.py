"""Models of faster-whisper: a folder each, fetched once by whoever runs this installation and never by a worker."""

import re
import shutil
import tempfile
from pathlib import Path

from cultotranscript.errors import InsufficientStorageError, ModelUnavailableError, TranscriberMissingError

# The names that people know, and where their converted models are kept.
_REPOSITORIES = {
    "large": "Systran/faster-whisper-large-v3",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    **{
        name: f"Systran/faster-whisper-{name}"
        for name in ("tiny", "base", "small", "medium", "large-v1", "large-v2", "large-v3")
    },
}
_FILES = ["config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*"]


def find_model(name: str, models_dir: Path) -> Path:
    """Where a model is.

    Args:
        name: A name that was pulled, or a folder that holds a model in CTranslate2's form.
        models_dir: Where pulled models are.

    Raises:
        ModelUnavailableError: It is not there.
    """
    for folder in (Path(name), models_dir / _folder_name(name)):
        if (folder / "model.bin").is_file():
            return folder
    raise ModelUnavailableError(
        f"The Whisper model {name} is not on this machine. Fetch it with: culto models pull {name}"
    )


def list_models(models_dir: Path) -> list[str]:
    """The names of the models that were pulled."""
    if not models_dir.is_dir():
        return []
    return sorted(path.parent.name.replace("--", "/") for path in models_dir.glob("[!.]*/model.bin"))


def pull_model(name: str, models_dir: Path) -> Path:
    """Fetch a model, whole or not at all; one that is there already is kept.

    Args:
        name: "tiny" to "large-v3", "turbo", or a repository of the hub, "owner/name".
        models_dir: Where it is put, in a folder of its own.

    Raises:
        TranscriberMissingError: The extra `whisper` is not installed.
        ModelUnavailableError: There is no such model, or the hub cannot be reached.
        InsufficientStorageError: The disk is full.
    """
    repository = _REPOSITORIES.get(name, name)
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII) or ".." in repository:
        known = ", ".join(sorted(_REPOSITORIES))
        raise ModelUnavailableError(f"There is no model of that name. These are: {known}; or owner/name of the hub.")
    folder = models_dir / _folder_name(name)
    if (folder / "model.bin").is_file():
        return folder
    try:
        from huggingface_hub import snapshot_download  # noqa: PLC0415 -- it is part of an extra.
    except ImportError as error:
        raise TranscriberMissingError from error
    models_dir.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".pull-", dir=models_dir))
    try:
        snapshot_download(repository, local_dir=draft, allow_patterns=_FILES, token=False)
        if not (draft / "model.bin").is_file():
            raise ModelUnavailableError(f"{repository} holds no model in the form of faster-whisper. Choose another.")
        shutil.rmtree(draft / ".cache", ignore_errors=True)
        draft.rename(folder)
    except ModelUnavailableError:
        raise
    except Exception as error:  # The library's failures share no class; the cause is kept for the log.
        if "No space left" in str(error):
            raise InsufficientStorageError("The disk is full. Free some space, then pull the model again.") from error
        raise ModelUnavailableError(
            f"The model {name} could not be fetched: the hub cannot be reached, or has no {repository}. Check the "
            "network, or copy the model's folder here and set CULTO_WHISPER_MODEL to its path."
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _folder_name(name: str) -> str:
    return re.sub(r"[^\w.-]", "", name.replace("/", "--"), flags=re.ASCII).lstrip(".") or "-"
