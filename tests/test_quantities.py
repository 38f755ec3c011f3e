"""Tables of texts and the quantities to be read in them, by phenomenon, and the rules' own examples."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from extractor.data_loader import parse_yaml
from extractor.errors import DataError
from extractor.quantities import find_quantities
from extractor.quantities.kinds import Classifier
from extractor.quantities.lexicon import Lexicon, Rule, RuleFile, lexicon
from extractor.schema import Quantity

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEED = SHARED / "seed" / "asharq-al-awsat-sohr-toll.txt"
REAL_DEV = SHARED / "real-dev"


def _read(text: str) -> list[str]:
    """One line a quantity: ``span: value low..high quantifier kind``, without the parts that say nothing."""
    lines = []
    for q in find_quantities(text):
        assert text[q.span.start : q.span.end] == q.span.text
        amount = "" if q.quantifier in ("between", "vague") else f" {q.value}"
        bounds = {
            "exact": "", "between": f" {q.low}..{q.high}", "vague": f" {q.low}..",
        }.get(q.quantifier, "")  # fmt: skip
        quantifier = "" if q.quantifier == "exact" else f" {q.quantifier}"
        kind = "" if q.kind == "count" else f" {q.kind}"
        measure = "" if q.measure == "level" else f" {q.measure}"
        lines.append(f"{q.span.text}:{amount}{bounds}{quantifier}{kind}{measure}")
    return lines


NUMERALS = [
    ("killed 499,657 people", ["499,657: 499657"]),
    ("10 000 people", ["10 000: 10000"]),
    ("10\u202f000 people", ["10\u202f000: 10000"]),
    ("1\u00a0234\u00a0567 people", ["1\u00a0234\u00a0567: 1234567"]),
    ("10'000 people", ["10'000: 10000"]),
    ("1.200.000 people", ["1.200.000: 1200000"]),
    ("12.000 people", ["12.000: 12000"]),
    ("1,50,000 people", ["1,50,000: 150000"]),
    ("230, 000 people fled", ["230, 000: 230000"]),
    ("treated 1, 180 patients", ["1, 180: 1180"]),
    ("killing 12, 300 wounded", ["12: 12", "300: 300"]),
    ("in rooms 12, 300 and 5", ["12: 12", "300: 300", "5: 5"]),
    ("2.1 million people", ["2.1 million: 2100000"]),
    ("1.5m people", ["1.5m: 1500000"]),
    ("50k people", ["50k: 50000"]),
    ("3 lakh people", ["3 lakh: 300000"]),
    ("20 crore voters", ["20 crore: 200000000"]),
    ("2 lakh 30 thousand people", ["2 lakh 30 thousand: 230000"]),
    ("two hundred and six people", ["two hundred and six: 206"]),
    ("one hundred and twenty thousand people", ["one hundred and twenty thousand: 120000"]),
    ("Two-hundred people", ["Two-hundred: 200"]),
    ("forty-five people", ["forty-five: 45"]),
    ("thirty-five hundred people", ["thirty-five hundred: 3500"]),
    ("three million five hundred thousand people", ["three million five hundred thousand: 3500000"]),
    ("two and a half million people", ["two and a half million: 2500000"]),
    ("a million and a half people", ["a million and a half: 1500000"]),
    ("half a million people", ["half a million: 500000"]),
    ("a quarter of a million people", ["a quarter of a million: 250000"]),
    ("a dozen men and two dozen women", ["a dozen: 12", "two dozen: 24"]),
    ("half a dozen men", ["half a dozen: 6"]),
    ("a half-dozen men", ["a half-dozen: 6"]),
    ("a hundred thousand people", ["a hundred thousand: 100000"]),
    ("a score of people were hurt", ["a score: 20"]),
    ("300 (three hundred) people", ["300: 300", "three hundred: 300 list_number"]),
    ("Fifteen(15) soldiers", ["Fifteen: 15", "15: 15 list_number"]),
    ("5 hundred people", ["5 hundred: 500"]),
    ("TWELVE MEN, AND FORTY-TWO WOMEN", ["TWELVE: 12", "FORTY-TWO: 42"]),
    ("the ١٢ people", ["١٢: 12"]),
    # Nothing here is a numeral.
    ("someone often attended a tenth-rate phone weight, none", ["tenth: 10 ordinal", "none: 0"]),
    ("the couple was killed; few survived; many died", []),
    ("he scores twice; test scores fell", []),
]

RANGES = [
    ("Between three and nine soldiers", ["three and nine: 3..9 between"]),
    ("between 40 and 50 civilians", ["40 and 50: 40..50 between"]),
    ("between one hundred and two hundred people", ["one hundred and two hundred: 100..200 between"]),
    ("between a hundred and six and two hundred", ["a hundred and six and two hundred: 106..200 between"]),
    ("30-40 people", ["30-40: 30..40 between"]),
    ("an estimated 30–40 people", ["30–40: 30..40 between"]),
    ("12,000-15,000 people", ["12,000-15,000: 12000..15000 between"]),
    ("from 12 to 15 people died", ["12 to 15: 12..15 between"]),
    ("12 to 15 people died", ["12 to 15: 12..15 between"]),
    ("10 or 11 people", ["10 or 11: 10..11 between"]),
    ("two or three men", ["two or three: 2..3 between"]),
    ("one or two men", ["one or two: 1..2 between"]),
    ("10 to 12 million people", ["10 to 12 million: 10000000..12000000 between"]),
    ("three to four hundred people", ["three to four hundred: 300..400 between"]),
    ("ranging from 300 to 500", ["300 to 500: 300..500 between"]),
    ("three, four helicopters landed", ["three, four: 3..4 between"]),
    ("There were 60, 70 people there", ["60, 70: 60..70 between"]),
    ("between $6.00 and $7.50 a kilo", ["$6.00 and $7.50: 6..7.5 between money"]),
    ("5% to 6% of them", ["5% to 6%: 5..6 between percent"]),
    ("took 20 to 30 people hostage", ["20 to 30: 20..30 between"]),
    ("prices rose 12 to 15 percent", ["12 to 15 percent: 12..15 between percent"]),
    # Two numbers, not a range.
    ("claims rose 14,000 to 212,000", ["14,000: 14000 increase", "212,000: 212000"]),
    ("killed three, four people were hurt", ["three: 3", "four: 4"]),
    ("rose from 12 to 15", ["12: 12", "15: 15"]),
    ("raised the toll from five people to six", ["five: 5", "six: 6"]),
    ("rose by 14 to 212", ["14: 14 increase", "212: 212"]),
    ("lifted its death toll by three to 21", ["three: 3 increase", "21: 21"]),
    ("up by six, to 28", ["six: 6 increase", "28: 28"]),
    ("between 30 minutes to 5 hours", ["30 minutes: 30 duration", "5 hours: 5 duration"]),
    ("between March 2011 to March 2021", ["March 2011: 2011 date", "March 2021: 2021 date"]),
    ("from 11,000 in 1990 to 24,000", ["11,000: 11000", "1990: 1990 date", "24,000: 24000"]),
    ("10 or 300", ["10: 10", "300: 300"]),
]  # fmt: skip

VAGUE = [
    ("dozens of people", ["dozens: 24.. vague"]),
    ("scores of people died", ["scores: 40.. vague"]),
    ("Hundreds of families", ["Hundreds: 200.. vague"]),
    ("tens of thousands fled", ["tens of thousands: 20000.. vague"]),
    ("hundreds of thousands of people", ["hundreds of thousands: 200000.. vague"]),
    ("millions were displaced", ["millions: 2000000.. vague"]),
    ("several people", ["several: 3.. vague"]),
    ("a few people", ["a few: 3.. vague"]),
    ("a handful of survivors", ["a handful: 3.. vague"]),
    ("Several hundred people", ["Several hundred: 300.. vague"]),
    ("a few thousand people", ["a few thousand: 3000.. vague"]),
    ("several dozen people", ["several dozen: 36.. vague"]),
    ("several tens of thousands of people", ["several tens of thousands: 30000.. vague"]),
    ("thousands upon thousands of people", ["thousands upon thousands: 2000.. vague"]),
    ("thousands if not tens of thousands of them", ["thousands if not tens of thousands: 2000.. vague"]),
    ("hundreds, if not thousands, were killed", ["hundreds, if not thousands: 200.. vague"]),
    ("at least dozens were hurt", ["dozens: 24.. vague"]),
    ("a couple of people", ["a couple: 2 approximately"]),
    ("a couple of thousand people", ["a couple of thousand: 2000 approximately"]),
]

ZERO_AND_ONE = [
    ("No deaths were reported", ["No: 0"]),
    ("No one was hurt and nobody died", ["No one: 0", "nobody: 0"]),
    ("none was hurt, zero deaths", ["none: 0", "zero: 0"]),
    ("not a single person was hurt", ["not a single: 0"]),
    ("not one person was hurt", ["not one: 0"]),
    ("a single person died", ["a single: 1"]),
    ("One of the sellers was taken ill", ["One: 1"]),
    ("Another later died", ["Another: 1"]),
    ("at least another 12 people", ["12: 12 at_least"]),
    ("arrested a second man", ["a second: 1"]),
    ("a third victim died", ["a third: 1"]),
    ("and a ninth, clinging to a can", ["a ninth: 1"]),
    ("two more people were killed", ["two: 2"]),
    # Idioms.
    ("there is no longer any doubt, no doubt", []),
    ("they fight one another", []),
    ("at one point, on one side", []),
    ("one of the largest cities", []),
    ("each one of them; this one, too", []),
    ("the second attack", ["second: 2 ordinal"]),
    ("a second attack", ["second: 2 ordinal"]),
    ("second to none", ["second: 2 ordinal"]),
]

HEDGES = [
    ("at least 40", "at_least", "at least"),
    ("no fewer than 40", "at_least", "no fewer than"),
    ("no less than 40", "at_least", "no less than"),
    ("not less than 40", "at_least", "not less than"),
    ("a minimum of 40", "at_least", "a minimum of"),
    ("40 or more", "at_least", "or more"),
    ("40 people or more", "at_least", "people or more"),
    ("40 and counting", "at_least", "and counting"),
    ("at least some 40", "at_least", "at least some"),
    ("killed at least a further 40", "at_least", "at least"),
    ("more than 40", "more_than", "more than"),
    ("over 40", "more_than", "over"),
    ("well over 40", "more_than", "well over"),
    ("upwards of 40", "more_than", "upwards of"),
    ("in excess of 40", "more_than", "in excess of"),
    ("greater than 40", "more_than", "greater than"),
    ("exceeding 40", "more_than", "exceeding"),
    ("the toll has topped 40", "more_than", "topped"),
    ("the toll climbs past 40", "more_than", "past"),
    ("40+ people", "more_than", "+"),
    ("40-plus people", "more_than", "plus"),
    ("toll of >40", "more_than", ">"),
    ("up to 40", "at_most", "up to"),
    ("as many as 40", "at_most", "as many as"),
    ("at most 40", "at_most", "at most"),
    ("a maximum of 40", "at_most", "a maximum of"),
    ("no more than 40", "at_most", "no more than"),
    ("not more than 40", "at_most", "not more than"),
    ("fewer than 40", "less_than", "fewer than"),
    ("less than 40", "less_than", "less than"),
    ("under 40 people died", "less_than", "under"),
    ("just under 40 people", "less_than", "just under"),
    ("below 40 cases", "less_than", "below"),
    ("about 40", "approximately", "about"),
    ("some 40", "approximately", "some"),
    ("around 40", "approximately", "around"),
    ("roughly 40", "approximately", "roughly"),
    ("approximately 40", "approximately", "approximately"),
    ("an estimated 40", "approximately", "an estimated"),
    ("estimated at 40", "approximately", "estimated at"),
    ("Estimates suggest 40", "approximately", "Estimates suggest"),
    ("nearly 40", "approximately", "nearly"),
    ("almost 40", "approximately", "almost"),
    ("close to 40", "approximately", "close to"),
    ("cholera deaths near 40", "approximately", "near"),
    ("40 or so", "approximately", "or so"),
    ("a hundred or so", "approximately", "or so"),
    ("twenty-odd", "approximately", "odd"),
    ("40-ish", "approximately", "ish"),
    ("~40", "approximately", "~"),
    ("circa 40", "approximately", "circa"),
    ("presumably 40", "approximately", "presumably"),
]

NO_HEDGE = [
    "some of the 40 people",
    "exactly 40 people",
    "so far 40 people",
    "a total of 40 people",
    "bringing the toll up to 40",
    "handed over 40 prisoners",
    "anger over 40 deaths",
    "14 more than on Monday, 40",
    "> 40 new cases",
    "near the village 40 people died",
]

SPREADS = [
    ("at least 223 fighters and 28 troops were killed", ["at_least", "at_least"]),
    ("more than 1,000 men and 400 women fled", ["more_than", "more_than"]),
    ("at least 12 killed and 20 wounded", ["at_least", "exact"]),
    ("at least 10 died in Cuba and 22 in Haiti", ["at_least", "exact"]),
    ("at least 12 people were killed and 20 others were hurt", ["at_least", "exact"]),
    ("at least 12 people, and 20 dogs", ["at_least", "exact"]),
    ("at least 12 people and over 20 dogs", ["at_least", "more_than"]),
    ("40 people or more and 20 dogs", ["at_least", "exact"]),
]

DELTAS = [
    ("rose by 14 to 212", ["increase", "level"]),
    ("jobless claims rose 14,000 to 212,000", ["increase", "level"]),
    ("deaths were up 30 from Monday", ["increase"]),
    ("an increase of 12", ["increase"]),
    ("14 more than on Monday", ["increase"]),
    ("fell by 3", ["decrease"]),
    ("a drop of 12 cases", ["decrease"]),
    ("the weekly count went down, by 812 to 2,951", ["decrease", "level"]),
    ("14 deaths were added", ["increase"]),
    ("the toll rose to 212", ["level"]),
    ("two more people were killed", ["level"]),
    ("the loss of three lives", ["level"]),
    ("more than 14 people", ["level"]),
]

TRAPS = [
    ("5,000 in COVID-19-hit Idlib", ["5,000: 5000", "COVID-19: 19 code"]),
    ("at 6pm, 6 people", ["6pm: None time", "6: 6"]),
    ("12 of the 40 passengers", ["12: 12", "40: 40"]),
    ("a 40-strong group", ["40: 40 measure"]),
    ("In 2011, 300 people died", ["2011: 2011 date", "300: 300"]),
    ("In March 2011 300 people died", ["March 2011: 2011 date", "300: 300"]),
    ("On July 15 300 people died", ["July 15: 15 date", "300: 300"]),
    ("In March 30 people were killed", ["30: 30"]),
    ("and 30 may be missing", ["30: 30"]),
    ("2000 people died in 2000", ["2000: 2000", "2000: 2000 date"]),
    ("since at least 2014", ["2014: 2014 date"]),
    ("brought to 1994 the number of dead", ["1994: 1994"]),
    ("the toll at 1140.", ["1140: 1140"]),
    ("flight MH 17 298 people", ["MH 17: 17 name", "298: 298"]),
    ("a girl of 17 and a mother of five", ["17: 17 age", "five: 5"]),
    ("killed people under 40 tonnes of rubble", ["40 tonnes: 40 less_than measure"]),
    ("won 3-0; lost 4-1", ["3-0: None score", "4-1: None score"]),
    ("reports 34 dead and over 100 injured", ["34: 34", "100: 100 more_than"]),
    ("by a vote of 52 to 48, killing 52 to 60 people",
     ["52 to 48: 52 score", "52 to 60: 52..60 between"]),
    ("said in which one person, a boy, died", ["one: 1"]),
    ("Karim, 32, and 12 others; in Houston, 32 people", ["32: 32 age", "12: 12", "32: 32"]),
    ("two-thirds of the 40; one in five", ["two-thirds: 0.667 share", "40: 40", "one in five: 0.2 share"]),
    ("100,000 cases per day", ["100,000: 100000"]),
    ("30 per 100,000", ["30: 30 rate", "100,000: 100000 rate"]),
    ("“12” people ‘died’", ["12: 12"]),
    ("at least\n12 people", ["12: 12 at_least"]),
    ("Bomb kills 12\n\n30 people hurt", ["12: 12", "30: 30"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NUMERALS + RANGES + VAGUE + ZERO_AND_ONE + TRAPS)
def test_reads(text: str, expected: list[str]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(("text", "quantifier", "cue"), HEDGES)
def test_hedges(text: str, quantifier: str, cue: str) -> None:
    (q,) = find_quantities(text)
    value = 100 if "hundred" in text else 20 if "twenty" in text else 40
    low = value if quantifier in ("at_least", "more_than") else None
    high = value if quantifier in ("at_most", "less_than") else None
    assert (q.value, q.low, q.high, q.quantifier) == (value, low, high, quantifier)
    assert q.cue is not None
    assert q.cue.text == cue
    assert text[q.cue.start : q.cue.end] == cue


@pytest.mark.parametrize("text", NO_HEDGE)
def test_words_that_do_not_hedge(text: str) -> None:
    q = find_quantities(text)[-1]
    assert (q.value, q.low, q.high, q.quantifier, q.cue) == (40, 40, 40, "exact", None)


@pytest.mark.parametrize(("text", "quantifiers"), SPREADS)
def test_a_cue_covers_its_own_number_and_coordinated_nouns(text: str, quantifiers: list[str]) -> None:
    assert [q.quantifier for q in find_quantities(text)] == quantifiers


@pytest.mark.parametrize(("text", "measures"), DELTAS)
def test_changes(text: str, measures: list[str]) -> None:
    assert [q.measure for q in find_quantities(text)] == measures


def _marked(example: str) -> tuple[str, list[tuple[int, int]]]:
    """An example without its brackets, and the bounds of what they held; ``[[`` is a bracket of the text."""
    text, spans, last = "", [], 0
    for m in re.finditer(r"\[(\[?)([^\[\]]+)\]", example):
        text += example[last : m.start()] + m.group(1)
        spans.append((len(text), len(text) + len(m.group(2))))
        text, last = text + m.group(2), m.end()
    return text + example[last:], spans


def _touching(text: str, span: tuple[int, int]) -> list[Quantity]:
    return [q for q in find_quantities(text) if q.span.start < span[1] and span[0] < q.span.end]


@pytest.mark.parametrize("rule", lexicon().rules, ids=lambda r: r.name)
def test_each_rule_reads_its_own_examples(rule: Rule) -> None:
    for example in rule.match:
        text, spans = _marked(example)
        assert spans, example
        for span in spans:
            read = [(q.span.start, q.span.end, q.kind, q.rule) for q in _touching(text, span)]
            assert read == ([] if rule.kind == "none" else [(*span, rule.kind, rule.name)]), example
    for example in rule.reject:
        text, spans = _marked(example)
        assert spans, example
        for span in spans:
            rules = [q.rule for q in _touching(text, span)]
            assert rule.name not in rules, example
            assert rules or rule.kind != "none", example


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule in lexicon().rules]
    assert len(set(names)) == len(names)


def test_a_slice_is_read_for_itself_with_offsets_into_the_text() -> None:
    text = "At least 12 people died. At least 13 were hurt."
    (q,) = find_quantities(text, 25)
    assert (q.value, q.span.start, text[q.span.start : q.span.end]) == (13, 34, "13")
    assert q.cue is not None
    assert q.cue.start == 25
    (bare,) = find_quantities(text, 34, 36)
    assert (bare.value, bare.quantifier) == (13, "exact")
    assert find_quantities(text, 12, 24) == ()


@pytest.mark.parametrize(
    ("patch", "key"),
    [
        ({"after": " {no_such_list}"}, "no_such_list"),
        ({"after": " (unclosed"}, "broken pattern"),
        ({"before": "(unclosed "}, "broken pattern"),
    ],
)
def test_a_broken_rule_is_a_data_error(patch: dict[str, str], key: str) -> None:
    rule = Rule(name="x", kind="count", match=("[1]",), reject=("[1]",), **patch)
    lex = Lexicon(lexicon().words, RuleFile(rules=(rule,)), {})
    with pytest.raises(DataError, match=key):
        Classifier(lex)


def test_an_unknown_key_in_a_rule_is_an_error() -> None:
    with pytest.raises(DataError, match=r"kinds.yaml:3: rules.0.befor: unknown key"):
        parse_yaml(
            "rules:\n- {name: x, kind: age, match: [a], reject: [b],\n   befor: x}",
            RuleFile,
            path="kinds.yaml",
        )


@pytest.mark.skipif(not SEED.exists(), reason="the shared seed article is not beside this checkout")
def test_seed_article() -> None:
    text = SEED.read_text(encoding="utf-8")
    quantities = find_quantities(text)
    counts = [q for q in quantities if q.kind == "count" and q.rule != "zero"]
    body = [q for q in counts if q.span.start > text.index("The Syrian Observatory")]
    assert len(body) == 37
    assert [q.quantifier for q in body if q.quantifier != "exact"] == [
        "at_most", "more_than", "more_than", "more_than", "more_than", "more_than", "more_than",
        "approximately", "vague",
    ]  # fmt: skip
    assert [q.value for q in body[-4:]] == [1800, 2_100_000, 13_000_000, None]
    assert {q.kind for q in quantities} == {"count", "date"}


@pytest.mark.skipif(not REAL_DEV.exists(), reason="the shared development articles are not beside this checkout")
def test_numbers_of_the_development_articles() -> None:
    articles = {row["id"]: row for row in _rows(REAL_DEV / "articles.jsonl") if row["split"] == "study"}
    read = {
        (article, q.span.start, q.span.end): (q.value, q.low, q.high, q.quantifier, q.measure)
        for article, row in articles.items()
        for q in find_quantities(row["text"])
        if q.kind == "count"
    }
    figures = [f for f in _rows(REAL_DEV / "figures.jsonl") if f["article_id"] in articles and not f["implicit"]]
    found = right = 0
    for f in figures:
        stated = tuple(f[key] for key in ("value", "low", "high", "quantifier", "measure"))
        got = read.get((f["article_id"], f["number"]["start"], f["number"]["end"]))
        found, right = found + (got is not None), right + (got == stated)
    assert found >= 0.99 * len(figures) > 0
    assert right >= 0.98 * len(figures)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
