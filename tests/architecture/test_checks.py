"""The checks themselves see what they look for, and nothing else."""

import pytest

from tests.architecture.test_names import SAYS_NOTHING
from tests.architecture.test_templates import INLINE, UNESCAPED_BY_CODE
from tests.catalogue import Entry, judge, read_entries

BAD = {
    "a script": "<script>go()</script>",
    "a style": "<style>p { color: red }</style>",
    "a style attribute": '<p class="a" style="color: red">',
    "an event attribute": '<button type="button" onclick="go()">',
    "a javascript: address": '<a href="javascript:go()">',
    "an address of elsewhere": '<script src="https://cdn.example/x.js"></script>',
    "unescaped data": "{{ name|safe }}",
}
GOOD = """
<script src="{% static "js/theme.js" %}"></script>
<script id="words" type="application/json">{"a": 1}</script>
<a href="https://www.example.org/" class="styled" data-style="a">one day</a>
<p>style = substance, on time = in time</p>
<input name="question" value="once=twice">
"""


@pytest.mark.parametrize("what", INLINE)
def test_what_pages_may_not_hold_is_seen(what):
    assert INLINE[what].search(BAD[what])
    assert not INLINE[what].search(GOOD)


def test_code_that_hands_over_html_is_seen():
    assert UNESCAPED_BY_CODE.search("return mark_safe(text)")
    assert not UNESCAPED_BY_CODE.search("def render(self) -> SafeString:")


@pytest.mark.parametrize("name", ["utils", "form_helpers", "misc", "common", "upload_handler"])
def test_names_that_say_nothing_are_seen(name):
    assert SAYS_NOTHING.search(name)


@pytest.mark.parametrize("name", ["organism_manage", "commonwealth", "futility", "managing"])
def test_names_that_say_something_pass(name):
    assert not SAYS_NOTHING.search(name)


CATALOGUE = """
msgid ""
msgstr "Language: fr\\n"

#: academy/a.py academy/b.py
#, python-format
msgid "%(count)s day"
msgid_plural ""
"%(count)s days"
msgstr[0] "%(count)s jour"
msgstr[1] "%(count)s jours"

#, fuzzy
msgctxt "e-mail"
msgid "From"
msgstr "De"

#~ msgid "Gone"
#~ msgstr "Parti"
"""


def test_a_catalogue_is_read():
    days, sender = read_entries(CATALOGUE)
    assert days == Entry(
        "%(count)s day", "%(count)s days", "", ("%(count)s jour", "%(count)s jours")
    )
    assert days.places == ("academy/a.py", "academy/b.py")
    assert sender.key == ("e-mail", "From")
    assert judge(days) == []
    assert judge(sender) == ["fuzzy"]


@pytest.mark.parametrize(
    ("english", "french", "fault"),
    [
        ("Name", "", "untranslated"),
        ("Save", "Save", "still in English"),
        ("Hello, %(name)s", "Bonjour, %(nom)s", "other placeholders or tags"),
        ("A <b>bold</b> word", "Un mot gras", "other placeholders or tags"),
        ("Error:", "Erreur:", "no space before :"),
        ("Error:", "Erreur :", "an ordinary space before : or %"),
        ("Really?", "Vraiment\N{NO-BREAK SPACE}?", "a space before ; ! or ?"),
        ("5%", "5%", "no space before the sign of percent"),
        ("The role “A”", "Le rôle « A »", "no non-breaking space inside « »"),
        ("The role “A”", "Le rôle “A”", "straight or English quotes"),
        ("The academy", "L'académie", "a straight apostrophe"),
        ("Wait…", "Attendez...", "three dots for an ellipsis"),
        ("Next ", "Suivant", "other spaces at its ends"),
        ("An organism", "Un organisme", "“organization” is the interface's word"),
        ("Your e-mail", "Votre courriel", "“email” has no hyphen"),
        ("To recognise", "Reconnaître", "“recognize” has a z"),
    ],
)
def test_what_is_wrong_with_a_translation_is_named(english, french, fault):
    assert fault in judge(Entry(english, translations=(french,)))


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("Question", "Question"),
        ("At 4:40 p.m.: 86%!", "À 16 h 40\N{NO-BREAK SPACE}: 86\N{NO-BREAK SPACE}%!"),
        ("See https://x.example", "Voir https://x.example"),
        ("The role “A”", "Le rôle «\N{NO-BREAK SPACE}A\N{NO-BREAK SPACE}»"),
        ("For %(organism)s", "Pour %(organism)s"),
    ],
)
def test_a_good_translation_passes(english, french):
    assert judge(Entry(english, translations=(french,))) == []
