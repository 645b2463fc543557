"""A recording that is being listened to is stopped, in real processes."""

import wave
from pathlib import Path

import pytest
from tests.adapters.recordings import speak
from tests.adapters.tiny_whisper import write_tiny_whisper
from tests.installation import installed, wait_until


@pytest.mark.parametrize(("method", "path", "kept"), [("POST", "/cancel", 1), ("DELETE", "", 0)])
def test_a_recording_that_is_stopped_while_it_is_listened_to_leaves_no_file_of_its_work(
    tmp_path: Path, method: str, path: str, kept: int
) -> None:
    recording = _repeat(speak(tmp_path / "minute.wav", 60.0), tmp_path / "hours.wav", 120)
    model = write_tiny_whisper(tmp_path / "model")
    with installed(tmp_path / "data", CULTO_WHISPER_MODEL=str(model)) as installation:
        installation.start()
        video_id = installation.upload("hours.wav", recording.read_bytes())
        wait_until(lambda: "Listening" in str(installation.get(f"/api/v2/videos/{video_id}")["message"]))

        assert installation.send(method, f"/api/v2/videos/{video_id}{path}").is_success

        wait_until(lambda: "it is no longer wanted" in installation.log.read_text(), "the end of the work")
        wait_until(lambda: not list((installation.data_dir / "work").iterdir()), "the removal of its files")
        assert len(list((installation.data_dir / "uploads").iterdir())) == kept
        assert installation.get("/api/v2/jobs")["running"] == 0


def _repeat(minute: Path, path: Path, times: int) -> Path:
    with wave.open(str(minute)) as source, wave.open(str(path), "wb") as target:
        target.setparams(source.getparams())
        frames = source.readframes(source.getnframes())
        for _ in range(times):
            target.writeframes(frames)
    return path
