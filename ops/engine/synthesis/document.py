"""A synthesized stack's file, read: the one place that knows what `cdk.tf.json` looks like."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

#: What CDKTF calls the file of a stack in the stack's folder.
STACK_FILE: Final = "cdk.tf.json"


@dataclass(frozen=True, kw_only=True)
class Variable:
    """An input of a stack. An ephemeral one is a secret: it is in no state and in no plan."""

    name: str
    ephemeral: bool
    required: bool


@dataclass(frozen=True, kw_only=True)
class StateBackend:
    """Where a stack's state is: a blob in a container of a storage account."""

    account: str
    container: str
    key: str


@dataclass(frozen=True, kw_only=True)
class RequiredProvider:
    """A provider by its full source address, for instance registry.terraform.io/hashicorp/helm."""

    source: str
    version: str


@dataclass(frozen=True, kw_only=True)
class DeclaredResource:
    """One resource with its arguments, expressions as they are written."""

    type: str
    name: str
    arguments: Mapping[str, Any] = field(repr=False)

    @property
    def address(self) -> str:
        """Its address in the stack's state, for instance `azurerm_public_ip.gateway_address`."""
        return f"{self.type}.{self.name}"


@dataclass(frozen=True, kw_only=True)
class StackDocument:
    """The content of one stack's file, in typed views."""

    content: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the document in a stack's folder."""
        return cls.parse((folder / STACK_FILE).read_bytes())

    @classmethod
    def parse(cls, text: str | bytes) -> Self:
        """Return a document out of its JSON."""
        return cls(content=json.loads(text))

    @property
    def resources(self) -> Iterator[DeclaredResource]:
        """All managed resources."""
        for type_, named in self.content.get("resource", {}).items():
            for name, arguments in named.items():
                yield DeclaredResource(type=type_, name=name, arguments=arguments)

    def arguments_of(self, type_: str) -> list[Mapping[str, Any]]:
        """Return the arguments of every resource of a type."""
        return list(self.content.get("resource", {}).get(type_, {}).values())

    def single(self, type_: str) -> Mapping[str, Any]:
        """Return the arguments of the only resource of a type; raise KeyError where it is not one."""
        found = self.arguments_of(type_)
        if len(found) != 1:
            raise KeyError(type_)
        return found[0]

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The declared values of the outputs by name, expressions as they are written."""
        return {name: facts["value"] for name, facts in self.content.get("output", {}).items()}

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The inputs."""
        return tuple(
            Variable(name=name, ephemeral=facts.get("ephemeral", False), required="default" not in facts)
            for name, facts in self.content.get("variable", {}).items()
        )

    @property
    def backend(self) -> StateBackend:
        """Where the state is."""
        facts = self.content["terraform"]["backend"]["azurerm"]
        return StateBackend(
            account=facts["storage_account_name"], container=facts["container_name"], key=facts["key"]
        )

    @property
    def required_providers(self) -> tuple[RequiredProvider, ...]:
        """The providers that Terraform installs."""
        required = self.content["terraform"].get("required_providers", {}).values()
        return tuple(
            RequiredProvider(source=full_source(facts["source"]), version=facts["version"])
            for facts in required
        )

    def provider_settings(self, name: str) -> list[Mapping[str, Any]]:
        """Return the arguments of each configuration of a provider, for instance `kubernetes`."""
        return list(self.content.get("provider", {}).get(name, []))

    @property
    def read_state_keys(self) -> frozenset[str]:
        """The blobs of other stacks' states that this stack reads."""
        sources = self.content.get("data", {}).get("terraform_remote_state", {}).values()
        return frozenset(key for source in sources if (key := source.get("config", {}).get("key")))

    @property
    def expressions(self) -> Mapping[str, Any]:
        """Everything that may refer to something else: resources, provider settings and outputs."""
        return {
            key: value for key, value in self.content.items() if key in ("resource", "provider", "output")
        }


def full_source(source: str) -> str:
    """Return `helm`, `hashicorp/helm` and the full form alike as registry.terraform.io/hashicorp/helm."""
    default = ("registry.terraform.io", "hashicorp")
    parts = tuple(source.split("/"))
    return "/".join(default[: 3 - len(parts)] + parts)
