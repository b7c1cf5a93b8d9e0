import random
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pure.notebookdiff.made import code, markdown, notebook

from mergelab.pure.notebookdiff import Cell, Notebook, diff_notebooks
from mergelab.pure.notebookdiff.alignment import align
from mergelab.pure.notebookdiff.chains import longest_run
from mergelab.pure.notebookdiff.identity import trusted_ids
from mergelab.pure.notebookdiff.similarity import LENGTH, comparable, similar

TEXTS = [
    "import numpy as np\nimport pandas as pd",
    "frame = pd.read_csv('data/train.csv')\nframe.head()",
    "model = LinearRegression(fit_intercept=True)\nmodel.fit(x, y)",
    "plt.figure(figsize=(8, 4))\nplt.plot(history)\nplt.show()",
    "scores = cross_val_score(model, x, y, cv=5)\nprint(scores.mean())",
    "for epoch in range(epochs):\n    loss = step(batch)\n    losses.append(loss)",
]


def numbered(texts: list[str], first: int = 0) -> Notebook:
    return notebook(*[code(text, id=str(n)) for n, text in enumerate(texts, first)])


def pairs(old: Notebook, new: Notebook) -> list[tuple[int | None, int | None, bool]]:
    return [match[:3] for match in align(old.cells, new.cells)]


def test_equal_notebooks_pair_by_place() -> None:
    old = numbered(["", "", *TEXTS])
    assert pairs(old, old) == [(n, n, False) for n in range(8)]


@pytest.mark.parametrize("first", [0, 1])
def test_ids_that_only_count_are_not_believed_after_an_insertion(first: int) -> None:
    old = numbered(TEXTS, first)
    new = numbered([TEXTS[0], "print('a new cell')", *TEXTS[1:]], first)
    assert trusted_ids(old.cells, new.cells) == []
    assert pairs(old, new) == [
        (0, 0, False),
        (None, 1, False),
        *[(n, n + 1, False) for n in range(1, 6)],
    ]


def test_ids_drawn_anew_do_not_matter() -> None:
    old = notebook(*[code(text, id=f"old{n}") for n, text in enumerate(TEXTS)])
    new = notebook(*[code(text, id=f"new{n}") for n, text in enumerate(TEXTS[1:])])
    assert pairs(old, new) == [(0, None, False), *[(n, n - 1, False) for n in range(1, 6)]]


@pytest.mark.parametrize("where", ["id", "metadata"])
def test_believed_ids_pair_a_rewritten_cell(where: str) -> None:
    def cell(text: str, name: str) -> object:
        return code(text, id=name) if where == "id" else code(text, metadata={"id": name})

    old = notebook(*[cell(text, f"k{n}") for n, text in enumerate(TEXTS)])
    texts = [*TEXTS[:3], "something = 'else' # entirely", *TEXTS[4:]]
    new = notebook(cell("fresh()", "f"), *[cell(text, f"k{n}") for n, text in enumerate(texts)])
    assert pairs(old, new) == [(None, 0, False), *[(n, n + 1, False) for n in range(6)]]


def test_an_id_on_two_cells_is_not_believed() -> None:
    old = notebook(code(TEXTS[0], id="a"), code(TEXTS[1], id="a"), code(TEXTS[2], id="b"))
    new = notebook(code(TEXTS[1], id="a"), code(TEXTS[2], id="b"))
    assert trusted_ids(old.cells, new.cells) == [(2, 1)]
    assert pairs(old, new) == [(0, None, False), (1, 0, False), (2, 1, False)]


def test_a_moved_cell_is_one_row_at_its_new_place() -> None:
    old = notebook(*map(code, TEXTS))
    new = notebook(*map(code, [*TEXTS[1:5], TEXTS[0], TEXTS[5]]))
    assert pairs(old, new) == [
        *[(n, n - 1, False) for n in range(1, 5)],
        (0, 4, True),
        (5, 5, False),
    ]


def test_a_short_cell_does_not_move() -> None:
    old = notebook(*map(code, ["x = 1", *TEXTS]))
    new = notebook(*map(code, [*TEXTS, "x = 1"]))
    assert pairs(old, new)[0] == (0, None, False)
    assert pairs(old, new)[-1] == (None, 6, False)


def test_moved_and_edited() -> None:
    old = notebook(*map(code, TEXTS))
    edited = TEXTS[5].replace("epochs", "steps")
    new = notebook(*map(code, [edited, *TEXTS[:5]]))
    assert pairs(old, new) == [(5, 0, True), *[(n, n + 1, False) for n in range(5)]]


IMPORTS = "import matplotlib.pyplot as plt\nimport numpy as np"
BARS = f"""{IMPORTS}
y_pos = np.arange(len(names))
plt.bar(y_pos, perf, align='center', alpha=0.5)
plt.ylabel('Speed Up')
plt.title('Speedup: ours against theirs')
plt.show()"""
OTHER_BARS = """plt.figure(figsize=(10, 8))
width = 0.35
index = np.arange(len(names))
plt.bar(index, perf_nx, width, color='g', label='networkx')
plt.bar(index + width, perf_sp, width, color='b', label='scipy')
plt.xlabel('Datasets')
plt.ylabel('Speedup')
for i, value in enumerate(perf_nx):
    plt.text(x=i - 0.55 + width, y=value + 25, s=round(value, 1), size=12)
plt.legend()
plt.show()"""


def test_lines_that_went_elsewhere_do_not_take_the_cell_along() -> None:
    old = notebook(*map(code, [*TEXTS[:2], TEXTS[4], BARS]))
    new = notebook(*map(code, [TEXTS[0], IMPORTS, TEXTS[1], TEXTS[4], OTHER_BARS]))
    assert pairs(old, new) == [
        *[(0, 0, False), (None, 1, False)],
        *[(n, n + 1, False) for n in range(1, 4)],
    ]


RANKS = """def networkx_call(matrix, alpha):
    if matrix.shape[0] != matrix.shape[1]:
        raise TypeError('Shape is not square')
    start = time.time()
    ranks = nx.pagerank(graph_of(matrix), alpha)
    return time.time() - start"""


@pytest.mark.parametrize("is_first", [True, False])
def test_a_function_stays_itself_beside_an_edited_copy(is_first: bool) -> None:
    edited = RANKS.replace("    start", "    print('Solving the graph')\n    start")
    copy = RANKS.replace("networkx_call", "scipy_call").replace("pagerank", "pagerank_scipy")
    new = [TEXTS[0], edited, copy] if is_first else [TEXTS[0], copy, edited]
    found = pairs(notebook(code(TEXTS[0]), code(RANKS)), notebook(*map(code, new)))
    assert (1, new.index(edited), False) in found
    assert (None, new.index(copy), False) in found


def test_edited_cells_pair_by_likeness_in_order() -> None:
    old = notebook(code(TEXTS[1]), code(TEXTS[2]), code(TEXTS[3]))
    new = notebook(
        code(TEXTS[1].replace("train", "test")),
        code("totally_new()"),
        code(TEXTS[2].replace("True", "False")),
        code(TEXTS[3].replace("8", "9")),
    )
    assert pairs(old, new) == [
        *[(0, 0, False), (None, 1, False)],
        *[(1, 2, False), (2, 3, False)],
    ]


def test_a_cell_that_changed_its_type_stays_the_cell() -> None:
    old = notebook(code(TEXTS[0]), code(TEXTS[1]))
    new = notebook(markdown(TEXTS[0]), code(TEXTS[1]))
    assert pairs(old, new) == [(0, 0, False), (1, 1, False)]


def test_repeated_and_empty_cells_stay_in_order() -> None:
    old = notebook(*map(code, ["", "x", "", "x", ""]))
    new = notebook(*map(code, ["", "x", "", "", "x", ""]))
    assert [match[:2] for match in pairs(old, new) if None in match[:2]] == [(None, 2)] or [
        match[:2] for match in pairs(old, new) if None in match[:2]
    ] == [(None, 3)]


HEAD = "## Results of the fit"
PROSE = "What the model found is told below, in words and in figures, for each of the regions."


def colab(texts: dict[str, str]) -> Notebook:
    return notebook(*[code(text, metadata={"id": name}) for name, text in texts.items()])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            colab({"a1": TEXTS[0], "b2": TEXTS[1], "c3": TEXTS[2]}),
            colab({"b2": TEXTS[1], "c3": TEXTS[2], "a1": "entirely = 'rewritten'"}),
            [(1, 0, False), (2, 1, False), (0, 2, True)],
            id="Colab's ids follow a moved and rewritten cell",
        ),
        pytest.param(
            colab({"a1": TEXTS[0], "b2": TEXTS[1], "c3": TEXTS[2]}),
            colab({"a1": TEXTS[1], "b2": TEXTS[2], "c3": TEXTS[3]}),
            [(0, None, False), (1, 0, False), (2, 1, False), (None, 2, False)],
            id="Colab's ids are not believed against the texts",
        ),
        pytest.param(
            colab({"a1": "x", "b2": TEXTS[1]}),
            colab({"b2": TEXTS[1], "a1": "x"}),
            [(1, 0, False), (0, 1, True)],
            id="a believed id lets the shortest cell move",
        ),
        pytest.param(
            notebook(*map(code, ["", TEXTS[0], "x", TEXTS[1], "x"])),
            notebook(*map(code, [TEXTS[0], "new()", "x", "y", TEXTS[1]])),
            [
                *[(0, None, False), (1, 0, False), (None, 1, False), (2, 2, False)],
                *[(None, 3, False), (3, 4, False), (4, None, False)],
            ],
            id="texts that occur once hold the others in place",
        ),
        pytest.param(
            notebook(markdown(HEAD), code(TEXTS[0])),
            notebook(markdown(f"{HEAD}\n{PROSE}\n{PROSE}\n{PROSE}"), code(TEXTS[0])),
            [(0, 0, False), (1, 1, False)],
            id="a heading that got its text",
        ),
        pytest.param(
            notebook(markdown(HEAD), *map(code, TEXTS[:4])),
            notebook(*map(code, TEXTS[:4]), markdown(f"{HEAD}\n{PROSE}")),
            [*[(n, n - 1, False) for n in range(1, 5)], (0, 4, True)],
            id="a line that only one cell has gives a moved cell away",
        ),
        pytest.param(
            notebook(code("plt.show()"), *map(code, TEXTS[:4])),
            notebook(*map(code, TEXTS[:4]), code(f"{TEXTS[4]}\nplt.show()")),
            [(0, None, False), *[(n, n - 1, False) for n in range(1, 5)], (None, 4, False)],
            id="a line that another cell has too does not",
        ),
        pytest.param(
            notebook(code(TEXTS[0]), code(TEXTS[3]), code(TEXTS[4])),
            notebook(code(TEXTS[0]), code("unrelated"), code(TEXTS[5]), code(TEXTS[4])),
            [(0, 0, False), (1, None, False), (None, 1, False), (None, 2, False), (2, 3, False)],
            id="cells with nothing in common are not paired",
        ),
        pytest.param(
            numbered([TEXTS[0], f"{TEXTS[1]}\na = 1", f"{TEXTS[1]}\nb = 2", TEXTS[2]]),
            numbered([TEXTS[0], f"{TEXTS[1]}\nb = 2", f"{TEXTS[1]}\na = 1  # x", TEXTS[2]]),
            [(0, 0, False), (2, 1, False), (1, 2, True), (3, 3, False)],
            id="neighbours of one make changed places under ids that count",
        ),
        pytest.param(
            notebook(code("value = compute(step=1)"), code(TEXTS[1])),
            notebook(code("value = compute(steps=2)"), code("value = compute(step=1)")),
            [(None, 0, False), (0, 1, False), (1, None, False)],
            id="the same cell is preferred to a like one",
        ),
    ],
)
def test_golden(old: Notebook, new: Notebook, expected: list[object]) -> None:
    assert pairs(old, new) == expected


def test_of_long_cells_only_the_ends_are_compared() -> None:
    ends = "a" * (LENGTH // 2), "z" * (LENGTH // 2)
    old, new = (code(ends[0] + middle * LENGTH + ends[1]) for middle in "bc")
    cells = notebook(old).cells[0], notebook(new).cells[0]
    assert comparable(cells[0]) == "".join(ends)
    assert similar(*cells, 0.5) == 1


def test_longest_run() -> None:
    assert longest_run([]) == []
    assert longest_run([(3, 0), (0, 1), (1, 2), (2, 3)]) == [(0, 1), (1, 2), (2, 3)]


def test_large_rewritten_notebooks_stay_within_bounds() -> None:
    old = notebook(*[code(f"{'old words ' * 20}{n}") for n in range(1500)])
    new = notebook(*[code(f"{'new terms ' * 20}{n}") for n in range(1500)])
    assert_complete(old, new)


def test_large_edited_notebooks_are_paired_by_place() -> None:
    old = notebook(*[code(f"value_{n} = compute(step={n})") for n in range(1500)])
    new = notebook(*[code(f"value_{n} = compute(steps={n})") for n in range(1500)])
    assert pairs(old, new) == [(n, n, False) for n in range(1500)]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["none", "stable", "sequential", "regenerated"]))
def test_random_edits_keep_every_cell_once(seed: int, regime: str) -> None:
    rng = random.Random(seed)
    names = count()
    old_texts = [rng.choice([*TEXTS, "", "x", f"unique = {n}"]) for n in range(rng.randint(0, 9))]
    cells = [(text, next(names)) for text in old_texts]
    edited = list(cells)
    for _ in range(rng.randint(0, 5)):
        edit(edited, rng, names)
    assert_complete(named(cells, regime, "a"), named(edited, regime, "b"))


def edit(cells: list[tuple[str, int]], rng: random.Random, names: "count[int]") -> None:
    place = rng.randint(0, len(cells))
    choice = rng.choice(["insert", "delete", "move", "edit"])
    if choice == "insert" or not cells:
        cells.insert(place, (rng.choice(TEXTS), next(names)))
        return
    text, name = cells.pop(min(place, len(cells) - 1))
    if choice == "move":
        cells.insert(rng.randint(0, len(cells)), (text, name))
    elif choice == "edit":
        cells.insert(place, (f"{text}\nedited()", name))


def named(cells: list[tuple[str, int]], regime: str, side: str) -> Notebook:
    names = {
        "none": [None for _ in cells],
        "stable": [f"id{name}" for _, name in cells],
        "sequential": [str(place) for place in range(len(cells))],
        "regenerated": [f"{side}{name}" for _, name in cells],
    }[regime]
    return notebook(*[code(text, id=name) for (text, _), name in zip(cells, names, strict=True)])


def assert_complete(old: Notebook, new: Notebook) -> None:
    diff = diff_notebooks(old, new)
    before = [row.old for row in diff.rows if row.old]
    after = [row.new for row in diff.rows if row.new]
    assert sorted(cell.index for cell in before) == list(range(len(old.cells)))
    assert [cell.index for cell in after] == list(range(len(new.cells)))
    fixed = [row.old for row in diff.rows if row.old and not row.moved]
    assert indices(fixed) == sorted(indices(fixed)) or any(row.moved for row in diff.rows)
    for row in diff.rows:
        assert ("inserted" in row.kinds) == (row.old is None)
        assert ("deleted" in row.kinds) == (row.new is None)
        assert ("moved" in row.kinds) == row.moved
        if row.old and row.new:
            assert ("source" in row.kinds) == (row.old.source != row.new.source)


def indices(cells: list[Cell]) -> list[int]:
    return [cell.index for cell in cells]


@pytest.mark.parametrize("regime", ["none", "stable", "sequential", "regenerated"])
def test_made_pairs_with_known_correspondence(regime: str) -> None:
    """Precision and recall over pairs whose edits are known."""
    right = found = true = 0
    for seed in range(60):
        rng = random.Random(seed)
        names = count()
        cells = [(paragraph(rng), next(names)) for _ in range(rng.randint(5, 20))]
        edited = list(cells)
        for _ in range(rng.randint(1, 4)):
            alter(edited, rng, names)
        diff = diff_notebooks(named(cells, regime, "a"), named(edited, regime, "b"))
        old_names, new_names = [n for _, n in cells], [n for _, n in edited]
        pairs = [(r.old.index, r.new.index) for r in diff.rows if r.old and r.new]
        right += sum(old_names[i] == new_names[j] for i, j in pairs)
        found += len(pairs)
        true += len(set(old_names) & set(new_names))
    assert right / found >= 0.99
    assert right / true >= 0.99


WORDS = [*("loss", "frame", "plot", "model", "axis", "train", "score"), *("batch", "layer", "mean")]


def paragraph(rng: random.Random) -> str:
    lines = [" ".join(rng.choices(WORDS, k=4)) for _ in range(rng.randint(3, 8))]
    return "\n".join(f"{line} = {rng.randint(0, 10**6)}" for line in lines)


def alter(cells: list[tuple[str, int]], rng: random.Random, names: "count[int]") -> None:
    choice = rng.choice(["insert", "delete", "move", "edit", "edit"])
    place = rng.randrange(len(cells))
    if choice == "insert":
        cells.insert(place, (paragraph(rng), next(names)))
        return
    text, name = cells.pop(place)
    if choice == "move":
        cells.insert(rng.randint(0, len(cells)), (text, name))
    elif choice == "edit" or len(cells) < 3:
        lines = text.split("\n")
        lines[rng.randrange(len(lines))] = "changed = True"
        cells.insert(place, ("\n".join(lines), name))
