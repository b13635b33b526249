"""What `lint-imports` can't be told: names, and what a process has loaded."""

import ast
import os
import subprocess
import sys
import tomllib

import grimp
import pytest

from tests.architecture.project import PARTS, ROOT, part_of_module, python_files, shown, tree_of

# What a part shows to the parts above it. `subscribers` is the way up for news, `signals` are
# events that a part announces, `role_groups` is where parts above say what a role opens.
FACE = {"models", "policies", "queries", "services", "signals", "subscribers"}
# What other parts may read too, and the reasons why.
ALSO_SHOWN = {
    # Of whom a path is asked, as callers of assign_path say it.
    ("courses", "audience"),
    # The type of a request whose user is signed in, for every view.
    ("academy.accounts", "requests"),
    # How what must not be read in a copy of the database is kept there.
    ("academy.accounts", "sealing"),
    # How a view asks to sign in again before what matters.
    ("academy.accounts", "decorators"),
    # Messages to people, and links under the academy's public address.
    ("academy.accounts", "mail"),
    # When a person's mails may leave, and how the log of mails calls them.
    ("academy.accounts", "mail_kinds"),
    ("academy.accounts", "mail_times"),
    # Each part tells what it holds of a person, and what becomes of it when the person leaves.
    ("academy.accounts", "record"),
    ("academy.accounts", "leaving"),
    # Tokens of machines are made and revoked by commands in one way.
    ("academy.accounts", "management"),
    # Organisms, as commands of every part name them.
    ("academy.organisms", "management"),
    # By which names systems may call a person.
    ("academy.lrs", "people_queries"),
    # The demonstration answers and words acts exactly as the courses do.
    ("courses", "assessment"),
    # By which rule a path is asked.
    ("courses", "audience"),
    ("courses", "questions"),
    ("courses", "statements"),
    # What is asked, and of how many, is said in the same words to managers and in the barometer.
    ("courses", "asking_words"),
    # What a named list says of somebody is told to that person in the same words.
    ("courses", "standing_words"),
    # A gap of the criteria asks for training as organisms do.
    ("courses", "training_requests"),
    # Which surveys say something to whom, for the menu.
    ("barometer", "surveys"),
    # The day on which a pass ends is reckoned in one way.
    ("courses", "validity"),
    # The library that the demonstration loads, a path that it adopts, a package that it brings in.
    ("courses", "exchange"),
    ("courses", "adoption"),
    ("courses", "packages"),
    # A bank that it fills from files, a draft that organisms approve in it.
    ("courses", "banks"),
    ("courses", "cobuilding"),
    # The demonstration assesses organisms as the criteria do; preparing loads their grid.
    ("barometer", "criteria"),
    # The demonstration is loaded when every reader has caught up.
    ("academy.lrs", "projector"),
    # Facts are made from the keys under which statements are found.
    ("academy.lrs", "xapi"),
    ("academy.organisms", "role_groups"),
    # Tables that a spreadsheet writes are read in one way, and what is wrong said in one way.
    ("academy.organisms", "lists"),
    ("academy.organisms", "wording"),
    # Packages ask which sessions are open, and what AUs have kept of how a learner likes them.
    ("academy.lrs", "session_queries"),
    ("academy.lrs", "document_queries"),
    # The demonstration sends campaigns and scans as managers do.
    ("barometer", "findings"),
    # The demonstration publishes its past; whatever shows figures reads releases.
    ("barometer", "releases"),
    # What is known of the demonstration is held against what its ledger of effects tells.
    ("barometer", "ledger"),
    # The demonstration holds what the measures say against its truth.
    ("barometer", "measures"),
    ("barometer", "events"),
    ("barometer", "forecasting"),
    ("barometer", "forecasts"),
}
# Names that stand for pure modules: whoever adds one adds it to the contract.
PURE_NAMES = {
    "assessment",
    "charts",
    "disclosure",
    "events",
    "forecasts",
    "questions",
    "rules",
    "search",
    "statements",
    "xapi",
}
# Of the record store, this one answers the address /xapi/statements.
NOT_PURE = {"academy.lrs.api.statements"}
# Settings read these before applications are loaded, which what they need waits for.
READ_BY_SETTINGS = {"academy/accounts/limits.py"}
SLOW_TO_LOAD = (
    "altair",
    "dask",
    "distributed",
    "openpyxl",
    "pandas",
    "pyarrow",
    "qrcode",
    "scipy",
    "typst",
    "vl_convert",
    "weasyprint",
)

# The one module that loads the library of Parquet, for those that write files.
PARQUET = "barometer.lake.files"


@pytest.fixture(scope="module")
def graph():
    """The imports of the whole academy."""
    return grimp.build_graph("academy", "barometer", "courses", "home", cache_dir=None)


def _contract(name):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return next(one for one in settings["contracts"] if one["name"].startswith(name))


def test_parts_show_their_face_alone(graph):
    wrong = []
    for importer in sorted(graph.modules):
        part = part_of_module(importer)
        if part is None:
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            other = part_of_module(imported)
            if other in (None, part, "academy.core"):
                continue
            name = imported.removeprefix(f"{other}.").partition(".")[0]
            if name not in FACE and (other, name) not in ALSO_SHOWN:
                wrong.append(f"{importer} imports {imported}")
    assert not wrong, "\n".join(wrong)


def test_parts_below_import_nothing_at_all_from_above(graph):
    for importer in graph.modules:
        part = part_of_module(importer)
        for imported in graph.find_modules_directly_imported_by(importer):
            other = part_of_module(imported)
            if part and other:
                assert PARTS.index(other) <= PARTS.index(part), f"{importer} imports {imported}"


def test_the_contract_lists_every_pure_module(graph):
    listed = _contract("Pure modules")["source_modules"]
    missing = [
        module
        for module in sorted(graph.modules)
        if module.rpartition(".")[2] in PURE_NAMES - {"questions", "statements"}
        or (module.count(".") == 1 and module.rpartition(".")[2] in PURE_NAMES)
        if module not in NOT_PURE
        and not any(f"{module}.".startswith(f"{one}.") for one in listed)
        # A package of blocks that is called after what it asks is no pure module.
        and ".blocks." not in module
    ]
    assert not missing, f"add them to the contract on pure modules: {missing}"


def test_a_web_worker_starts_without_what_draws():
    code = (
        "import sys, academy.wsgi\n"
        "from django.urls import get_resolver\n"
        "get_resolver().reverse_dict\n"
        f"print(*(name for name in {SLOW_TO_LOAD!r} if name in sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "academy.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert not run.stdout.split(), f"loaded at the start of a web worker: {run.stdout.strip()}"


def test_imports_inside_functions_are_for_what_is_slow_to_load():
    wrong = []
    for path in python_files("academy", "barometer", "courses", "home"):
        # Django wants what an application needs to be imported once it is ready.
        if path.name == "apps.py" or "settings" in path.parts or shown(path) in READ_BY_SETTINGS:
            continue
        for function in ast.walk(tree_of(path)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                names = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    names = _imported_by(path, node)
                wrong += [
                    f"{shown(path)}:{node.lineno} imports {name}"
                    for name in names
                    if not name.startswith(SLOW_TO_LOAD) and not _loads_slowly(name)
                ]
    assert not wrong, "\n".join(sorted(set(wrong)))


def _imported_by(path, node):
    """The modules that a `from … import …` of a file imports, by their whole names."""
    base = node.module
    if node.level:
        package = path.relative_to(ROOT).parent.parts[: -(node.level - 1) or None]
        base = ".".join([*package, *filter(None, [node.module])])
    inner = [f"{base}.{alias.name}" for alias in node.names]
    return [name for name in inner if _file_of(name).exists()] or [base]


def _file_of(module):
    return ROOT / f"{module.replace('.', '/')}.py"


def _loads_slowly(name):
    """Whether one of our own modules is for work with what is slow to load."""
    path = _file_of(name)
    if not path.exists():
        return False
    for node in ast.walk(tree_of(path)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = _imported_by(path, node)
        if any(one.startswith(SLOW_TO_LOAD) or one == PARQUET for one in names):
            return True
    return False
