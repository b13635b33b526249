from pathlib import Path

from django.core.management import call_command

from academy.core.static_storage import gathered

ROOT = Path(__file__).parents[2]


def test_imports_are_put_in_place_layer_by_layer():
    sheets = {
        "css/site.css": "@layer a, b;\n"
        '@import url("x.css") layer(a);\n@import url("in/y.css") layer(b);',
        "css/x.css": 'i { src: url("../fonts/f.woff2") }',
        "css/in/y.css": 'b { background: url("../../img/p.svg") }',
    }
    assert gathered("css/site.css", sheets.__getitem__) == (
        '@layer a, b;\n@layer a {\ni { src: url("../fonts/f.woff2") }}\n'
        '@layer b {\nb { background: url("../img/p.svg") }}'
    )


def test_collecting_gives_one_style_sheet_that_follows_its_parts(settings, tmp_path):
    part = tmp_path / "source/css/part.css"
    part.parent.mkdir(parents=True)
    (part.parent / "site.css").write_text('@import url("part.css") layer(base);')
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {
            "BACKEND": "academy.core.static_storage.CompressedGatheringStaticFilesStorage"
        }
    }
    for text in ("a{}", "b{}"):
        part.write_text(text)
        call_command("collectstatic", interactive=False, verbosity=0)
        hashed = sorted(
            settings.STATIC_ROOT.glob("css/site.*.css"), key=lambda f: f.stat().st_mtime_ns
        )
        assert hashed[-1].read_text() == f"@layer base {{\n{text}}}"


def test_the_gathered_sheet_of_the_site_imports_nothing():
    sheet = gathered("css/site.css", lambda name: (ROOT / "static" / name).read_text())
    assert "@import" not in sheet
    assert sheet.count("@layer components {") > 20
