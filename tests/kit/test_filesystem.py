"""Which directories SQLite may live in."""

from pathlib import Path

import pytest

from mergelab.kit import filesystem

MOUNTS = """\
21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 21 0:26 / /srv/nfs rw,relatime shared:2 - nfs4 files:/export rw,vers=4.2
31 30 254:1 / /srv/nfs/local rw - xfs /dev/vdb rw
32 21 0:27 / /mnt/with\\040space rw master:3 propagate_from:2 - cifs //files/share rw
33 21 0:28 / /mnt/ssh rw - fuse.sshfs me@host:/ rw
34 21 0:29 / /mnt/over rw - nfs4 files:/other rw
35 21 0:30 / /mnt/over rw - tmpfs tmpfs rw
malformed line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/srv", "ext4"),
        ("/srv/nfs", "nfs4"),
        ("/srv/nfs/deep/er", "nfs4"),
        ("/srv/nfsish", "ext4"),
        ("/srv/nfs/local/data", "xfs"),
        ("/mnt/with space/data", "cifs"),
        ("/mnt/over/data", "tmpfs"),
    ],
)
def test_type_of_the_innermost_mount(path, kind):
    assert filesystem.type_at(Path(path), MOUNTS) == kind


@pytest.mark.parametrize("path", ["/srv/nfs/data", "/mnt/with space", "/mnt/ssh/data"])
def test_network_file_systems_are_refused(path):
    with pytest.raises(filesystem.UnsuitableFilesystem) as refused:
        filesystem.require_local(Path(path), mountinfo=MOUNTS)
    assert str(refused.value).startswith(f"{path} is on a network file system (")
    assert "use PostgreSQL through MERGELAB_DATABASE_URL" in str(refused.value)


@pytest.mark.parametrize("path", ["/", "/srv/nfs/local", "/mnt/over"])
def test_local_file_systems_are_taken(path):
    filesystem.require_local(Path(path), mountinfo=MOUNTS)


def test_nothing_known_refuses_nothing():
    filesystem.require_local(Path("/"), mountinfo="")


def test_link_to_a_network_file_system_is_followed(tmp_path):
    mounts = f"30 21 0:26 / {tmp_path}/far rw - nfs files:/export rw\n"
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    with pytest.raises(filesystem.UnsuitableFilesystem):
        filesystem.require_local(tmp_path / "near", mountinfo=mounts)


def test_this_machine(tmp_path):
    assert filesystem.type_at(tmp_path, Path("/proc/self/mountinfo").read_text()) != ""
    assert filesystem.free_bytes(tmp_path) > 0
