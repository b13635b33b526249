"""A small SCORM package, made by code: what an authoring tool would hand over. Pure."""

import io
import zipfile

FILE_NAME = "visite-du-poste-de-travail.zip"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="workplace" version="1"
    xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="tour">
    <organization identifier="tour">
      <title>Visite du poste de travail</title>
      <item identifier="tour-1" identifierref="page">
        <title>Visite du poste de travail</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" href="index.html" adlcp:scormtype="sco">
      <file href="index.html"/><file href="tour.css"/><file href="tour.js"/>
    </resource>
  </resources>
</manifest>
"""
_PAGE = """<!DOCTYPE html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Visite du poste de travail</title>
<link rel="stylesheet" href="tour.css"><script src="tour.js" defer></script></head>
<body>
<main>
<h1>Visite du poste de travail</h1>
<ol>
<li>Votre écran se verrouille quand vous vous levez.</li>
<li>Votre carte d’accès ne reste pas dans le lecteur.</li>
<li>Les notes avec un mot de passe vont au déchiquetage.</li>
</ol>
<div lang="en">
<h2>A tour of your workplace</h2>
<ol>
<li>Your screen locks when you get up.</li>
<li>Your access card does not stay in the reader.</li>
<li>Notes with a password go to the shredder.</li>
</ol>
</div>
<p><button type="button" id="done">J’ai fait le tour · <span lang="en">I have been around</span>
</button></p>
<p id="said" role="status"></p>
</main>
</body></html>
"""
_STYLE = """body { font: 1.125rem/1.6 system-ui, sans-serif; color: #1b1b1f; background: #fff; }
main { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
button { font: inherit; padding: .5rem 1rem; }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #16161a; } }
"""
_SCRIPT = """"use strict";
(() => {
  let place = window;
  while (!place.API && place.parent !== place) place = place.parent;
  const api = place.API;
  if (api) api.LMSInitialize("");
  document.getElementById("done").addEventListener("click", () => {
    if (api) {
      api.LMSSetValue("cmi.core.lesson_status", "completed");
      api.LMSFinish("");
    }
    document.getElementById("said").textContent = "Merci ! · Thank you!";
  });
})();
"""


def archive() -> bytes:
    """Return the archive of the package, always the same bytes."""
    files = {
        "imsmanifest.xml": _MANIFEST,
        "index.html": _PAGE,
        "tour.css": _STYLE,
        "tour.js": _SCRIPT,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, content)
    return packed.getvalue()
