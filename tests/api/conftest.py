"""The whole application, for every test of the API."""

from tests.api.applications import api, job_queue, make_api

__all__ = ["api", "job_queue", "make_api"]
