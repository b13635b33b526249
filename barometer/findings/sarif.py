"""Results of static analysis as SARIF 2.1.0 has them. Pure.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
Sections are named where a rule is theirs. What is read: runs, the tool, rules (of the driver and
of its extensions), results, their level, kind, taxa, locations, suppressions, baseline. Code,
snippets, authors and invocations' accounts are never read.
"""

from collections.abc import Mapping
from typing import Any

from academy.organisms.lists.problems import shown

from .faults import Code, Fault, Refused
from .texts import impersonal, json_of, text_of
from .weaknesses import Run, Scan, Severity, Weakness, cwes_in, gathered, one_a_tool

VERSION = "2.1.0"
MOST_RESULTS = 100_000

_LEVELS: dict[str, Severity] = {
    "error": "high",
    "warning": "medium",
    "note": "low",
    "none": "low",
}
# 3.27.9. Only what failed is a finding; "review" and "open" leave the question open.
_KINDS = {"fail", "pass", "open", "review", "notApplicable", "informational"}
_KEPT_KINDS = {"fail", "open", "review"}


def read_sarif(content: bytes) -> Scan:
    """Read a log; never raises for any content."""
    try:
        log = json_of(text_of(content))
        if not isinstance(log, dict) or "runs" not in log:
            raise Refused(Fault("not_sarif"))
        version = log.get("version")
        if version != VERSION:
            said = version if isinstance(version, str) else ""
            raise Refused(Fault("sarif_version", place="version", value=shown(said)))
        reader = _Reader()
        runs = [
            reader.run(run, f"runs[{number}]")
            for number, run in enumerate(reader.objects(log, "runs", ""))
        ]
        if not runs and not reader.faults:
            raise Refused(Fault("no_runs", place="runs"))
    except Refused as refusal:
        return Scan(faults=[refusal.fault])
    told = one_a_tool(run for run in runs if run is not None)
    return Scan(told, reader.left_out, reader.faults)


class _Reader:
    """Walks a log and collects what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.left_out = 0
        self.results = 0

    def say(self, code: Code, place: str, value: Any = "", **more: Any) -> None:
        self.faults.append(Fault(code, 0, place, shown(str(value)), more))

    def objects(self, holder: Mapping[str, Any], name: str, place: str) -> list[dict[str, Any]]:
        """Return the objects of an array, none where it is missing or null."""
        value = holder.get(name)
        where = ".".join(filter(None, (place, name)))
        if value is None:
            return []
        if not isinstance(value, list):
            self.say("not_a_list", where)
            return []
        for number, one in enumerate(value):
            if not isinstance(one, dict):
                self.say("not_an_object", f"{where}[{number}]")
        return [one if isinstance(one, dict) else {} for one in value]

    def part(self, holder: Mapping[str, Any], name: str, place: str) -> dict[str, Any]:
        """Return an object, an empty one where it is missing or null."""
        value = holder.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.say("not_an_object", f"{place}.{name}")
            return {}
        return value

    def words(self, holder: Mapping[str, Any], name: str, place: str) -> str:
        """Return a text, "" where it is missing or null."""
        value = holder.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.say("not_text", f"{place}.{name}")
            return ""
        return value.strip()

    def index(self, holder: Mapping[str, Any], name: str, place: str, most: int) -> int | None:
        """Return an index below `most`, None where there is none (SARIF writes -1 too)."""
        value = holder.get(name, -1)
        if isinstance(value, bool) or not isinstance(value, int) or not -1 <= value < most:
            self.say("bad_index", f"{place}.{name}")
            return None
        return None if value == -1 else value

    def run(self, run: dict[str, Any], place: str) -> Run | None:
        """Return what a run found (3.14)."""
        tool = self.part(run, "tool", place)
        driver = self.part(tool, "driver", f"{place}.tool")
        name = self.words(driver, "name", f"{place}.tool.driver")
        if not name:
            self.say("no_tool", f"{place}.tool.driver.name")
            return None
        parts = [driver, *self.objects(tool, "extensions", f"{place}.tool")]
        rules = [
            self.objects(part, "rules", f"{place}.tool.{self._part_name(number)}")
            for number, part in enumerate(parts)
        ]
        # 3.17.2: what comes before the last slash says which analysis this is a run of.
        details = self.part(run, "automationDetails", place)
        category = self.words(details, "id", f"{place}.automationDetails").rpartition("/")[0]
        artifacts = self.objects(run, "artifacts", place)
        found = []
        for number, result in enumerate(self.objects(run, "results", place)):
            self.results += 1
            if self.results > MOST_RESULTS:
                raise Refused(Fault("too_many", particulars={"limit": MOST_RESULTS}))
            weakness = self.result(result, f"{place}.results[{number}]", rules, artifacts)
            if weakness is not None:
                found.append(weakness)
        source = impersonal(f"{name} ({category})" if category else name, 120)
        return Run(source, gathered(found), self._is_complete(run, place))

    @staticmethod
    def _part_name(number: int) -> str:
        return f"extensions[{number - 1}]" if number else "driver"

    def _is_complete(self, run: dict[str, Any], place: str) -> bool:
        """Tell whether what isn't among the results isn't there (3.14.23, 3.20.14)."""
        invocations = self.objects(run, "invocations", place)
        return run.get("results") is not None and all(
            one.get("executionSuccessful", True) is True for one in invocations
        )

    def result(
        self,
        result: dict[str, Any],
        place: str,
        rules: list[list[dict[str, Any]]],
        artifacts: list[dict[str, Any]],
    ) -> Weakness | None:
        """Return the weakness that a result tells of (3.27), None where there is none."""
        if not result:
            return None
        kind = self.words(result, "kind", place) or "fail"
        if kind not in _KINDS:
            self.say("bad_kind", f"{place}.kind", kind)
            return None
        gone = self.words(result, "baselineState", place) == "absent"
        if kind not in _KEPT_KINDS or gone or self._is_suppressed(result, place):
            self.left_out += 1
            return None
        rule_id, rule = self._rule(result, place, rules)
        if not rule_id:
            self.say("no_rule", place)
            return None
        level = self._level(result, place, rule, kind)
        if level is None:
            return None
        tags = self._tags(rule, place) + self._tags(result, place)
        return Weakness(
            rule=impersonal(rule_id, 120),
            title=impersonal(self._title(rule, place), 200),
            severity=_LEVELS[level],
            places=self._places(result, place, artifacts),
            cwes=cwes_in([*tags, *self._taxa(rule, result, place), rule_id]),
            tags=tuple(impersonal(tag, 60) for tag in tags[:20]),
        )

    def _is_suppressed(self, result: dict[str, Any], place: str) -> bool:
        """Tell whether somebody accepted a result (3.27.23, 3.35.3)."""
        suppressions = self.objects(result, "suppressions", place)
        return bool(suppressions) and all(
            one.get("status", "accepted") == "accepted" for one in suppressions
        )

    def _rule(
        self, result: dict[str, Any], place: str, rules: list[list[dict[str, Any]]]
    ) -> tuple[str, dict[str, Any]]:
        """Return the id and the descriptor of a result's rule (3.27.5 to 3.27.7, 3.52)."""
        reference = self.part(result, "rule", place)
        rule_id = self.words(result, "ruleId", place) or self.words(
            reference, "id", f"{place}.rule"
        )
        component = self.part(reference, "toolComponent", f"{place}.rule")
        extension = self.index(component, "index", f"{place}.rule.toolComponent", len(rules) - 1)
        known = rules[0 if extension is None else extension + 1]
        number = self.index(result, "ruleIndex", place, len(known))
        if number is None:
            number = self.index(reference, "index", f"{place}.rule", len(known))
        if number is not None:
            rule = known[number]
        else:
            # 3.27.5: a result may name a part of a rule, behind a slash.
            wanted = {rule_id, rule_id.rpartition("/")[0]} - {""}
            every = [one for part in rules for one in part]
            rule = next((one for one in every if one.get("id") in wanted), {})
        return rule_id or self.words(rule, "id", f"{place}.rule"), rule

    def _level(
        self, result: dict[str, Any], place: str, rule: dict[str, Any], kind: str
    ) -> str | None:
        """Return a result's level (3.27.10): its own, its rule's, or warning."""
        if kind != "fail":
            return "none"
        configuration = self.part(rule, "defaultConfiguration", f"{place}.rule")
        level = (
            self.words(result, "level", place)
            or self.words(configuration, "level", f"{place}.rule.defaultConfiguration")
            or "warning"
        )
        if level not in _LEVELS:
            self.say("bad_level", f"{place}.level", level)
            return None
        return level

    def _title(self, rule: dict[str, Any], place: str) -> str:
        """Return what a rule is called; messages of results may quote code, and aren't read."""
        description = self.part(rule, "shortDescription", f"{place}.rule")
        return self.words(description, "text", f"{place}.rule.shortDescription") or self.words(
            rule, "name", f"{place}.rule"
        )

    def _tags(self, holder: dict[str, Any], place: str) -> list[str]:
        tags = self.part(holder, "properties", place).get("tags")
        return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []

    def _taxa(self, rule: dict[str, Any], result: dict[str, Any], place: str) -> list[str]:
        """Return the classes of the common weakness enumeration that are referred to (3.27.8)."""
        targets = [
            self.part(one, "target", place)
            for one in self.objects(rule, "relationships", f"{place}.rule")
        ]
        found = []
        for target in (*targets, *self.objects(result, "taxa", place)):
            component = self.part(target, "toolComponent", place)
            identifier = self.words(target, "id", place)
            name = self.words(component, "name", place).upper()
            found.append(f"CWE-{identifier}" if name == "CWE" else identifier)
        return found

    def _places(
        self, result: dict[str, Any], place: str, artifacts: list[dict[str, Any]]
    ) -> tuple[str, ...]:
        """Return where a result is: file and line, as far as it says (3.28, 3.29)."""
        found = []
        for number, location in enumerate(self.objects(result, "locations", place)):
            where = f"{place}.locations[{number}]"
            physical = self.part(location, "physicalLocation", where)
            file = self.part(physical, "artifactLocation", f"{where}.physicalLocation")
            uri = self.words(file, "uri", f"{where}.physicalLocation.artifactLocation")
            index = self.index(file, "index", f"{where}.physicalLocation", len(artifacts))
            if not uri and index is not None:
                location_of = self.part(artifacts[index], "location", where)
                uri = self.words(location_of, "uri", where)
            region = self.part(physical, "region", f"{where}.physicalLocation")
            line = region.get("startLine")
            has_line = isinstance(line, int) and not isinstance(line, bool) and line > 0
            if uri:
                found.append(impersonal(f"{uri}:{line}" if has_line else uri, 200))
        return tuple(found)
