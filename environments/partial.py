"""The valid values of an environment file in which others are not valid."""

from functools import cache, reduce
from typing import Any, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

from environments.model import Environment
from environments.relations import UnknownValueError


class PartialEnvironment:
    """What a file says, looked up by key. Only sections of one form can be looked into."""

    def __init__(self, values: object) -> None:
        self._values = values

    def value_of(self, key: str) -> Any:
        """Return the value of a key such as `cluster.zones`; raise UnknownValueError for an invalid one."""
        model: type[BaseModel] = Environment
        values = self._values
        parts = key.split(".")
        for index, part in enumerate(parts):
            if not isinstance(values, dict):
                raise UnknownValueError(key)
            field = model.model_fields[part]
            if part not in values:
                if field.is_required():
                    raise UnknownValueError(key)
                default = field.get_default(call_default_factory=True)
                return reduce(getattr, parts[index + 1 :], default)
            values = values[part]
            if index < len(parts) - 1:
                model = _hints(model)[part]
        try:
            return _adapter(model, parts[-1]).validate_python(values, strict=True)
        except ValidationError as error:
            raise UnknownValueError(key) from error


@cache
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_hints(model)[name])
