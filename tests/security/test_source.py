"""What the server's own source must never do; read from its syntax tree."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "mergelab"
#: Modules that run or unpack what somebody wrote, or that talk to where a client says.
FORBIDDEN_MODULES = {
    *("pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"),
    *("torch", "numpy", "pandas", "code", "codeop", "xmlrpc", "telnetlib", "ftplib", "imp"),
    *("xml.etree", "xml.sax", "xml.dom", "pty", "commands", "popen2"),
}
FORBIDDEN_CALLS = {
    *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.execvp"),
    *("yaml.load", "yaml.unsafe_load", "yaml.full_load", "pickle.loads", "pickle.load"),
    *("subprocess.getoutput", "subprocess.getstatusoutput", "tempfile.mktemp", "os.chmod"),
}
#: Where a name that the source itself holds is imported late.
DYNAMIC_IMPORTS = {
    *("cli/__init__.py", "cli/nb/__init__.py", "cli/web.py"),
    *("kit/limited/child.py", "kit/tasks/running.py", "projects/apps.py"),
}
#: The only modules that start processes.
PROCESSES = {
    *("repository/git", "repository/http", "repository/hooks", "repository/backup"),
    *("cli", "web/vendor.py", "kit/limited"),
}
MARKED_SAFE = {"mark_safe", "SafeString"}


@cache
def sources() -> dict[str, ast.Module]:
    names = {path.relative_to(SOURCE).as_posix(): path for path in SOURCE.rglob("*.py")}
    return {
        name: ast.parse(path.read_text())
        for name, path in sorted(names.items())
        if "/migrations/" not in name and not name.startswith("cli/demo/content/")
    }


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def test_h1_nothing_is_unpickled_evaluated_or_run_by_a_shell() -> None:
    wrong = []
    for name, tree in sources().items():
        for module in imports(tree):
            if any(module == bad or module.startswith(f"{bad}.") for bad in FORBIDDEN_MODULES):
                wrong.append(f"{name} imports {module}")
        for called, node in calls(tree):
            if called in FORBIDDEN_CALLS:
                wrong.append(f"{name}:{node.lineno} calls {called}")
            for keyword in node.keywords:
                is_true = isinstance(keyword.value, ast.Constant) and keyword.value.value is True
                if keyword.arg in {"shell", "allow_pickle"} and is_true:
                    wrong.append(f"{name}:{node.lineno} has {keyword.arg}=True")
    assert wrong == []


def test_h2_no_module_is_imported_by_a_name_from_data() -> None:
    wrong = [
        f"{name}:{node.lineno} {called}"
        for name, tree in sources().items()
        for called, node in calls(tree)
        if called.endswith(("import_module", "import_string", "__import__"))
        and name not in DYNAMIC_IMPORTS
    ]
    assert wrong == []


def test_f2_processes_are_started_in_few_places_and_by_no_git_library() -> None:
    wrong = []
    for name, tree in sources().items():
        used = imports(tree)
        if used & {"git", "dulwich", "GitPython"}:
            wrong.append(f"{name} imports a git library that runs text")
        if "subprocess" in used and not any(name.startswith(place) for place in PROCESSES):
            wrong.append(f"{name} starts processes")
    assert wrong == []


def test_e12_the_server_opens_no_connection_of_its_own() -> None:
    """Nothing a client sends makes it fetch: the only clients are the blob store's and mail's."""
    fetching = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3"}
    fetching |= {"socket.create_connection", "socket.socket"}
    allowed = {"cli", "web/vendor.py", "kit/filesystem.py"}
    wrong = [
        f"{name} imports {module}"
        for name, tree in sources().items()
        for module in imports(tree) & fetching
        if not any(name.startswith(place) for place in allowed)
    ]
    assert wrong == []


def test_d12_views_take_no_raw_html_from_people() -> None:
    """`mark_safe` only wraps what a component built; a request's value never goes into it."""
    wrong = []
    for name, tree in sources().items():
        for called, node in calls(tree):
            if called.rpartition(".")[2] in MARKED_SAFE and node.args:
                text = ast.unparse(node.args[0])
                if any(word in text for word in (".POST", ".GET", ".body", "request.headers")):
                    wrong.append(f"{name}:{node.lineno} {text[:80]}")
    assert wrong == []


@pytest.mark.parametrize("pattern", ["|safe", "{% autoescape off", "|safeseq", "json_script:0"])
def test_d12_no_template_switches_escaping_off(pattern: str) -> None:
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("templates/**/*.html")
        if pattern
        in path.read_text().replace(" ", "").replace("{%autoescapeoff", "{% autoescape off")
    ]
    assert found == []


def test_d8_scripts_write_no_html_and_read_no_globals() -> None:
    """Our own modules never turn text into markup or code in the browser.

    The editor's preview takes the server's markup, sanitised. The frame of interactive outputs
    takes what it is there for, in a sandbox with an origin of its own.
    """
    taken = {("editor.js", ".innerHTML ="), ("frame.js", ".innerHTML =")}
    bad = ("eval(", "new Function(", "document.write(", ".outerHTML =", "insertAdjacentHTML(")
    wrong = [
        f"{path.relative_to(SOURCE)}: {word}"
        for path in SOURCE.rglob("static/**/*.js")
        if "vendor" not in path.parts
        for word in (*bad, ".innerHTML =", ".innerHTML=", "setAttribute('on", "javascript:")
        if word in path.read_text() and (path.name, word) not in taken
    ]
    assert wrong == []
