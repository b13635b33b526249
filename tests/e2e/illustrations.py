"""The pictures that shipped lessons show: `python -m tests.e2e.illustrations`.

Drawn here, by Chromium, so that their words can be corrected and translated as those of lessons.
"""

import io
import sys
import tempfile
from dataclasses import dataclass
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


def main() -> int:
    """Draw every picture."""
    MEDIA.mkdir(exist_ok=True)
    with (
        sync_playwright() as playwright,
        tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as page_file,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_OPTIONS)
        for words, colon in ((FRENCH, "\u00a0:"), (ENGLISH, ":")):
            user, _, domain = words.address.partition("@")
            fields = {name: getattr(words, name) for name in words.__slots__}
            html = PAGE.format(
                **fields,
                fonts=FONTS.as_uri(),
                initial=words.sender[0],
                user=user,
                domain=domain,
                colon=colon,
            )
            page_file.seek(0)
            page_file.truncate()
            page_file.write(html)
            page_file.flush()
            page = browser.new_page(viewport={"width": 600, "height": 400}, device_scale_factor=2)
            page.goto(Path(page_file.name).as_uri())
            page.evaluate("() => document.fonts.ready")
            target = MEDIA / words.file
            target.write_bytes(_light(page.screenshot(full_page=True)))
            page.close()
            print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} kB")
        browser.close()
    return 0


def _light(png: bytes) -> bytes:
    """Return the picture as a WebP without loss, in few colours."""
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(96, dither=Image.Dither.NONE)
    kept = io.BytesIO()
    picture.convert("RGB").save(kept, "WEBP", lossless=True, quality=100, method=6)
    if kept.tell() > LIMIT:
        raise ValueError(f"A picture weighs {kept.tell()} bytes, more than {LIMIT}.")
    return kept.getvalue()


if __name__ == "__main__":
    sys.exit(main())
