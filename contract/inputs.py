"""The inputs of the stacks: secrets, their revisions, images, and the variables that carry each."""

from enum import StrEnum
from typing import Final

#: JSON numbers, through which Terraform passes a revision, are exact up to this one.
LARGEST_REVISION: Final = 2**53 - 1
#: Characters of the secret that signs sessions, at least.
SHORTEST_SESSION_SECRET: Final = 32
#: Characters of the key that the passwords of the application's database logins are derived from, at least.
SHORTEST_LOGIN_KEY: Final = 32
_IMAGE: Final = "_image"


class SecretName(StrEnum):
    """The secrets of the stacks, as Terraform's variables are called."""

    DATABASE_URL = "database_url"
    DATABASE_LOGIN_KEY = "database_login_key"
    OPENAI_API_KEY = "openai_api_key"
    BETTER_AUTH_SECRET = "better_auth_secret"  # noqa: S105 - a name
    REDPANDA_PASSWORD = "redpanda_password"  # noqa: S105 - a name
    POSTGRES_PASSWORD = "postgres_password"  # noqa: S105 - a name


def terraform_variable(name: str) -> str:
    """Return the environment variable from which Terraform takes an input."""
    return f"TF_VAR_{name}"


def secret_variable(name: str) -> str:
    """Return the environment variable in which a person sets a secret."""
    return name.upper()


def revision_input(secret: str) -> str:
    """Return the input that holds a secret's revision: a number that changes when the secret does."""
    return f"{secret}_revision"


def image_input(role: str) -> str:
    """Return the input that holds the image of a workload, for instance `backend_image`."""
    return f"{role}{_IMAGE}"


def image_role(name: str) -> str | None:
    """Return the workload whose image an input holds; None for an input of another kind."""
    return name.removesuffix(_IMAGE) if name.endswith(_IMAGE) else None
