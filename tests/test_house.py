"""House rules: what keeps the code small, quick to start and easy to find one's way in."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "system2").rglob("*.py"))
TEXTS = sorted(
    path
    for pattern in ("src/**/*.py", "src/**/*.md", "tests/**/*.py", "*.md", "*.toml", ".ci/*")
    for path in ROOT.glob(pattern)
    if path.is_file()
)

TOP_LEVEL = {"pyproject.toml", "src", "tests", "completions", "README.md", "CHANGELOG.md", "LICENSE"}
BUILT = {"build", "dist"}
"""What packaging leaves behind, ignored by git."""

LONGEST_FILE = 350
LONGEST_STRATEGY = 120
SHARED_BY_STRATEGIES = {
    "account.py",
    "catalogue.py",
    "pieces.py",
    "imagination.py",
    "rehearsal.py",
    "record.py",
    "selection.py",
    "stopping.py",
    "thoughts.py",
    "tree.py",
}
LONGEST_FUNCTION = 60

HEAVY = {
    "jinja2",
    "jsonschema",
    "latex2sympy2_extended",
    "litellm",
    "math_verify",
    "openai",
    "pydantic",
    "starlette",
    "sympy",
    "tomlkit",
    "uvicorn",
    "xllamacpp",
}
"""Libraries that take longer to import than a short command may take in all."""

MOST_IMPORTS = 15
"""Of our own modules, by one module of the engine: more would be several jobs."""

UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b")
SOMEBODYS_HOME = re.compile(r"/(home|Users)/[a-z]\w+")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_top_level_holds_what_every_reader_expects_and_no_more() -> None:
    """Dotfiles aside."""
    present = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert present - BUILT <= TOP_LEVEL


def test_every_file_of_the_product_is_short() -> None:
    """A file is one idea, and can be read at one sitting."""
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_strategy_is_about_as_short_as_its_paper_says_it() -> None:
    """A reader compares the two side by side."""
    folder = ROOT / "src" / "system2" / "strategies"
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in sorted(folder.glob("*.py"))}
    long = {name for name, length in lengths.items() if length > LONGEST_STRATEGY}
    assert long <= SHARED_BY_STRATEGIES


def test_every_function_is_short() -> None:
    """Its signature and its docstring aside, it fits on a screen."""
    lengths = {
        f"{name_of(path)}:{node.name}": node.body[-1].end_lineno - node.body[0].lineno + 1
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.body[-1].end_lineno
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    """Never while a module is loaded, so that no command waits for a library that it does not need.

    The modules behind `system2 serve` are loaded by it alone, which needs all of them.
    """
    early = {
        name_of(path): sorted(HEAVY & set(imported_on_load(ast.parse(path.read_text(encoding="utf-8")))))
        for path in SOURCES
        if path.parent.name != "doors"
    }
    assert {name: libraries for name, libraries in early.items() if libraries} == {}


def test_nothing_is_left_half_done_or_tied_to_one_machine() -> None:
    """No reminders to finish it later, no path into somebody's home."""
    found = {
        f"{name_of(path)}:{number}": line.strip()
        for path in TEXTS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED.search(line) or SOMEBODYS_HOME.search(line)
    }
    assert found == {}


def test_no_modules_of_ours_import_each_other() -> None:
    """Not for their types either, so that each can be read after those that it builds on."""
    graph = {name: set(imports) for name, imports in our_imports().items()}
    while free := {name for name, imports in graph.items() if not imports & graph.keys()}:
        graph = {name: imports for name, imports in graph.items() if name not in free}
    assert graph == {}


def test_no_module_of_the_engine_builds_on_many_others() -> None:
    """One that does has several jobs."""
    counts = {name: len(imports) for name, imports in our_imports().items() if name.startswith("system2.engine.")}
    assert {name: count for name, count in counts.items() if count > MOST_IMPORTS} == {}


def our_imports() -> dict[str, list[str]]:
    """Our modules that each of our modules imports, wherever in its text."""
    names = {module_name(path) for path in SOURCES}
    found: dict[str, list[str]] = {}
    for path in SOURCES:
        imports: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imports |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                inside = {f"{node.module}.{alias.name}" for alias in node.names}
                imports |= inside & names or {node.module}
        found[module_name(path)] = sorted(imports & names - {module_name(path)})
    return found


def module_name(path: Path) -> str:
    """As one imports it."""
    parts = path.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imported_on_load(tree: ast.Module) -> Iterator[str]:
    """The top-level packages that a module imports as it is loaded."""
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        match node:
            case ast.Import(names=names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                continue
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
                pending += orelse
            case _:
                pending += ast.iter_child_nodes(node)


def test_there_is_one_way_out_for_what_is_printed() -> None:
    """JSON by `to_json`, drawings by `HarmlessConsole`: what others wrote commands neither a terminal nor a reader."""
    other_ways = re.compile(r"\bdumps\(|\bConsole\(|\bstdout\.buffer\b")
    found = {
        name_of(path): other_ways.findall(path.read_text(encoding="utf-8"))
        for folder in ("cli", "render")
        for path in sorted((ROOT / "src" / "system2" / folder).glob("*.py"))
    }
    assert {name: ways for name, ways in found.items() if ways} == {
        "src/system2/cli/batch_files.py": ["stdout.buffer"],  # answers, as lines of `to_json`
        "src/system2/cli/trace.py": ["stdout.buffer"],  # a page, cleaned
        "src/system2/render/lines.py": ["Console("],  # a ruler, on which nothing is drawn
        "src/system2/render/safe.py": ["dumps("],
    }


def test_a_version_is_pinned_for_whatever_the_tests_need() -> None:
    """And it is one that the project allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [Requirement(line) for line in (*project["dependencies"], *extras["dev"], *extras["local"])]
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(re.split("==", line) for line in lines if "==" in line)
    versions = {canonicalize_name(name): version for name, version in pinned.items()}
    assert wanted
    for requirement in wanted:
        version = versions.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not pinned: run .ci/newest --pin"
        assert requirement.specifier.contains(version), f"{requirement.name} is pinned to {version}"
