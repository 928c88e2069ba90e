"""`python -m todo_backend`: serve until SIGTERM, then finish what is under way."""

import sys

import uvicorn
from pydantic import ValidationError

from todo_backend.application import create_app
from todo_backend.log_schema import configure_logging
from todo_backend.settings import Settings

_DRAIN_SECONDS = 20


def load_settings() -> Settings:
    """The settings, or exit status 2 and one line for each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            variable = "_".join(str(part) for part in problem["loc"]).upper() or "settings"
            sys.stderr.write(f"{variable}: {problem['msg']}\n")
        sys.exit(2)


def main() -> None:
    """Serve."""
    settings = load_settings()
    configure_logging(settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        # The event routes trust the peer's address: no header may change it.
        proxy_headers=False,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        timeout_keep_alive=75,
    )


if __name__ == "__main__":
    main()
