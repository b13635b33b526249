"""The pictures that shipped lessons show: `python -m tests.e2e.illustrations [files…]`.

Drawn here, by Chromium, so that their words can be corrected and translated as those of lessons.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from .chromium import CHROMIUM_OPTIONS, chromium
from .serving import ROOT

FONTS = ROOT / "static" / "vendor" / "fonts"
MEDIA = ROOT / "courses" / "library" / "cybersecurity-essentials" / "media"
# What a picture may weigh, in bytes.
LIMIT = 60_000


@dataclass(frozen=True, slots=True)
class Words:
    """What the message says, in one language. What a number points at is marked by its place."""

    name: str
    file: str
    sender: str
    address: str
    subject_label: str
    subject: str
    greeting: str
    context: str
    request: str
    button: str
    link_start: str
    link_site: str
    link_end: str
    sign_off: str


FRENCH = Words(
    name="Un courriel, quatre regards",
    file="courriel-annote.fr.webp",
    sender="Dotation et paie",
    address="paie@services-regionaux-rh.example",
    subject_label="Objet",
    subject="Votre indemnité de déplacement",
    greeting="Bonjour,",
    context="Votre déplacement du 12 novembre vous donne droit à une indemnité de 214,60 $.",
    request="Pour la recevoir, confirmez vos coordonnées bancaires avant 16 h aujourd’hui.",
    button="Confirmer mes coordonnées",
    link_start="https://services-regionaux.example.",
    link_site="validation-paie.example",
    link_end="/compte",
    sign_off="L’équipe de la paie",
)
ENGLISH = Words(
    name="One email, four looks",
    file="annotated-email.en.webp",
    sender="Staffing and Payroll",
    address="payroll@regional-services-hr.example",
    subject_label="Subject",
    subject="Your travel allowance",
    greeting="Hello,",
    context="Your trip of November 12 entitles you to a travel allowance of $214.60.",
    request="To receive it, confirm your bank details before 4 p.m. today.",
    button="Confirm my details",
    link_start="https://regional-services.example.",
    link_site="payroll-check.example",
    link_end="/account",
    sign_off="The payroll team",
)

PAGE = """<!doctype html><meta charset="utf-8"><style>
@font-face {{ font-family: Text; src: url("{fonts}/atkinson-hyperlegible-next-latin-normal.woff2");
  font-weight: 200 800; }}
* {{ box-sizing: border-box; margin: 0; }}
body {{ width: 600px; padding: 20px; background: #f3f0f7; color: #221d2b;
  font: 400 25px/1.42 Text, sans-serif; }}
article {{ background: #fff; border: 2px solid #cfc6dc; border-radius: 16px;
  padding: 26px 26px 30px; }}
header {{ display: grid; grid-template-columns: 62px 1fr; gap: 4px 16px; padding-bottom: 20px;
  margin-bottom: 22px; border-bottom: 2px solid #e3dcec; }}
.face {{ grid-row: 1 / 3; width: 62px; height: 62px; border-radius: 50%; background: #5d4a78;
  color: #fff; font-weight: 700; font-size: 27px; display: grid; place-items: center; }}
b {{ font-weight: 700; }}
.address {{ font-size: 22px; line-height: 1.35; }}
.subject {{ grid-column: 1 / 3; margin-top: 14px; }}
.quiet {{ color: #5b5367; }}
p {{ margin-bottom: 18px; }}
.mark {{ display: inline-grid; place-items: center; width: 38px; height: 38px; border-radius: 50%;
  background: #8a1c1c; color: #fff; font-weight: 800; font-size: 24px; line-height: 1;
  vertical-align: -3px; margin-right: 8px; }}
.seen {{ text-decoration: underline 4px #c0392b; text-underline-offset: 6px; }}
.button {{ display: inline-block; background: #2b5797; color: #fff; font-weight: 700;
  padding: 14px 24px; border-radius: 10px; }}
.over {{ position: relative; margin: 8px 0 26px; }}
.pointer {{ position: absolute; left: 232px; top: 40px; }}
.tip {{ margin: 22px 0 0; background: #221d2b; color: #fff; border-radius: 10px; padding: 14px 18px;
  font-size: 22px; line-height: 1.5; }}
.tip span {{ white-space: nowrap; }}
.tip .seen {{ font-weight: 700; color: #ffd9a0; text-decoration-color: #ff9d85; }}
</style><article><header>
<div class="face">{initial}</div><div><b>{sender}</b></div>
<div class="address"><span class="mark">3</span>{user}@<span class="seen">{domain}</span></div>
<div class="subject"><span class="quiet">{subject_label}{colon}</span> <b>{subject}</b></div>
</header>
<p>{greeting}</p>
<p><span class="mark">2</span><span class="seen">{context}</span></p>
<p><span class="mark">1</span><span class="seen">{request}</span></p>
<div class="over"><span class="button">{button}</span>
<svg class="pointer" width="40" height="52" viewBox="0 0 20 26"><path d="M2 1v19l5-4 3 8 4-2-3-7h6z"
 fill="#fff" stroke="#221d2b" stroke-width="1.6" stroke-linejoin="round"/></svg>
<div class="tip"><span class="mark">4</span><span>{link_start}</span><wbr><span
 class="seen">{link_site}</span>{link_end}</div>
</div><p class="quiet" style="margin:0">{sign_off}</p></article>"""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What the page that a QR code opened says, in one language. Its parts stand where the regions
    of the question say that they do, in hundredths of the picture."""

    file: str
    address: str
    site: str
    department: str
    title: str
    account: str
    password: str
    button: str
    secure: str


SCANNED = (
    ScannedPage(
        file="page-code-qr.fr.webp",
        address="acces-distance.",
        site="reactivation.example",
        department="Ministère des Services régionaux",
        title="Réactivez votre accès",
        account="Adresse courriel du travail",
        password="Mot de passe",
        button="Se connecter",
        secure="Page sécurisée",
    ),
    ScannedPage(
        file="qr-code-page.en.webp",
        address="remote-access.",
        site="reactivation.example",
        department="Department of Regional Services",
        title="Reactivate your access",
        account="Work email address",
        password="Password",
        button="Sign in",
        secure="Secure page",
    ),
)
SCANNED_PAGE = """<!doctype html><meta charset="utf-8"><style>
@font-face {{ font-family: Text; src: url("{fonts}/atkinson-hyperlegible-next-latin-normal.woff2");
  font-weight: 400 700; }}
* {{ box-sizing: border-box; margin: 0; }}
body {{ position: relative; width: 600px; height: 800px; background: #fff; color: #221d2b;
  font: 400 25px/1.3 Text, sans-serif; border: 3px solid #cfc6dc; overflow: hidden; }}
body > * {{ position: absolute; left: 5%; width: 90%; }}
.bar {{ top: 3%; height: 10%; display: flex; align-items: center; gap: 14px; padding: 0 22px;
  border-radius: 40px; background: #ece8f2; white-space: nowrap; }}
.head {{ top: 16%; height: 14%; display: flex; align-items: center; gap: 20px; font-weight: 700; }}
h1 {{ top: 34%; font-size: 34px; line-height: 1.2; }}
.form {{ top: 44%; height: 31%; }}
.form p {{ font-size: 22px; margin: 0 0 6px 40px; }}
.form div {{ height: 62px; margin-bottom: 20px; border: 2px solid #8d8599; border-radius: 8px; }}
.button {{ top: 77%; height: 9%; display: grid; place-items: center; border-radius: 10px;
  background: #2b5797; color: #fff; font-weight: 700; }}
.secure {{ top: 90%; height: 7%; display: flex; align-items: center; justify-content: center;
  gap: 12px; color: #1a6334; }}
</style>
<p class="bar"><svg width="24" height="28" viewBox="0 0 24 28" fill="none" stroke="#221d2b"
 stroke-width="3"><rect x="3" y="12" width="18" height="13" rx="2"/><path
 d="M7 12V8a5 5 0 0 1 10 0v4"/></svg><span>{address}<b>{site}</b>/c</span></p>
<p class="head"><svg width="84" height="84" viewBox="0 0 84 84"><circle cx="42" cy="42" r="40"
 fill="#5d4a78"/><path d="M16 56l14-20 10 12 8-10 18 18z" fill="#fff"/></svg>{department}</p>
<h1>{title}</h1>
<div class="form"><p>{account}</p><div></div><p>{password}</p><div></div></div>
<p class="button">{button}</p>
<p class="secure"><svg width="28" height="32" viewBox="0 0 28 32"><path d="M14 2l12 5v9c0 7-5 12-12
 14C7 28 2 23 2 16V7z" fill="#1a6334"/><path d="M8 15l4 5 8-9" fill="none" stroke="#fff"
 stroke-width="3"/></svg>{secure}</p>"""


def main(names: list[str]) -> int:
    """Draw the pictures in the files `names`, or all."""
    MEDIA.mkdir(exist_ok=True)
    with (
        sync_playwright() as playwright,
        tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as page_file,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_OPTIONS)
        for file, html in _pages():
            if names and file not in names:
                continue
            page_file.seek(0)
            page_file.truncate()
            page_file.write(html)
            page_file.flush()
            page = browser.new_page(viewport={"width": 600, "height": 400}, device_scale_factor=2)
            page.goto(Path(page_file.name).as_uri())
            page.evaluate("() => document.fonts.ready")
            target = MEDIA / file
            target.write_bytes(_light(page.screenshot(full_page=True)))
            page.close()
            print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} kB")
        browser.close()
    return 0


def _pages() -> Iterator[tuple[str, str]]:
    """Give each picture's file and what Chromium draws of it."""
    for words, colon in ((FRENCH, "\u00a0:"), (ENGLISH, ":")):
        user, _, domain = words.address.partition("@")
        html = PAGE.format(
            **asdict(words),
            fonts=FONTS.as_uri(),
            initial=words.sender[0],
            user=user,
            domain=domain,
            colon=colon,
        )
        yield words.file, html
    for page in SCANNED:
        yield page.file, SCANNED_PAGE.format(**asdict(page), fonts=FONTS.as_uri())


def _light(png: bytes) -> bytes:
    """Return the picture as a WebP without loss, in few colours."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
    kept = io.BytesIO()
    picture.convert("RGB").save(kept, "WEBP", lossless=True, quality=100, method=6)
    if kept.tell() > LIMIT:
        raise ValueError(f"A picture weighs {kept.tell()} bytes, more than {LIMIT}.")
    return kept.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
