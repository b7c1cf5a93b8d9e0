"""The set-up step that installs and copies browser libraries."""

import gzip
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from mergelab.web import vendor
from mergelab.web.icons import ICONS

DRAWING = (
    '<svg width="24"><path stroke="none" d="M0 0h24v24H0z" fill="none"/>\n'
    '  <path d="M5 12h14" />\n  <circle cx="1" cy="2" r="3" /></svg>'
)


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A node_modules folder as npm would leave it, with made-up contents."""
    root = tmp_path / "node_modules"
    for source in vendor.COPIES:
        path = root / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {source}\n//# sourceMappingURL=x.map\n", encoding="utf-8")
    icons = root / "@tabler/icons/icons/outline"
    icons.mkdir(parents=True)
    for source in ICONS.values():
        (icons / f"{source}.svg").write_text(DRAWING, encoding="utf-8")
    return root


def test_the_sprite_holds_every_icon_without_its_empty_frame(modules: Path) -> None:
    svg = vendor.sprite(modules / "@tabler/icons/icons/outline")
    tree = ET.fromstring(svg)  # noqa: S314  # what was just made
    symbols = {symbol.get("id"): symbol for symbol in tree}
    assert symbols.keys() == ICONS.keys()
    shapes = [shape.attrib for shape in symbols["merge"]]
    assert shapes == [{"d": "M5 12h14"}, {"cx": "1", "cy": "2", "r": "3"}]


def test_copying_is_idempotent_and_drops_the_source_map(
    modules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "vendor"
    vendor.copy_files(modules, target)
    assert "htmx.min.js (37 bytes, written)" in capsys.readouterr().out
    assert (target / "htmx.min.js").read_text("utf-8") == "content of htmx.org/dist/htmx.min.js\n"
    kept = {*vendor.COPIES.values(), "icons.svg"}
    compressed = {f"{name}.gz" for name in kept if name.endswith((".js", ".css", ".svg"))}
    assert {path.name for path in target.iterdir()} == kept | compressed
    packed = (target / "htmx.min.js.gz").read_bytes()
    assert gzip.decompress(packed) == (target / "htmx.min.js").read_bytes()
    vendor.copy_files(modules, target)
    assert "written" not in capsys.readouterr().out


def test_a_package_of_another_version_counts_as_missing(tmp_path: Path) -> None:
    installed = {"left": "1.0.0", "@scope/right": "2.0.0"}
    for name, version in installed.items():
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"version": version}), encoding="utf-8")
    wanted = {"left": "1.0.0", "@scope/right": "2.0.1", "absent": "3.0.0"}
    missing = {"@scope/right": "2.0.1", "absent": "3.0.0"}
    assert vendor.missing_packages(wanted, tmp_path) == missing


def test_unpacking_replaces_a_package_and_stays_in_its_folder(tmp_path: Path) -> None:
    archive = tmp_path / "left-1.0.1.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        for name in ("package/dist/left.js", "package/../../evil.js", "package/package.json"):
            member = tarfile.TarInfo(name)
            member.size = 2
            packed.addfile(member, io.BytesIO(b"{}"))
        link = tarfile.TarInfo("package/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)
    folder = tmp_path / "modules" / "left"
    folder.mkdir(parents=True)
    (folder / "old.js").write_text("old", encoding="utf-8")
    vendor.unpack(archive, folder)
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.js*"))
    assert files == ["modules/left/dist/left.js", "modules/left/package.json"]
    assert not (folder / "link").exists()


def test_versions_in_the_manifest_are_exact() -> None:
    wanted = vendor.wanted_versions(vendor.ROOT / "package.json")
    assert wanted
    for name, version in wanted.items():
        assert version.replace(".", "").isdigit(), f"{name} {version}"


def test_it_knows_no_django() -> None:
    code = "import sys, mergelab.web.vendor; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
