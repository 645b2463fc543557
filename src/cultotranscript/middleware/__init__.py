"""Plain ASGI callables around an application; these five are for applications of other people, too."""

from cultotranscript.middleware.cors import setup_cors, setup_production_cors
from cultotranscript.middleware.csrf import CSRFMiddleware, generate_csrf_token, get_csrf_token

__all__ = ["CSRFMiddleware", "generate_csrf_token", "get_csrf_token", "setup_cors", "setup_production_cors"]
