"""CultoTranscript: church services as searchable transcripts, passages and summaries, live."""
