import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

ROOT = Path(__file__).parents[2]
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
# Parts of another component, styled with it.
PARTS = {"field_error"}


def rendered(source: str, **values) -> str:
    return Template("{% load components %}" + source).render(Context(values))


def test_a_component_wraps_what_stands_inside():
    html = rendered(
        '{% component "callout" tone="tip" title=t %}<p>{{ t }}</p>{% endcomponent %}', t="A & B"
    )
    assert "callout-tip" in html
    assert html.count("A &amp; B") == 2


def test_a_component_sees_its_values_and_nothing_else():
    html = rendered('{% component "link_card" url="/x/" %}{% endcomponent %}', title="leak")
    assert "leak" not in html


def test_components_stand_inside_one_another():
    html = rendered(
        '{% component "details" summary="s" %}{% component "callout" %}in{% endcomponent %}'
        "{% endcomponent %}"
    )
    assert (
        html.index("<details") < html.index("callout") < html.index("in") < html.index("</details")
    )


@pytest.mark.parametrize(
    "source", ["{% component %}{% endcomponent %}", '{% component "x" y %}{% endcomponent %}']
)
def test_a_component_that_is_not_well_written_is_refused(source):
    with pytest.raises(TemplateSyntaxError):
        rendered(source)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_each_component_tells_its_variables_and_has_its_style(path):
    assert "{% comment %}" in path.read_text()
    if path.stem not in PARTS:
        style = ROOT / f"static/css/components/{path.stem}.css"
        entry = (ROOT / "static/css/site.css").read_text()
        assert style.exists()
        assert f'@import url("components/{path.stem}.css") layer(components);' in entry


def test_each_style_belongs_to_a_component():
    names = {path.stem for path in COMPONENTS}
    assert {path.stem for path in (ROOT / "static/css/components").glob("*.css")} <= names


def test_colours_are_named_in_tokens_alone():
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|rgba?\(|hsla?\(")
    found = {}
    for path in (ROOT / "static/css").rglob("*.css"):
        if path.name == "tokens.css":
            continue
        used = set(colour.findall(path.read_text()))
        if used:
            found[path.name] = used
    assert not found


class SampleForm(forms.Form):
    name = forms.CharField(
        help_text="As on the card.", widget=forms.TextInput({"placeholder": "Name"})
    )
    nickname = forms.CharField(required=False)
    agree = forms.BooleanField()
    pace = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


FIELDS = '{% for field in form %}{% include "components/field.html" %}{% endfor %}'


def test_a_field_has_a_label_its_help_and_no_placeholder():
    html = rendered(FIELDS, form=SampleForm())
    assert '<label for="id_name">' in html
    assert "placeholder" not in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html
    assert html.count("field-optional") == 1


def test_an_error_is_tied_to_its_field_and_listed_above_the_form():
    form = SampleForm({"pace": "a"})
    html = rendered('{% include "components/error_summary.html" %}' + FIELDS, form=form)
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<a href="#id_name">' in html
    assert '<a href="#id_agree">' in html


def test_no_error_no_summary():
    assert not rendered('{% include "components/error_summary.html" %}', form=SampleForm()).strip()


def test_an_answered_question_says_in_words_what_colour_says():
    choices = [
        {"id": "a", "text": "One", "state": "correct", "checked": True, "feedback": "Because"},
        {"id": "b", "text": "Two", "state": "incorrect"},
    ]
    html = rendered(
        '{% component "question" id="q" name="choice" prompt="P" choices=choices closed=True '
        'outcome="partly" %}{% endcomponent %}',
        choices=choices,
    )
    assert "<input" not in html
    assert html.count("question-choice-state") == 2
    assert "Because" in html
    assert "question-outcome-partly" in html


def test_a_question_never_shows_what_it_was_not_given():
    html = rendered(
        '{% component "question" id="q" name="choice" prompt="<P>" choices=choices %}'
        "{% endcomponent %}",
        choices=[{"id": "a", "text": "<script>"}],
    )
    assert "<script>" not in html
    assert "question-outcome" not in html
    assert 'type="radio"' in html
