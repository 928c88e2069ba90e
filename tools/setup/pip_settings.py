"""The user's pip configuration as settings of uv, which reads neither pip.conf nor PIP_*."""

import ast
import os
import subprocess
from collections.abc import Iterable, Mapping
from configparser import ConfigParser
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


def uv_settings(python: Path, environment: Mapping[str, str], *, cache: Path) -> dict[str, str]:
    """Return what uv needs to install from where pip of this Python would.

    `cache` is where uv keeps downloads where the user's home cannot be written. A variable of uv that the
    user set stays. The values may hold credentials: they are never printed.
    """
    settings = {
        # Every file is pinned by its hash, so that any index may bring it, as with pip.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_PYTHON_DOWNLOADS": "never",
        **({} if _home_can_be_written(environment) else {"UV_CACHE_DIR": str(cache)}),
        **translated(pip_options(python, environment)),
    }
    return {name: value for name, value in settings.items() if name not in environment}


def pip_options(python: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the options that hold for `pip install`, where this Python has no pip by reading its files."""
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return read_options(listed.stdout.splitlines())
    return options_of_files(environment)


def options_of_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the options of pip's configuration files and variables.

    As pip.pypa.io/en/stable/topics/configuration says.
    """
    home = Path(environment.get("HOME", "/"))
    named = environment.get("PIP_CONFIG_FILE")
    shared = environment.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")
    files = [
        *(Path(folder, "pip/pip.conf") for folder in shared),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        Path(environment.get("XDG_CONFIG_HOME") or home / ".config", "pip/pip.conf"),
        *([Path(named)] if named else []),
    ]
    parser = ConfigParser(interpolation=None)
    if named != os.devnull:
        parser.read([file for file in files if os.access(file, os.R_OK)], encoding="utf-8")
    sections = {name: dict(parser[name]) for name in parser.sections()}
    sections[":env:"] = {
        name.removeprefix("PIP_").lower().replace("_", "-"): value
        for name, value in environment.items()
        if name.startswith("PIP_")
    }
    return _merged(sections)


def _home_can_be_written(environment: Mapping[str, str]) -> bool:
    cache = Path(environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME", ""), ".cache"))
    return os.access(cache if cache.exists() else cache.parent, os.W_OK)


def read_options(lines: Iterable[str]) -> dict[str, str]:
    """Return the options in the output of `pip config list` that hold for `pip install`."""
    sections: dict[str, dict[str, str]] = {}
    for line in lines:
        key, found, value = line.partition("=")
        section, dot, name = key.rpartition(".")
        if found and dot:
            sections.setdefault(section, {})[name] = str(ast.literal_eval(value))
    return _merged(sections)


def _merged(sections: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
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
