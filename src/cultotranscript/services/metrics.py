"""What the streams do, in numbers, as Prometheus reads them. Each process counts its own."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

registry = CollectorRegistry()

streams = Gauge("culto_streams", "Streams that are open.", registry=registry)
events = Counter("culto_stream_events", "Events that were sent to streams.", registry=registry)
deliveries = Counter("culto_stream_deliveries", "Events times the streams they were sent to.", registry=registry)
sent_bytes = Counter("culto_stream_sent_bytes", "Bytes handed to streams, framing included.", registry=registry)
closed_for_slowness = Counter(
    "culto_streams_closed_for_slowness", "Streams closed because their client did not keep up.", registry=registry
)
events_lost = Counter(
    "culto_stream_events_lost", "Streams told that what they ask for is no longer kept.", registry=registry
)
resume_depth = Histogram(
    "culto_stream_resume_depth",
    "Events that a stream read from the log before it was live.",
    buckets=(0, 1, 10, 100, 1_000, 10_000, 100_000),
    registry=registry,
)
fan_out_seconds = Histogram(
    "culto_stream_fan_out_seconds",
    "From the first write of a batch of events to the last.",
    buckets=(0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 5),
    registry=registry,
)


def render_metrics() -> bytes:
    """Every metric of this process in Prometheus' text form."""
    return generate_latest(registry)
