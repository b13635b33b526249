"""Every sentence of the academy is in French too: `python -m tests.messages` checks it.

The sentences are extracted anew from the code and the templates and compared with the committed
catalogue. `--update` brings them into the catalogue, drops those that are gone and compiles it;
what is left to translate is then named by the check. What libraries say is checked beside:
`tests/library_messages.py`.
"""

import argparse
import gettext
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

from tests import library_messages
from tests.catalogue import Entry, judge, read_entries

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "academy/locale/fr/LC_MESSAGES/django.po"
CODE = ("academy", "barometer", "courses", "home")
# The keywords of Django beside those that xgettext knows for Python.
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)
HEADER = """\
# French sentences of the academy.
msgid ""
msgstr ""
"Project-Id-Version: academie\\n"
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"""


def _run(*command: str | Path) -> None:
    done = subprocess.run([*command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr}")


def _sources() -> list[Path]:
    """Return the files that may hold sentences, relative to the project."""
    found = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    found += [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    return sorted(
        path.relative_to(ROOT) for path in found if not {"migrations", "locale"} & set(path.parts)
    )


def extract(folder: Path) -> Path:
    """Extract the sentences of the project into `folder` and return the template catalogue."""
    names = []
    for source in _sources():
        text = (ROOT / source).read_text(encoding="utf-8")
        copy = folder / "sources" / source
        if source.suffix != ".py":
            text = templatize(text, origin=str(source))
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        names.append(str(source))
    listed = folder / "sources.txt"
    listed.write_text("\n".join(names), encoding="utf-8")
    template = folder / "django.pot"
    _run(
        *("xgettext", "--language=Python", "--from-code=UTF-8", "--add-comments=Translators"),
        *(f"--keyword={keyword}" for keyword in KEYWORDS),
        *("--directory", folder / "sources", "--files-from", listed),
        *("--add-location=file", "--no-wrap", "--sort-by-file", "--output", template),
    )
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("charset=CHARSET", "charset=UTF-8"), encoding="utf-8")
    return template


def compile_catalogue(catalogue: Path, compiled: Path) -> None:
    """Compile `catalogue`; what the compiler refuses ends the program with its words."""
    _run("msgfmt", "--check", "--output-file", compiled, catalogue)


def _contents(compiled: Path) -> dict:
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]


def check(template: Path, folder: Path) -> list[str]:
    """Return what is wrong with the committed catalogue, a line for each fault."""
    if not CATALOGUE.exists():
        return [f"{CATALOGUE.relative_to(ROOT)} is missing."]
    wanted = {entry.key: entry for entry in read_entries(template.read_text(encoding="utf-8"))}
    known = {entry.key: entry for entry in read_entries(CATALOGUE.read_text(encoding="utf-8"))}
    faults = [f"missing: {entry}" for key, entry in wanted.items() if key not in known]
    faults += [f"no longer used: {entry}" for key, entry in known.items() if key not in wanted]
    for entry in known.values():
        faults += [f"{fault}: {entry}" for fault in judge(entry)]
    faults += library_messages.replaced(known)
    for domain in library_messages.DOMAINS:
        faults += library_messages.faults_of(domain, known)
    for catalogue in _catalogues():
        compiled = catalogue.with_suffix(".mo")
        fresh = folder / "fresh.mo"
        compile_catalogue(catalogue, fresh)
        if not compiled.exists() or _contents(compiled) != _contents(fresh):
            faults.append(f"{compiled.relative_to(ROOT)} is not what the catalogue compiles to.")
    return faults


def _catalogues() -> list[Path]:
    """Return the catalogue of the academy, and those that speak for libraries."""
    folder = library_messages.CATALOGUES
    return [CATALOGUE, *(folder / f"{domain}.po" for domain in library_messages.DOMAINS)]


def update(template: Path) -> None:
    """Merge the extracted sentences into the catalogue and compile it, and those of libraries."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    if not CATALOGUE.exists():
        CATALOGUE.write_text(HEADER, encoding="utf-8")
    _run(
        *("msgmerge", "--quiet", "--update", "--backup=off", "--no-fuzzy-matching", "--no-wrap"),
        *("--add-location=file", "--sort-by-file", CATALOGUE, template),
    )
    # Sentences that are gone, and dates that would make each update look like a change.
    _run("msgattrib", "--no-obsolete", "--no-wrap", "--output-file", CATALOGUE, CATALOGUE)
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(('"POT-Creation-Date', '"PO-Revision'))]
    CATALOGUE.write_text("".join(kept), encoding="utf-8")
    for catalogue in _catalogues():
        compile_catalogue(catalogue, catalogue.with_suffix(".mo"))


def main(arguments: list[str]) -> int:
    """Check the catalogue, after updating it when asked to; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.messages", description=__doc__)
    parser.add_argument("--update", action="store_true", help="merge new sentences and compile")
    options = parser.parse_args(arguments)
    if not settings.configured:
        # Reading templates asks for these and for nothing else.
        settings.configure(USE_I18N=False)
    with tempfile.TemporaryDirectory(prefix="academie-messages-") as name:
        folder = Path(name)
        template = extract(folder)
        if options.update:
            update(template)
        faults = check(template, folder)
    for fault in faults:
        print(fault)
    sentences = _count(CATALOGUE)
    print(f"{sentences} sentences, {len(faults)} faults.")
    if faults and not options.update:
        print("Update with: python -m tests.messages --update")
    return 1 if faults else 0


def _count(catalogue: Path) -> int:
    text = catalogue.read_text(encoding="utf-8") if catalogue.exists() else ""
    entries: list[Entry] = read_entries(text)
    return len(entries)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
