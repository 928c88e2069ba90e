"""Examples of the constructs that declare variables."""

from collections.abc import Callable, Mapping
from typing import Final

from constructs import Construct

from constructs_lib.image_variable import ImageVariable
from constructs_lib.secret_variable import SecretVariable


def image(scope: Construct) -> ImageVariable:
    return ImageVariable(scope, "shop")


def secret(scope: Construct) -> SecretVariable:
    return SecretVariable(scope, "shop_key", purpose="key of the shop")


EXAMPLES: Final[Mapping[str, Callable[..., Construct]]] = {"image": image, "secret": secret}
