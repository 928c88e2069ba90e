"""The user's pip configuration as settings of uv, which reads neither pip.conf nor PIP_*."""

import ast
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

# docs.astral.sh/uv/reference/environment; each value is the separator of uv's list.
_LISTS: Final = {
    "extra-index-url": ("UV_EXTRA_INDEX_URL", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
}
_VALUES: Final = {
    "index-url": ("UV_DEFAULT_INDEX",),
    "timeout": ("UV_HTTP_TIMEOUT",),
    "default-timeout": ("UV_HTTP_TIMEOUT",),
    "cert": ("SSL_CERT_FILE",),
    "client-cert": ("SSL_CLIENT_CERT",),
    "proxy": ("HTTP_PROXY", "HTTPS_PROXY"),
}
_FLAGS: Final = {"no-index": "UV_NO_INDEX"}
_FALSE: Final = frozenset({"", "0", "false", "no", "off"})
# A later section overrides an earlier one, as in pip.
_SECTIONS: Final = ("global", "install", ":env:")


def uv_settings(python: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what uv needs to install from where pip of this Python would.

    A variable of uv that the user set stays. The values may hold credentials: they are never printed.
    """
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    options = read_options(listed.stdout.splitlines())
    settings = {
        # Every file is pinned by its hash, so that any index may bring it, as with pip.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        **translated(options),
    }
    return {name: value for name, value in settings.items() if name not in environment}


def read_options(lines: Iterable[str]) -> dict[str, str]:
    """Return the options in the output of `pip config list` that hold for `pip install`."""
    sections: dict[str, dict[str, str]] = {}
    for line in lines:
        key, found, value = line.partition("=")
        section, dot, name = key.rpartition(".")
        if found and dot:
            sections.setdefault(section, {})[name] = str(ast.literal_eval(value))
    return {name: value for section in _SECTIONS for name, value in sections.get(section, {}).items()}


def translated(options: Mapping[str, str]) -> dict[str, str]:
    """Return options of pip as variables of uv."""
    settings = {variable: options[name] for name in _VALUES if name in options for variable in _VALUES[name]}
    for name, (variable, separator) in _LISTS.items():
        if items := [item for item in options.get(name, "").split() if name != "find-links" or _there(item)]:
            settings[variable] = separator.join(items)
    settings |= {
        variable: "1" for name, variable in _FLAGS.items() if options.get(name, "").lower() not in _FALSE
    }
    return settings


def _there(links: str) -> bool:
    """Return whether uv can read a place of --find-links: pip passes over a folder that is missing."""
    return "://" in links or Path(links).is_dir()
