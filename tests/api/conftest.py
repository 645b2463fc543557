"""The whole application, for every test of the API."""

from tests.api.applications import api, job_queue, make_api, make_app

__all__ = ["api", "job_queue", "make_api", "make_app"]
