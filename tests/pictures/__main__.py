"""Makes `docs/how-to/pictures` anew. With names of pictures only those; `--keep DIR` keeps the
instance there, and uses it again."""

import argparse
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image
from support import browsing
from support.browsing import Desk
from support.server import running_server

from pictures import stage
from pictures.shots import SHOTS

TARGET: Final = Path(__file__).parents[2] / "docs" / "how-to" / "pictures"
LARGEST: Final = 120 * 1024
COLOURS: Final = 160
SIZE: Final = {"width": 1180, "height": 1000}


def main() -> None:
    parser = argparse.ArgumentParser(prog="pictures", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *SHOTS], metavar="NAME")
    parser.add_argument("--keep", type=Path, help="where the instance is, or is to stay")
    asked = parser.parse_args()
    with folder(asked.keep) as place:
        data_dir = place / "data"
        is_new = not data_dir.exists()
        if is_new:
            stage.make_demo(data_dir)
        with running_server(data_dir) as server:
            if is_new:
                stage.add_report(server, place / "report")
            with browsing.chromium() as browser:
                desk = Desk(browser, server.url, stage.PASSWORD, {})
                for name in asked.names or SHOTS:
                    page = desk.open("ben", viewport=SIZE, reduced_motion="reduce")
                    keep(name, SHOTS[name](page))
                    page.context.close()


@contextmanager
def folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def keep(name: str, data: bytes) -> None:
    """With few colours, as a page has."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    few = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    target = TARGET / f"{name}.png"
    few.save(target, optimize=True)
    size = target.stat().st_size
    assert size <= LARGEST, f"{name}: {size} bytes"
    print(f"{name}: {image.width} × {image.height}, {size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
