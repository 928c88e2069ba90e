"""The commands that a message tells to run."""

from rehearsal.drills.command_run import CommandRun, commands_in


def _run(output: str, code: int = 1) -> CommandRun:
    return CommandRun(line="ops deploy", code=code, output=output, seconds=1.0)


def test_a_quoted_command_and_one_at_the_end_of_a_sentence_are_found() -> None:
    said = "its lock may be left: run `ops unlock`, then the command again"
    assert commands_in(said) == ("ops unlock",)
    said = "wait until it has finished; to break it at once, run ops unlock"
    assert commands_in(said) == ("ops unlock",)


def test_the_whole_command_of_a_state_s_lock_is_found() -> None:
    said = "Only if it is dead, break the lock: terraform -chdir=/a/b.c/app force-unlock 8f2c-11"
    assert commands_in(said) == ("terraform -chdir=/a/b.c/app force-unlock 8f2c-11",)


def test_commands_in_the_middle_of_a_sentence_are_found_in_order() -> None:
    said = (
        "its lock may be left: ops state unlock app --environment production. What it made is in no state: "
        "then run ops recover app --environment production, and the command again; see ops state show"
    )
    assert commands_in(said) == (
        "ops state unlock app --environment production",
        "ops recover app --environment production",
    )


def test_a_command_that_needs_a_choice_is_left_to_a_person() -> None:
    assert commands_in("deploy a working release: `ops deploy --image-tag TAG`, or ops bootstrap") == ()


def test_only_the_remedy_of_a_message_is_followed() -> None:
    run = _run("error: `ops cleanup` is running\n  where: x\n remedy: run `ops unlock`\n")
    assert run.remedies == ("ops unlock",)
    assert run.failed
    assert not _run("", code=-9).failed
