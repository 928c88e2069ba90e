"""A Kafka user with its rights."""

from collections.abc import Mapping, Sequence
from typing import Literal

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.events.sasl_mechanism import SaslMechanism
from constructs_lib.secret_variable import SecretVariable
from imports.redpanda.acl import Acl
from imports.redpanda.user import User

_ResourceType = Literal["GROUP", "TOPIC"]
_Operation = Literal["READ", "WRITE"]


class KafkaUser(Construct):
    """A SASL user that may read and write some topics, join one consumer group, and do nothing else.

    READ and WRITE imply DESCRIBE. Source: docs.redpanda.com, "Access control lists".

    Args:
        name: The user's name.
        mechanism: SASL mechanism.
        password: The variable with the password.
        consumer_group: The consumer group that the user may join.
        cluster_api_url: URL of the cluster's API.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as a reference.
        resource: The user, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        mechanism: SaslMechanism,
        password: SecretVariable,
        consumer_group: str,
        cluster_api_url: str,
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._cluster_api_url = cluster_api_url
        user = User(
            self,
            "Default",
            name=name,
            mechanism=mechanism.lower(),
            password_wo=password.value,
            password_wo_version=password.revision,
            cluster_api_url=cluster_api_url,
            allow_deletion=True,
            depends_on=list(depends_on) or None,
        )
        self.name: str = user.name
        self.resource: ITerraformDependable = user
        self._allow("read_group", kind="GROUP", resource=consumer_group, operation="READ")

    def grant_read_write(self, topics: Mapping[str, str]) -> None:
        """Let the user read and write topics; `topics` maps an id for addresses to a topic's name."""
        for id_, topic in topics.items():
            self._allow(f"read_{id_}", kind="TOPIC", resource=topic, operation="READ")
            self._allow(f"write_{id_}", kind="TOPIC", resource=topic, operation="WRITE")

    def _allow(self, id_: str, *, kind: _ResourceType, resource: str, operation: _Operation) -> None:
        Acl(
            self,
            id_,
            resource_type=kind,
            resource_name=resource,
            resource_pattern_type="LITERAL",
            principal=f"User:{self.name}",
            host="*",
            operation=operation,
            permission_type="ALLOW",
            cluster_api_url=self._cluster_api_url,
            allow_deletion=True,
        )
