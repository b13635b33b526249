"""What the check finds of a translation: texts that follow an older source, and terms."""

from collections.abc import Iterable, Iterator, Sequence

from courses.adoption.trees import Tree, TreePage, live_tree
from courses.adoption.wording import Wording
from courses.translating.comparing import Compared, State, left
from courses.translating.overview import compared_in
from courses.translating.queries import known_by_page, source_language_of, terms_into
from courses.translating.segments import is_quoted, names_in, steps_of, texts_of
from courses.translating.terms import Term, avoided_in, lacking

from .rules import Finding, Rule, Severity


class Translations:
    """What is known of the translations of a path whose drafts are `tree`. Three queries, and one
    for each language that is translated."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        key = next((one.page.translation_key for one in tree.values() if one.kind == "path"), None)
        self.source = source_language_of(key) if key else ""
        languages = {one.place[1] for one in tree.values()}
        is_translated = bool(key) and len(languages) > 1
        self.live = live_tree(key) if key and is_translated else {}
        self.terms = {language: terms_into(language) for language in languages if is_translated}

    def findings(self, pages: Iterable[TreePage], language: str) -> Iterator[Finding]:
        """Yield what is found in the pages of a path in one language."""
        if language not in self.terms:
            return
        pages = list(pages)
        known = (
            known_by_page([one.page.translation_key for one in pages], language)
            if language != self.source
            else {}
        )
        for own in pages:
            source = self.tree.get((own.place[0], self.source))
            if source is None:
                continue
            if language == self.source:
                yield from _avoided(own, self.terms[language])
                continue
            rows = known.get(own.page.translation_key, {})
            found = compared_in(source, self.live.get(source.place), own, rows)
            texts = [one for one in found if one.state is not State.DIFFERS]
            to_do = left(texts)
            if to_do:
                said = {"count": len(to_do), "total": len(texts)}
                yield Finding(Severity.MEND, Rule.STALE, own.page.pk, said=said)
            for one in found:
                if one.state is State.DIFFERS:
                    block_id = steps_of(one.place)[1]
                    yield Finding(
                        Severity.MEND, Rule.MARKED_OTHERWISE, own.page.pk, block_id=block_id
                    )
            yield from _terms(source, own, found, self.terms[language])


def _terms(
    source: TreePage, own: TreePage, found: Iterable[Compared], terms: Sequence[Term]
) -> Iterator[Finding]:
    wording = Wording(own.kind, [source.content, own.content])
    back = {
        theirs: mine for mine, theirs in names_in(own.kind, source.content, own.content).items()
    }
    for one in found:
        if not (one.new and one.text) or is_quoted(one.place, wording.contents):
            continue
        steps = steps_of(one.place)
        says, text = wording.words(steps, one.new) or "", wording.words(steps, one.text) or ""
        block_id = back.get(steps[1], steps[1]) if steps[0] == "body" else ""
        for term, word in lacking(says, text, terms).items():
            said = {"text": word, "target": term.target[0]}
            yield Finding(Severity.READ, Rule.TERM_LACKING, own.page.pk, block_id, said)
        for term, word in avoided_in(text, terms):
            said = {"text": word, "target": term.target[0]}
            yield Finding(Severity.READ, Rule.TERM_AVOIDED, own.page.pk, block_id, said)


def _avoided(page: TreePage, terms: Sequence[Term]) -> Iterator[Finding]:
    """Yield the words of a source that the glossary says not to use."""
    wording = Wording(page.kind, [page.content])
    for place, value in texts_of(page.kind, page.content).items():
        if not value or is_quoted(place, wording.contents):
            continue
        steps = steps_of(place)
        for term, word in avoided_in(wording.words(steps, value) or "", terms):
            said = {"text": word, "target": term.target[0]}
            block_id = steps[1] if steps[0] == "body" else ""
            yield Finding(Severity.READ, Rule.TERM_AVOIDED, page.page.pk, block_id, said)
