"""The whole application, for every test of the API."""

from tests.api.applications import api, make_api

__all__ = ["api", "make_api"]
