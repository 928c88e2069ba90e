import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from ops.common.errors import ExitCode
from ops.common.progress import Step
from ops.delivery.deployment.checks import CheckFailedError, certificate_check
from ops.delivery.smoke.checks import SmokeTarget
from tests.ops.delivery.smoke.site import Behaviour, site


def test_a_first_certificate_is_named_with_the_days_that_it_lasts(tmp_path: Path) -> None:
    with site(tmp_path, Behaviour()) as target:
        check = certificate_check(lambda: target, deadline_seconds=0)
        assert check.run(Step("Certificate")) == "90 days left, after 0 s"


def test_a_first_certificate_that_is_missing_fails_the_release_and_says_where_to_look(tmp_path: Path) -> None:
    with site(tmp_path, Behaviour()) as target:
        stranger = replace(target, trust=ssl.create_default_context())
        check = certificate_check(lambda: stranger, deadline_seconds=0)
        with pytest.raises(CheckFailedError, match="the first certificate is not there after 0 s") as failed:
            check.run(Step("Certificate"))
    assert failed.value.exit_code is ExitCode.RELEASE_FAILED
    assert "describe certificate" in failed.value.remedy


def test_without_https_there_is_no_certificate_to_wait_for() -> None:
    target = SmokeTarget(url="http://127.0.0.1:1", trust=ssl.create_default_context())
    check = certificate_check(lambda: target, deadline_seconds=600)
    assert check.run(Step("Certificate")) == "plain HTTP: no certificate"
