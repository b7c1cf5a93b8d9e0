"""How much two pictures differ, on pictures made for it."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from mergelab.kit import pixels
from mergelab.kit.limited import MIB, run_limited
from mergelab.kit.pixels import NoPicture, difference

WHITE = (255, 255, 255)


def picture(
    size: tuple[int, int] = (100, 50),
    colour: tuple[int, ...] | int = WHITE,
    *,
    mode: str = "RGB",
    kind: str = "PNG",
    box: tuple[int, int, int, int] | None = None,
    ink: tuple[int, ...] = (0, 0, 0),
    **more: object,
) -> bytes:
    """One colour, with a rectangle of another."""
    image = Image.new(mode, size, colour)
    if box is not None:
        image.paste(ink, box)
    return saved(image, kind, **more)


def saved(image: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()


class TestShare:
    def test_of_equal_pixels_in_other_bytes(self) -> None:
        found = difference(picture(), picture(compress_level=0))
        assert found == {
            "share": 0.0,
            "box": None,
            "old_size": (100, 50),
            "new_size": (100, 50),
            "same": True,
        }

    def test_of_a_rectangle(self) -> None:
        found = difference(picture(), picture(box=(10, 20, 30, 25)))
        assert found["share"] == 20 * 5 / (100 * 50)
        assert found["box"] == (10, 20, 30, 25)
        assert not found["same"]

    def test_is_the_same_both_ways(self) -> None:
        old, new = picture(), picture((60, 80), box=(0, 0, 9, 9))
        assert difference(old, new)["share"] == difference(new, old)["share"]

    @pytest.mark.parametrize(
        ("channel", "level", "share"), [(0, 32, 0.0), (0, 33, 1.0), (1, 33, 1.0), (2, 33, 1.0)]
    )
    def test_begins_beyond_the_tolerance_in_any_channel(
        self, channel: int, level: int, share: float
    ) -> None:
        colour = [255, 255, 255]
        colour[channel] -= level
        found = difference(picture(), picture(colour=tuple(colour)))
        assert found["share"] == share
        assert not found["same"]

    def test_counts_rows_that_only_one_picture_has(self) -> None:
        found = difference(picture((640, 480)), picture((640, 482)))
        assert found["share"] == 2 / 482
        assert found["box"] == (0, 480, 640, 482)
        assert (found["old_size"], found["new_size"]) == ((640, 480), (640, 482))

    def test_counts_no_area_that_neither_covers(self) -> None:
        found = difference(picture((10, 2)), picture((2, 10)))
        assert found["share"] == 32 / 36
        assert found["box"] == (0, 0, 10, 10)

    def test_is_counted_over_many_strips(self) -> None:
        size = (3_000, 1_000)
        found = difference(picture(size), picture(size, box=(7, 340, 17, 980)))
        assert found["share"] == 10 * 640 / 3_000_000
        assert found["box"] == (7, 340, 17, 980)


class TestForms:
    def test_transparency_is_white_paper(self) -> None:
        clear = picture(colour=(0, 0, 0, 0), mode="RGBA")
        assert difference(picture(), clear)["same"]
        half = difference(
            picture(colour=(128, 128, 128)), picture(colour=(0, 0, 0, 127), mode="RGBA")
        )
        assert half["same"]

    @pytest.mark.parametrize(
        ("mode", "colour", "grey"),
        [("1", 1, 255), ("L", 99, 99), ("P", 0, 0), ("LA", (99, 255), 99), ("I;16", 99 * 257, 99)],
    )
    def test_colour_models(self, mode: str, colour: int | tuple[int, ...], grey: int) -> None:
        found = difference(picture(colour=(grey,) * 3), picture(colour=colour, mode=mode))
        assert found["same"]

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
    def test_file_formats(self, kind: str) -> None:
        found = difference(picture(), picture(kind=kind))
        assert found["share"] == 0.0

    @pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
    def test_of_an_animation_the_first_frame_counts(self, kind: str) -> None:
        frames = [Image.new("RGB", (100, 50), colour) for colour in ("white", "black")]
        moving = saved(frames[0], kind, save_all=True, append_images=frames[1:])
        assert difference(picture(), moving)["share"] == 0.0

    def test_a_turned_photo_is_compared_upright(self) -> None:
        turned = Image.Exif()
        turned[0x0112] = 6
        assert difference(picture((50, 100)), picture(kind="JPEG", exif=turned))["new_size"] == (
            50,
            100,
        )


def png_header(width: int, height: int) -> bytes:
    """A PNG of a given size that has no pixels."""
    return saved(Image.new("1", (1, 1))).replace(
        (1).to_bytes(4, "big") * 2, width.to_bytes(4, "big") + height.to_bytes(4, "big"), 1
    )


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (lambda: b"", "it is no PNG, JPEG, GIF or WebP"),
            (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it is no PNG, JPEG"),
            (lambda: b"BM" + bytes(100), "it is no PNG, JPEG, GIF or WebP"),
            (lambda: picture()[:60], "it cannot be decoded"),
            (lambda: picture(kind="JPEG")[:200], "it cannot be decoded"),
            (lambda: b"RIFF\x10\0\0\0WEBPVP8 " + bytes(20), "it cannot be decoded"),
            (lambda: b"GIF89a", "it cannot be decoded"),
            (lambda: png_header(10, 10), "it cannot be decoded"),
            (lambda: picture((8_001, 5_000), 1, mode="1"), "it has over 40 megapixels"),
            (lambda: picture((20_000, 20_000), 1, mode="1"), "it has over 40 megapixels"),
        ],
    )
    def test_what_is_no_picture(self, data: Callable[[], bytes], words: str) -> None:
        for pair in ((data(), picture()), (picture(), data())):
            with pytest.raises(NoPicture, match=words):
                difference(*pair)

    def test_bytes_changed_at_random_never_break_it(self) -> None:
        whole = picture(box=(1, 1, 40, 40))
        for place in range(8, len(whole), 3):
            broken = whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :]
            assert pixels.answer(pixels.compare(pixels.question(broken, whole)))


class TestInAChild:
    def test_gives_the_same(self) -> None:
        old, new = picture(), picture(box=(0, 0, 10, 10))
        result = run_limited(pixels.COMPARE, pixels.question(old, new), seconds=5, memory=256 * MIB)
        found = pixels.answer(result)
        assert found == {
            "share": 0.02,
            "box": [0, 0, 10, 10],
            "old_size": [100, 50],
            "new_size": [100, 50],
            "same": False,
        }

    def test_two_of_the_largest_fit_into_the_limits(self) -> None:
        large = picture((8_000, 5_000), (1, 2, 3, 255), mode="RGBA")
        result = run_limited(
            pixels.COMPARE, pixels.question(large, large), seconds=30, memory=512 * MIB
        )
        assert pixels.answer(result)["share"] == 0.0
