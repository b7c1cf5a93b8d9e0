"""The command itself: help, version, mistakes."""

import pytest

from mergelab.cli import COMMANDS, main


def test_help_names_every_command(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert "prepare" not in shown


def test_no_command_shows_help_and_fails(capsys):
    assert main([]) == 2
    assert "usage: mergelab COMMAND" in capsys.readouterr().out


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mergelab 0.")


def test_unknown_command(capsys):
    assert main(["sevre"]) == 2
    assert "there is no command 'sevre'" in capsys.readouterr().err


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "manage"])
def test_every_command_has_help(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"mergelab {name}" in capsys.readouterr().out
