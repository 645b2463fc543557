"""The streams in numbers."""

from cultotranscript.services import metrics


def test_every_number_of_the_streams_is_rendered() -> None:
    text = metrics.render_metrics().decode()

    for name in (
        "culto_streams",
        "culto_stream_events_total",
        "culto_stream_deliveries_total",
        "culto_stream_sent_bytes_total",
        "culto_streams_closed_for_slowness_total",
        "culto_stream_events_lost_total",
        "culto_stream_resume_depth_bucket",
        "culto_stream_fan_out_seconds_bucket",
    ):
        assert f"\n{name}" in f"\n{text}"
