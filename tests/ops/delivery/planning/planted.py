"""Planted credentials in the shapes that public projects have.

Each credential is invented. A case is the `after` of a created resource, and the secret in it.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A resource with one credential, which no view may show."""

    name: str
    after: Mapping[str, Any]
    secret: str


_RANDOM: Final = "Zk3vQ8xL2mT9wR5yB7nD1pFh6J"
_YAML: Final = """\
replicaCount: 2
auth:
  username: app
  {}
service:
  type: ClusterIP
"""


def _yaml(line: str) -> dict[str, Any]:
    return {"name": "shop", "values": [_YAML.format(line)]}


_SIGN_IN: Final = base64.b64encode(b"app:lamp-47x").decode()

_WORDS_AND_FILES: Final = (
    Planted(name="two arguments", after={"args": ["serve", "--password", "lamp-40x"]}, secret="lamp-40x"),
    Planted(name="attached argument", after={"command": ["mysql", "-plamp-41x"]}, secret="lamp-41x"),
    Planted(name="attached in a line", after={"cmd": "mysql -u root -plamp-42x"}, secret="lamp-42x"),
    Planted(name="curl", after={"cmd": "curl -u app:lamp-43x https://x.example"}, secret="lamp-43x"),
    Planted(name="sshpass", after={"cmd": "sshpass -p lamp-44x ssh host"}, secret="lamp-44x"),
    Planted(name="input", after={"ud": 'echo "lamp-45x" | docker login --password-stdin'}, secret="lamp-45x"),
    Planted(name=".netrc", after={"v": "machine x login app password lamp-46x"}, secret="lamp-46x"),
    Planted(name=".pgpass", after={"v": "db.internal:5432:app:app:lamp-46y"}, secret="lamp-46y"),
    Planted(name="htpasswd", after={"v": "app:$apr1$lamp47xx$abcdefghijklmnopqrstu."}, secret="lamp47xx"),
    Planted(
        name="registry sign-in",
        after={"config": json.dumps({"auths": {"r.example": {"auth": _SIGN_IN}}})},
        secret=_SIGN_IN,
    ),
    Planted(
        name="SQL of a role", after={"sql": "ALTER ROLE app WITH PASSWORD 'lamp-48x';"}, secret="lamp-48x"
    ),
    Planted(
        name="SQL of a user", after={"sql": "CREATE USER app IDENTIFIED BY 'lamp-49x'"}, secret="lamp-49x"
    ),
    Planted(
        name="PuTTY key",
        after={"v": "PuTTY-User-Key-File-2: ssh-rsa\nPrivate-Lines: 1\nlamp-50x\n"},
        secret="lamp-50x",
    ),
    Planted(
        name="HCL heredoc",
        after={"v": "db {\n  password = <<EOT\nlamp-51x\nEOT\n}\n"},
        secret="lamp-51x",
    ),
    Planted(name="TOML", after={"v": '[db]\npassword = """\nlamp-52x\n"""\n'}, secret="lamp-52x"),
    Planted(name="TOML in a table", after={"v": 'a = 1\ndb = { token = "lamp-53x" }\n'}, secret="lamp-53x"),
    Planted(name="INI", after={"v": "[db]\npassword = lamp-54x\n"}, secret="lamp-54x"),
    Planted(name="XML element", after={"v": "<c><password>lamp-55x</password></c>"}, secret="lamp-55x"),
    Planted(
        name="XML attributes",
        after={"v": '<c>\n  <add key="DbPassword" value="lamp-56x"/>\n</c>'},
        secret="lamp-56x",
    ),
    Planted(
        name="XML fragment",
        after={"v": "<user>app</user><password>lamp-57x</password>"},
        secret="lamp-57x",
    ),
    Planted(
        name="XML pair of elements",
        after={"v": "<c><e><name>API_TOKEN</name><value>lamp-58x</value></e></c>"},
        secret="lamp-58x",
    ),
    Planted(
        name="YAML value first",
        after=_yaml("env:\n    - value: lamp-59x\n      name: DB_PASSWORD"),
        secret="lamp-59x",
    ),
    Planted(name="YAML next line", after=_yaml("password:\n    lamp-60x"), secret="lamp-60x"),
    Planted(name="YAML tag", after={"values": "password: !!str lamp-61x\n"}, secret="lamp-61x"),
    Planted(name="YAML folded", after=_yaml("password: >-\n    lamp-62x\n    more"), secret="lamp-62x"),
    Planted(name="YAML map of secrets", after={"values": "secrets:\n  db: lamp-63x\n"}, secret="lamp-63x"),
    Planted(name="YAML comment", after=_yaml("# password: lamp-64x\n  a: b"), secret="lamp-64x"),
    Planted(
        name="JSON in YAML", after=_yaml('cfg: |\n    {"db": {"password": "lamp-65x"}}'), secret="lamp-65x"
    ),
)

_ADDRESSES: Final = (
    Planted(
        name="URL with a slash in the password",
        after={"s": "postgres://app:lamp/66x@db/x"},
        secret="lamp/66x",
    ),
    Planted(name="URL with an @", after={"s": "postgres://app:l@mp-67x@db/x"}, secret="mp-67x"),
    Planted(name="URL without a user", after={"s": "redis://:lamp-68x@db/0"}, secret="lamp-68x"),
    Planted(
        name="URL with a query", after={"s": "jdbc:pg://db/x?user=a&password=lamp-69x"}, secret="lamp-69x"
    ),
    Planted(
        name="URL with a token", after={"s": "https://ghs0lamp70xyz@github.com/x/y"}, secret="ghs0lamp70"
    ),
    Planted(
        name="signed URL", after={"s": "https://a.example/c?sv=1&sig=lamp71lamp71lamp71%3D"}, secret="lamp71"
    ),
    Planted(name="TOTP", after={"s": "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"}, secret="JBSWY3DPEHPK3PXP"),
    Planted(name="Go DSN", after={"s": "app:lamp-72x@tcp(db:3306)/app"}, secret="lamp-72x"),
    Planted(name="Discord", after={"u": "https://discord.com/api/webhooks/1234/lamp-73x"}, secret="lamp-73x"),
    Planted(name="Teams", after={"u": "https://x.webhook.office.com/webhookb2/lamp-74x"}, secret="lamp-74x"),
    Planted(name="Slack", after={"u": "https://hooks.slack.com/services/T0/B0/lamp75x"}, secret="lamp75x"),
    Planted(name="short connection string", after={"s": "Server=db;Uid=app;Pwd=abc12;"}, secret="abc12"),
    Planted(name="words", after={"s": "Server=db;Password=my lamp-76x pw;Database=z"}, secret="lamp-76x"),
    Planted(name="quoted part", after={"s": 'Server=db;Password="lamp 77x";'}, secret="lamp 77x"),
    Planted(name="AWS secret key", after={"v": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}, secret="wJalrX"),
    Planted(name="age", after={"v": "AGE-SECRET-KEY-1" + "Q" * 24}, secret="QQQQ"),
    Planted(name="Hugging Face", after={"v": "hf_abcdefghijklmnopqrstuvwxyzABCDEF"}, secret="hf_abc"),
    Planted(name="SendGrid", after={"v": "SG.abcdefghijklmnop.qrstuvwxyz0123456789"}, secret="SG.abc"),
    Planted(name="DigitalOcean", after={"v": "dop_v1_" + "0123456789abcdef" * 4}, secret="dop_v1"),
    Planted(name="HCP Terraform", after={"v": "abcDEF123ghi45.atlasv1.zyx987lamp"}, secret="zyx987"),
    Planted(name="Vault", after={"v": "hvs.CAESILamp78xABCDEFGH"}, secret="CAESI"),
    Planted(name="Stripe webhook", after={"v": "whsec_abcdefghijklmnop1234"}, secret="whsec_"),
    Planted(name="PyPI", after={"v": "pypi-AgEIcHlwaS5vcmcCJGlamp79x"}, secret="AgEIc"),
    Planted(name="Entra ID", after={"v": "abc8Q~" + "dEf-GhI_jKl.MnO~pQr1StU2vWx3YzA4bC"}, secret="8Q~dEf"),
)

_ATTRIBUTES: Final = (
    "psk",
    "pre_shared_key",
    "db_pw",
    "credential",
    "hmac_key",
    "salt",
    "erlangCookie",
    "snmp_community",
    "passwort",
    "password_hash",
    "api_key_v2",
    "MYSQLROOTPASSWD",
    "\uff50assword",
    "pass\u200bword",
    "default_password",
    "token_value",
)
_NAMES: Final = (
    *(
        Planted(name=f"name {attribute}", after={attribute: "lamp-80x"}, secret="lamp-80x")
        for attribute in _ATTRIBUTES
    ),
    Planted(name="number", after={"admin_password": 83920184}, secret="83920184"),
    Planted(name="PIN", after={"pin": "4711"}, secret="4711"),
    Planted(name="map of secrets", after={"secrets": {"db": "lamp-97x"}}, secret="lamp-97x"),
    Planted(name="map of credentials", after={"credentials": {"joe": "lamp-98x"}}, secret="lamp-98x"),
    Planted(
        name="map of variables", after={"secret_environment_variables": {"DB": "lamp-99x"}}, secret="lamp-99x"
    ),
    Planted(name="key of a map", after={"m": {f"x{_RANDOM}": "y"}}, secret=_RANDOM),
)

PLANTED: Final = (
    *_WORDS_AND_FILES,
    *_ADDRESSES,
    *_NAMES,
    Planted(name="camelCase password", after={"adminPassword": "blue-lamp-1"}, secret="blue-lamp-1"),
    Planted(name="camelCase client secret", after={"clientSecret": "blue-lamp-2"}, secret="blue-lamp-2"),
    Planted(name="camelCase API key", after={"apiKey": "blue-lamp-3"}, secret="blue-lamp-3"),
    Planted(name="Pascal case", after={"ConnectionString": "blue-lamp-4"}, secret="blue-lamp-4"),
    Planted(name="upper case", after={"variables": {"DB_PASSWORD": "blue-lamp-5"}}, secret="blue-lamp-5"),
    Planted(name="one word", after={"variables": {"PGPASSWORD": "blue-lamp-6"}}, secret="blue-lamp-6"),
    Planted(
        name="with hyphens", after={"annotations": {"x-auth-token": "blue-lamp-7"}}, secret="blue-lamp-7"
    ),
    Planted(name="numbered", after={"password2": "blue-lamp-8"}, secret="blue-lamp-8"),
    Planted(name="qualified", after={"secret_value": "blue-lamp-9"}, secret="blue-lamp-9"),
    Planted(name="short and named", after={"password": "hunter2"}, secret="hunter2"),
    Planted(
        name="pair of a container's environment",
        after={
            "spec": [{"env": [{"name": "LOG", "value": "info"}, {"name": "API_TOKEN", "value": "lamp-10x"}]}]
        },
        secret="lamp-10x",
    ),
    Planted(
        name="pair whose value comes first",
        after={
            "parameter": [{"value": "lamp-11x", "key": "masterPassword"}, {"value": "utf8", "key": "charset"}]
        },
        secret="lamp-11x",
    ),
    Planted(
        name="pairs that share a name",
        after={"set": [{"name": "PASSWORD", "value": "lamp-12x"}, {"name": "PASSWORD", "value": "lamp-12x"}]},
        secret="lamp-12x",
    ),
    Planted(name="password below a key", after={"password": {"value": "lamp-13x"}}, secret="lamp-13x"),
    Planted(name="YAML of a chart", after=_yaml("password: lamp-14x"), secret="lamp-14x"),
    Planted(name="quoted YAML", after=_yaml('rootPassword: "lamp-15 x"'), secret="lamp-15 x"),
    Planted(
        name="block of YAML", after=_yaml("privateKey: |\n    lamp-16a\n    lamp-16b"), secret="lamp-16b"
    ),
    Planted(
        name="pair in YAML",
        after=_yaml(
            "extraEnv:\n    - name: SMTP_PASSWORD\n      value: lamp-17x\n    - name: A\n      value: b"
        ),
        secret="lamp-17x",
    ),
    Planted(
        name="pair in a line of YAML",
        after=_yaml("env: [{name: JWT_SECRET, value: lamp-18x}]"),
        secret="lamp-18x",
    ),
    Planted(name="list in YAML", after=_yaml("tokens:\n    - lamp-19x\n    - lamp-19y"), secret="lamp-19y"),
    Planted(
        name="properties in a ConfigMap",
        after={"data": {"application.properties": "server.port=8080\nspring.datasource.password=lamp-20x\n"}},
        secret="lamp-20x",
    ),
    Planted(
        name="key of a ConfigMap",
        after={"data": {"REDIS_PASSWORD": "lamp-21x", "MODE": "prod"}},
        secret="lamp-21x",
    ),
    Planted(
        name="JSON in text",
        after={"settings": json.dumps({"db": {"user": "app", "password": "lamp-22x"}})},
        secret="lamp-22x",
    ),
    Planted(
        name="JSON of a task definition",
        after={
            "container_definitions": json.dumps([{"environment": [{"name": "DB_PASS", "value": "lamp-23x"}]}])
        },
        secret="lamp-23x",
    ),
    Planted(
        name="JSON within JSON",
        after={"body": json.dumps({"config": json.dumps({"apiToken": "lamp-24x"})})},
        secret="lamp-24x",
    ),
    Planted(
        name="connection string of SQL Server",
        after={"value": "Server=tcp:a.database.windows.net,1433;User Id=app;Password=lamp-25x;Encrypt=true"},
        secret="lamp-25x",
    ),
    Planted(name="URL", after={"dsn": "postgresql://app:lamp-26x@db.internal/app"}, secret="lamp-26x"),
    Planted(
        name="connection string of libpq",
        after={"dsn": "host=db.internal user=app password=lamp-27x sslmode=require"},
        secret="lamp-27x",
    ),
    Planted(
        name="storage connection string",
        after={"value": f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={_RANDOM}=="},
        secret=_RANDOM,
    ),
    Planted(name="argument", after={"args": ["--port", "80", "--db-password=lamp-28x"]}, secret="lamp-28x"),
    Planted(name="command line", after={"command": "serve --api-key lamp-29x --port 80"}, secret="lamp-29x"),
    Planted(name="header", after={"header": "Authorization: Bearer lamp-30x.lamp-30x"}, secret="lamp-30x"),
    Planted(name="random text", after={"setting": _RANDOM}, secret=_RANDOM),
    Planted(name="random text in a sentence", after={"note": f"use {_RANDOM} to sign in"}, secret=_RANDOM),
    Planted(
        name="private key in a document",
        after={
            "data": {
                "tls": "a: 1\n-----BEGIN EC PRIVATE KEY-----\nlamp-31x\n-----END EC PRIVATE KEY-----\nb: 2"
            }
        },
        secret="lamp-31x",
    ),
    Planted(
        name="base64 of a document",
        after={"user_data": base64.b64encode(b"#!/bin/sh\nexport DB_PASSWORD=lamp-32x\n").decode()},
        secret=base64.b64encode(b"#!/bin/sh\nexport DB_PASSWORD=lamp-32x\n").decode(),
    ),
    Planted(
        name="environment file", after={"content": "MODE=a\nexport API_KEY='lamp-33x'\n"}, secret="lamp-33x"
    ),
    Planted(name="GitHub token", after={"note": "ghp_" + "a1B2c3D4" * 5}, secret="ghp_a1B2"),
)
