import pytest

from environments.quantity import mebibytes, millicores


@pytest.mark.parametrize(("cpu", "expected"), [("250m", 250), ("1", 1000), ("1.5", 1500), ("0.001", 1)])
def test_cpu_is_read_in_thousandths_of_a_core(cpu: str, expected: int) -> None:
    assert millicores(cpu) == expected


@pytest.mark.parametrize("cpu", ["", "0", "0m", "-1", "1.2345", "250M", "1 "])
def test_what_is_no_amount_of_cpu_is_refused(cpu: str) -> None:
    with pytest.raises(ValueError, match="must be an amount of CPU above zero"):
        millicores(cpu)


@pytest.mark.parametrize(("memory", "expected"), [("256Mi", 256), ("1Gi", 1024), ("512Ki", 0.5)])
def test_memory_is_read_in_mebibytes(memory: str, expected: float) -> None:
    assert mebibytes(memory) == expected


@pytest.mark.parametrize("memory", ["", "0Mi", "256M", "256", "1.5Gi", "256mi"])
def test_what_is_no_amount_of_memory_is_refused(memory: str) -> None:
    with pytest.raises(ValueError, match="must be an amount of memory in Ki, Mi or Gi"):
        mebibytes(memory)
