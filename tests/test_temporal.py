"""Time expressions: tables of (text, expected) by phenomenon, read on Sunday, 17 March 2019.

An expected mention is ``words = start/end``, with ``..`` for an open side; one ISO value is start and end.
A ``!`` in front says that it may date the statement. Rows with an empty list must not be read.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.data_loader import DATA, parse_yaml
from extractor.errors import DataError
from extractor.temporal import find_periods, find_publication_date
from extractor.temporal.shapes import TemporalData

PUBLISHED = "2019-03-17"

ROWS: dict[str, list[tuple[str, list[str]]]] = {
    "weekdays": [
        ("He died on Monday.", ["on Monday = 2019-03-11"]),
        ("He died Saturday morning.", ["Saturday morning = 2019-03-16"]),
        ("On Wednesday evening, a bomb went off.", ["On Wednesday evening = 2019-03-13"]),
        ("It hit late Sunday.", ["late Sunday = 2019-03-17"]),
        ("It hit the coast last Sunday.", ["last Sunday = 2019-03-10"]),
        ("The talks are next Monday.", ["next Monday = 2019-03-18"]),
        ("Monday's attack killed 12.", ["Monday = 2019-03-11"]),
        ("TWO DIED ON FRIDAY.", ["ON FRIDAY = 2019-03-15"]),
        ("the flood on tuesday killed two", ["on tuesday = 2019-03-12"]),
    ],
    "named days": [
        ("It fell yesterday.", ["yesterday = 2019-03-16"]),
        ("A fire yesterday morning killed two.", ["yesterday morning = 2019-03-16"]),
        ("Two died today.", ["today = 2019-03-17"]),
        ("Two died this morning.", ["this morning = 2019-03-17"]),
        ("Shells fell overnight.", ["overnight = 2019-03-16/2019-03-17"]),
        ("He was stabbed last night.", ["last night = 2019-03-16"]),
        ("It is due tomorrow.", ["tomorrow = 2019-03-18"]),
        ("They fled on Christmas Eve.", ["on Christmas Eve = 2018-12-24"]),
    ],
    "dates": [
        ("Two died on May 5, 2018.", ["on May 5, 2018 = 2018-05-05"]),
        ("Two died on 5 May.", ["on 5 May = 2018-05-05"]),
        ("Two died on the 5th of May.", ["on the 5th of May = 2018-05-05"]),
        ("Two died on March 3.", ["on March 3 = 2019-03-03"]),
        ("Two died on Dec. 30.", ["on Dec. 30 = 2018-12-30"]),
        ("Two died on Tuesday, May 30.", ["on Tuesday, May 30 = 2018-05-30"]),
        ("The tsunami of December 26, 2004 did it.", ["December 26, 2004 = 2004-12-26"]),
        ("LIMA, 25 OCT 89 (EFE)", ["25 OCT 89 = 1989-10-25"]),
        (
            "See 2019-03-05 and 31/12/2018 and 05.03.2019.",
            ["2019-03-05 = 2019-03-05", "31/12/2018 = 2018-12-31", "05.03.2019 = 2019-03-05"],
        ),
        ("Two died on 23 July last year.", ["on 23 July last year = 2018-07-23"]),
        ("On the morning of the 15th two died.", ["On the morning of the 15th = 2019-03-15"]),
        ("On 9 May 2001 police fired.", ["On 9 May 2001 = 2001-05-09"]),
        ("On 5 May 12 people died.", ["On 5 May = 2018-05-05"]),
        ("On May 5, 2000 people fled.", ["On May 5 = 2018-05-05"]),
        ("They may be heard on February 30.", []),
    ],
    "months": [
        ("Two died in March 2011.", ["in March 2011 = 2011-03"]),
        ("Two died in August.", ["in August = 2018-08"]),
        ("Two died last July.", ["last July = 2018-07"]),
        ("Two died last March.", ["last March = 2018-03"]),
        ("Two died in mid-September.", ["in mid-September = 2018-09"]),
        ("IN MAY 1989 TWO DIED.", ["IN MAY 1989 = 1989-05"]),
        ("in march 2011 two died", ["in march 2011 = 2011-03"]),
        ("In May 12 people were killed.", ["In May = 2018-05"]),
        ("Two died in March of this year.", ["in March of this year = 2019-03"]),
        (
            "It fell on May 5, 2010; two died in July of that year.",
            ["on May 5, 2010 = 2010-05-05", "in July of that year = 2010-07"],
        ),
        ("About 30 may be missing.", []),
        ("30 MAY BE MISSING.", []),
        ("They plan to March on the city.", []),
        ("April Jones was found by May Smith's dog.", []),
    ],
    "years": [
        ("Two died in 2014.", ["in 2014 = 2014"]),
        ("The 2011 uprising began it.", ["The 2011 uprising = 2011"]),
        ("In early 2016 two died.", ["In early 2016 = 2016"]),
        ("The revolt of 2008 failed.", ["2008 = 2008"]),
        ("It was in the 1990s.", ["in the 1990s = 1990/1999"]),
        ("More than 2000 were killed.", []),
        ("A total of 2000 were killed.", []),
        ("The 2000 people fled to 1900 homes.", []),
        ("At 2030 they saw 1,914 men and a 2015-strong crowd.", []),
        ("In 2019 police held two.", ["In 2019 = 2019"]),
    ],
    "weeks, months, years of the calendar": [
        ("Two died last week.", ["last week = 2019-03-04/2019-03-10"]),
        ("Two died this week.", ["this week = 2019-03-11/2019-03-17"]),
        ("Two died last month.", ["last month = 2019-02"]),
        ("Two died last year.", ["last year = 2018"]),
        ("Earlier this year two died.", ["Earlier this year = 2019"]),
        ("Two died earlier this month.", ["earlier this month = 2019-03"]),
        ("So far this year 12 died.", ["So far this year = 2019-01-01/2019-03-17"]),
        ("Over the weekend two died.", ["Over the weekend = 2019-03-16/2019-03-17"]),
        (
            "In the first three months of 2018 two died.",
            ["In the first three months of 2018 = 2018-01/2018-03"],
        ),
        ("In the second half of last year two died.", ["In the second half of last year = 2018-07/2018-12"]),
        ("As of last month, 31 were held.", ["As of last month = 2019-02"]),
    ],
    "back from now": [
        ("Ten died in the past 24 hours.", ["in the past 24 hours = 2019-03-16/2019-03-17"]),
        ("Ten died in the last three days.", ["in the last three days = 2019-03-14/2019-03-17"]),
        ("Ten died over the past week.", ["over the past week = 2019-03-10/2019-03-17"]),
        ("Ten died in the past two months.", ["in the past two months = 2019-01/2019-03"]),
        ("Ten died in the past two years.", ["in the past two years = 2017/2019"]),
        ("Over two decades 900 died.", ["Over two decades = 1999/2019"]),
        ("It displaced many during three years of conflict.", ["during three years = 2016/2019"]),
        ("Four days ago two died.", ["Four days ago = 2019-03-13"]),
        ("Six months ago two died.", ["Six months ago = 2018-09"]),
        ("A year ago two died.", ["A year ago = 2018"]),
        ("After 12 years of war two died within 24 hours.", []),
        ("A 2-year-old and the second of two men died in hours.", []),
    ],
    "from another time of the text": [
        (
            "It hit on Friday. A day earlier two died.",
            ["on Friday = 2019-03-15", "A day earlier = 2019-03-14"],
        ),
        ("It hit on Friday. The next day two died.", ["on Friday = 2019-03-15", "The next day = 2019-03-16"]),
        (
            "It hit on 6 May 2010; two died three days later.",
            ["on 6 May 2010 = 2010-05-06", "three days later = 2010-05-09"],
        ),
        ("The previous day two died.", ["The previous day = 2019-03-16"]),
        ("Two died on the same day.", []),
        ("Two days later she died.", []),
    ],
    "open": [
        ("Ten have died since Friday.", ["since Friday = 2019-03-15/.."]),
        ("It has killed 93 since 2003.", ["since 2003 = 2003/.."]),
        ("It has killed 93 since the start of the year.", ["since the start of the year = 2019-01/.."]),
        ("It has killed 93 since the start of 2018.", ["since the start of 2018 = 2018-01/.."]),
        (
            "The war began in 2011; since then 93 died.",
            ["in 2011 = 2011", "began in 2011 = 2011/..", "since then = 2011/.."],
        ),
        (
            "Many have died since the raids began on May 27, 2008.",
            ["since the raids began on May 27, 2008 = 2008-05-27/.."],
        ),
        (
            "79 died since the December 2013 outbreak of war.",
            ["since the December 2013 outbreak = 2013-12/.."],
        ),
        (
            "Many fled since the fall of the town on 8 December.",
            ["since the fall of the town on 8 December = 2018-12-08/.."],
        ),
        ("It will last until Friday.", ["until Friday = ../2019-03-22"]),
        ("It lasted until Friday.", ["until Friday = ../2019-03-15"]),
        ("100 cases are forecast before September 1.", ["before September 1 = ../2019-09-01"]),
        ("By Monday 12 had died.", ["By Monday = ../2019-03-11"]),
        ("Two were killed by Friday's blast.", ["Friday = 2019-03-15"]),
        ("By the end of April 100 may die.", ["By the end of April = ../2019-04"]),
    ],
    "from one to another": [
        (
            "Deaths between March 2011 and March 2021.",
            ["between March 2011 and March 2021 = 2011-03/2021-03"],
        ),
        ("Deaths between March 2011 to March 2021.", ["between March 2011 to March 2021 = 2011-03/2021-03"]),
        ("Two died between March and May 2011.", ["between March and May 2011 = 2011-03/2011-05"]),
        ("Two died from 3 to 7 April.", ["from 3 to 7 April = 2018-04-03/2018-04-07"]),
        ("Two died (April 3-7, 2015).", ["April 3-7, 2015 = 2015-04-03/2015-04-07"]),
        ("Two died from Monday to Wednesday.", ["from Monday to Wednesday = 2019-03-11/2019-03-13"]),
        ("He ruled 1980–1987.", ["1980–1987 = 1980/1987"]),
        ("It ran from November 2017 to February.", ["from November 2017 to February = 2017-11/2018-02"]),
        ("Two died in April and May.", ["in April and May = 2018-04/2018-05"]),
        (
            "In the night of Friday to Saturday 2 died.",
            ["In the night of Friday to Saturday = 2019-03-15/2019-03-16"],
        ),
        ("Admissions fell in the week to 10 March.", ["in the week to 10 March = 2019-03-04/2019-03-10"]),
        ("He died in April and she died in May.", ["in April = 2018-04", "in May = 2018-05"]),
    ],
    "the time of telling": [
        ("Officials said on Monday that 12 died.", ["!on Monday = 2019-03-11"]),
        ("She told reporters Tuesday that 12 died.", ["!Tuesday = 2019-03-12"]),
        ("12 died, the ministry said in a statement released late Sunday.", ["!late Sunday = 2019-03-17"]),
        ("On Sunday, Lebanese officials said 12 died.", ["!On Sunday = 2019-03-17"]),
        ("One activist on Sunday told the BBC so.", ["!on Sunday = 2019-03-17"]),
        ("On Saturday, gunmen killed 12, police said.", ["On Saturday = 2019-03-16"]),
        ("Police said 12 were killed on Monday.", ["on Monday = 2019-03-11"]),
        ("Reports said Friday's quake hurt two.", ["Friday = 2019-03-15"]),
        ("Yesterday a quake of reported strength hit.", ["Yesterday = 2019-03-16"]),
    ],
    "names": [
        ("USA Today and the Sunday Times wrote of Bloody Sunday.", []),
        ("M-19, Flight 2014-X and Resolution 2254 are names.", []),
    ],
}


def shown(text: str, published: str | None = PUBLISHED) -> list[str]:
    rows = []
    for m in find_periods(text, 0, len(text), published):
        start, end = m.period.start or "..", m.period.end or ".."
        value = start if start == end else f"{start}/{end}"
        rows.append(f"{'!' if m.statement_risk else ''}{m.span.text} = {value}")
    return rows


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(t, e, id=f"{k}: {t}") for k, rows in ROWS.items() for t, e in rows]
)
def test_a_time_expression_is_read_against_the_publication_date(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He died on Monday, yesterday, last week, in August, on 5 May and a day earlier.", []),
        (
            "He died in August 2009 and on 5 May 2010, or since 2003.",
            ["in August 2009 = 2009-08", "on 5 May 2010 = 2010-05-05", "since 2003 = 2003/.."],
        ),
        (
            "It hit on 6 May 2010; two died a day earlier.",
            ["on 6 May 2010 = 2010-05-06", "a day earlier = 2010-05-05"],
        ),
    ],
)
@pytest.mark.parametrize("published", [None, "", "2019", "soon"])
def test_without_a_publication_date_only_what_the_words_fix_is_read(
    text: str, expected: list[str], published: str | None
) -> None:
    assert shown(text, published) == expected


def test_an_expression_may_hang_on_the_sentence_before() -> None:
    text = "The market was hit on Friday. A day earlier, two had died."
    mention = find_periods(text, 30, len(text), PUBLISHED)[0]
    assert (mention.span.text, mention.period.start) == ("A day earlier", "2019-03-14")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("on Monday", "day"),
        ("in 2011", "point"),
        ("last month", "point"),
        ("last week", "interval"),
        ("since 2011", "open"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert [m.kind for m in find_periods(text, 0, len(text), PUBLISHED)] == [kind]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: Monday, 18 May 2015 10:30 GMT", "2015-05-18"),
        ("LIMA, 25 OCT 89 (EFE) -- [TEXT]", "1989-10-25"),
        ("BAGHDAD, Oct. 5 (Reuters) —", None),
        ("May 2015", None),
    ],
)
def test_a_dateline_may_give_the_publication_date(line: str, day: str | None) -> None:
    assert find_publication_date(line, 0, len(line)) == day


def test_an_unknown_key_of_the_data_file_is_an_error_with_its_line() -> None:
    data = (DATA / "temporal" / "en.yaml").read_text(encoding="utf-8")
    line = data.count("\n") + 1
    with pytest.raises(DataError, match=rf"en\.yaml:{line}: monts: unknown key"):
        parse_yaml(data + "monts: [May]\n", TemporalData, path="en.yaml")


WORDS = """
on in since until by from to and between the of May March 5 12 31 2011 2019 90 Monday Friday last next this
week month year night morning earlier later ago a two first half quarter past hours days decades said told
began war - – , . ' 's 0001 9999 2000 people Christmas then so far end start yesterday overnight 31/12/2018
May, that same
""".split()
TEXT = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
DATES = st.one_of(st.none(), st.text(max_size=12), st.dates().map(str))
ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@given(TEXT, DATES, st.data())
@example("999 years ago, 999 decades ago and in the past 999 decades", "0001-01-01", None)
@example("tomorrow, next week, next month and next year", "9999-12-31", None)
def test_any_text_gives_true_spans_and_ordered_iso_values(
    text: str, published: str | None, data: st.DataObject | None
) -> None:
    start = data.draw(st.integers(0, len(text))) if data else 0
    end = data.draw(st.integers(start, len(text))) if data else len(text)
    for m in find_periods(text, start, end, published):
        assert start <= m.span.start < m.span.end <= end
        assert text[m.span.start : m.span.end] == m.span.text == m.period.text
        first, last = m.period.start, m.period.end
        assert first or last
        assert all(ISO.fullmatch(v) for v in (first, last) if v)
        assert (m.kind == "open") == (first is None or last is None)
        if first and last:
            size = min(len(first), len(last))
            assert first[:size] <= last[:size]


@given(TEXT)
def test_a_time_fixed_by_the_words_does_not_move_with_the_publication_date(text: str) -> None:
    alone = {m.span.start: m.period for m in find_periods(text, 0, len(text), None)}
    for m in find_periods(text, 0, len(text), PUBLISHED):
        fixed = alone.get(m.span.start)
        if fixed and fixed.text == m.period.text and re.search(r"20\d\d", m.period.text):
            assert (fixed.start or fixed.end or "")[:4] in m.period.text
