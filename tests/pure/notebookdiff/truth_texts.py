"""Texts of cells as people write them, made of words at random."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Final


def _listed(words: str) -> list[str]:
    return words.split()


NOUNS: Final = _listed("""
loss frame price model axis train score batch layer mean city year user order weight
speed power angle wave sample budget region label cluster error station rain flight
patient dose
""")
VERBS: Final = _listed("""
load clean merge plot fit predict scale count group filter encode split rank
""")
METHODS: Final = _listed("""
mean sum median dropna fillna groupby rolling diff abs round rank clip std
""")
LINKS: Final = _listed("""
and or with of in for from over under between because while so that then
""")
IMPORTS: Final = (
    "import numpy as np",
    "import pandas as pd",
    "import matplotlib.pyplot as plt",
    "import seaborn as sns",
    "import os, sys, json",
    "from pathlib import Path",
    "from sklearn.linear_model import LinearRegression",
    "from sklearn.model_selection import train_test_split",
    "import torch",
    "from scipy import stats",
)
SHORT: Final = ("{a}.head()", "{a}.shape", "{a}", "{a}.info()", "plt.show()", "{a}.describe()")
STATEMENTS: Final = (
    "{a} = {b}.{method}()",
    "{a} = {b}[{b}['{c}'] > {n}]",
    "{a}['{c}'] = {b}['{d}'] * {n}",
    "{a}_{b} = {verb}_{c}({b}, {d}={n})",
    'print(f"{c} of {d}: {{{a}:.2f}}")',
    "ax.plot({a}['{b}'], label='{c}', linewidth={n})",
    "plt.title('{c} by {d}')",
    "assert len({a}) > {n}",
    "# {verb} the {b} {link} {c}",
    "{a} = np.{method}({b}, axis={n})",
    "{a}, {b} = train_test_split({c}, test_size=0.{n})",
    "model.fit({a}, {b}, epochs={n})",
)
BLOCKS: Final = (
    ("for {a} in {b}s:", "    {c}.append({a}.{method}())"),
    ("with open('{a}/{b}.txt') as file:", "    {c} = file.read()"),
    ("if {a} > {n}:", "    {b} = {c}", "else:", "    {b} = None"),
    (
        "def {verb}_{a}({b}, {c}={n}):",
        '    """The {d} {link} {b}."""',
        "    return {b}.{method}() / {c}",
    ),
    ("fig, ax = plt.subplots(figsize=({n}, 4))", "ax.{verb}({a}, {b})", "plt.show()"),
)


@dataclass
class Writer:
    """Writes cells; `shelf` holds (kind, text) of real cells that it may take instead."""

    rng: Random
    shelf: list[tuple[str, str]] = field(default_factory=list)

    def cell(self) -> tuple[str, str]:
        """A kind and a text that is not empty."""
        if self.shelf and self.rng.random() < 0.5:
            return self.rng.choice(self.shelf)
        if self.rng.random() < 0.35:
            return "markdown", self.prose()
        return "code", self.code()

    def code(self) -> str:
        draw = self.rng.random()
        if draw < 0.15:
            return self.fill(self.rng.choice(SHORT))
        if draw < 0.22:
            return "\n".join(self.rng.sample(IMPORTS, self.rng.randint(2, 6)))
        return "\n".join(self.lines(self.rng.choice([1, 2, 2, 3, 4, 5, 7, 9, 14])))

    def lines(self, count: int) -> list[str]:
        """At least so many lines of code, blocks whole."""
        found: list[str] = []
        while len(found) < count:
            if self.rng.random() < 0.25 and count - len(found) > 1:
                found += map(self.fill, self.rng.choice(BLOCKS))
            else:
                found.append(self.fill(self.rng.choice(STATEMENTS)))
        return found

    def prose(self) -> str:
        rng = self.rng
        title = f"{'#' * rng.randint(1, 4)} {rng.choice(VERBS).title()} the {rng.choice(NOUNS)}"
        if rng.random() < 0.35:
            return title
        sentences = [self.sentence() for _ in range(rng.randint(1, 5))]
        return "\n".join([title, "", *sentences] if rng.random() < 0.5 else sentences)

    def sentence(self) -> str:
        words = [self.rng.choice(NOUNS)]
        for _ in range(self.rng.randint(3, 9)):
            words += [self.rng.choice(LINKS), "the", self.rng.choice(NOUNS)]
        return " ".join(words).capitalize() + "."

    def line(self, kind: str) -> str:
        return self.sentence() if kind == "markdown" else self.fill(self.rng.choice(STATEMENTS))

    def fill(self, template: str) -> str:
        rng = self.rng
        a, b, c, d = rng.sample(NOUNS, 4)
        number = rng.randint(1, 99)
        method, verb, link = rng.choice(METHODS), rng.choice(VERBS), rng.choice(LINKS)
        return template.format(a=a, b=b, c=c, d=d, n=number, method=method, verb=verb, link=link)

    def light(self, kind: str, text: str) -> str:
        """The text after a small edit: one or two of its words, numbers or lines."""
        ways = [self._rename, self._renumber, self._add_line, self._drop_line, self._extend_line]
        for _ in range(self.rng.choice([1, 1, 2])):
            text = self.rng.choice(ways)(kind, text)
        return text

    def heavy(self, kind: str, text: str) -> str:
        """The text with up to half of its lines written anew, and some added."""
        lines = text.split("\n")
        for place in self.rng.sample(range(len(lines)), len(lines) // 2):
            lines[place] = self.line(kind)
        for _ in range(self.rng.randint(1, 1 + len(lines) // 3)):
            lines.insert(self.rng.randint(0, len(lines)), self.line(kind))
        return self._rename(kind, "\n".join(lines))

    def sibling(self, text: str) -> str:
        """The text as somebody copies it to do the same with another thing."""
        words = [word for word in NOUNS if re.search(rf"\b{word}\b", text)]
        if not words:
            return f"{text}\n# again for the {self.rng.choice(NOUNS)}"
        return re.sub(rf"\b{self.rng.choice(words)}\b", self.rng.choice(NOUNS), text)

    def _rename(self, kind: str, text: str) -> str:
        """Another word: for one in prose, for a name wherever it is in code."""
        words = re.findall(r"\b[a-z]{3,}\b", text)
        if not words:
            return text
        times = 1 if kind == "markdown" else 0
        word, other = self.rng.choice(words), self.rng.choice(NOUNS)
        return re.sub(rf"\b{word}\b", other, text, count=times)

    def _renumber(self, kind: str, text: str) -> str:
        numbers = list(re.finditer(r"\d+", text))
        if not numbers:
            return self._extend_line(kind, text)
        start, end = self.rng.choice(numbers).span()
        return f"{text[:start]}{self.rng.randint(1, 500)}{text[end:]}"

    def _add_line(self, kind: str, text: str) -> str:
        lines = text.split("\n")
        lines.insert(self.rng.randint(0, len(lines)), self.line(kind))
        return "\n".join(lines)

    def _drop_line(self, kind: str, text: str) -> str:
        lines = text.split("\n")
        if len(lines) < 3:
            return self._add_line(kind, text)
        del lines[self.rng.randrange(len(lines))]
        return "\n".join(lines)

    def _extend_line(self, kind: str, text: str) -> str:
        lines = text.split("\n")
        place = self.rng.randrange(len(lines))
        word = self.rng.choice(NOUNS)
        lines[place] += f" {word}" if kind == "markdown" else f"  # {word}"
        return "\n".join(lines)
