"""Options of pip as variables of uv."""

from pathlib import Path

from tools.setup.pip_settings import read_options, translated


def test_the_environment_overrides_the_file_and_a_command_s_section_the_global_one() -> None:
    lines = [
        ":env:.index-url='https://environment.example/simple'",
        "global.index-url='https://file.example/simple'",
        "global.cert='/global.pem'",
        "install.cert='/install.pem'",
        "freeze.timeout='10'",
        "a line that is no option",
    ]
    assert read_options(lines) == {
        "index-url": "https://environment.example/simple",
        "cert": "/install.pem",
    }


def test_indexes_certificates_and_proxies_are_handed_over(tmp_path: Path) -> None:
    options = {
        "index-url": "https://user:password@index.example/simple",
        "extra-index-url": "\nhttps://one.example/simple\nhttps://two.example/simple",
        "find-links": f"{tmp_path} {tmp_path / 'missing'} https://links.example",
        "trusted-host": "one.example",
        "cert": "/certificates.pem",
        "proxy": "http://proxy.example:3128",
        "no-index": "true",
        "disable-pip-version-check": "1",
    }
    assert translated(options) == {
        "UV_DEFAULT_INDEX": "https://user:password@index.example/simple",
        "UV_EXTRA_INDEX_URL": "https://one.example/simple https://two.example/simple",
        "UV_FIND_LINKS": f"{tmp_path},https://links.example",
        "UV_INSECURE_HOST": "one.example",
        "SSL_CERT_FILE": "/certificates.pem",
        "HTTP_PROXY": "http://proxy.example:3128",
        "HTTPS_PROXY": "http://proxy.example:3128",
        "UV_NO_INDEX": "1",
    }


def test_an_option_that_is_off_or_empty_is_none() -> None:
    assert translated({"no-index": "false", "find-links": ""}) == {}
