"""Sentences and blocks: tables of (text, expected) by phenomenon.

In the sentence tables ``¦`` stands where one sentence ends and the next begins; the text is the
row without it. A row without ``¦`` must not be split. In the block tables each block is ``kind| text``;
``kind=N|`` repeats block N, ``kind+1|`` is in the second article of the file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.data_loader import DATA, parse_yaml
from extractor.errors import DataError
from extractor.text import read_layout
from extractor.text.lexicon import TextData, lexicon
from extractor.text.sentences import split

SHARED = Path(__file__).resolve().parents[2] / "shared"

SENTENCES = {
    "plain": [
        "Twelve people died.¦ The mayor spoke.¦ Nobody was held.",
        "Was it a bomb?¦ Police would not say.",
        "“It was hell!”¦ The fire burned on.",
        "How could they?!¦ Nobody knew.",
        "The toll rose to 14.¦ 22 others were hurt.",
        "The toll stood at 40; 30 were missing; the rest had fled.",
        "The figures are as follows: 40 dead, 12 hurt.",
        "Ninety died (some of hunger).¦ Others fled.",
        "(The camp is closed.)¦ Aid is blocked.",
        "It ended in 2014.¦ In 2015 it began again.",
        "He was arrested on May 5.¦ Three others fled.",
    ],
    "titles and ranks": [
        "Mr. Said and Mrs. Haddad fled.¦ Dr. Amin stayed.",
        "Gen. Khalid Omar, Lt. Col. Ali Reza and Brig.-Gen. Aziz were killed.",
        "Brig. Gen. Omar said Sgt. Lopez and Cpl. Diaz had died.",
        "Lt.-Col. Smith and Maj.Gen. Jones were hurt.",
        "Sen. Mary Lowe and Rep. Jim Hood met Gov. Dale.",
        "The Rev. John Paul and Prof. Anne Li were freed.",
        "The order came from Gen. Omar.¦ Col. Said obeyed.",
        "A spokesman, Capt. Lee, said so.¦ Adm. Park did not.",
        "He met Lt. Gen. (Ret.) Omar Said on Monday.",
        "Police Supt. R. Sharma and Dr. K. S. Rao, M.D. of the hospital, said so.",
        "Killed were Pvt. John A. Smith Jr., 21, of Waco, Tex., and Cpl. Al Roe, 22.",
        "Mr.Adel Haddad was freed.",
    ],
    "initials": [
        "J. K. Rowling gave money.¦ R. K. Jalla did not.",
        "The suspect, Jessie K. Liu, was held.",
        "John F. Kennedy and A.J. Burns were named.",
        "It was the work of Group B.¦ The police agreed.",
        "They flew to S. Africa.",
        "He was hurt in World War I.¦ Later he died.",
        "Gen. H. R. Hale and Col. J. Ross left at 5 p.m.¦ Three soldiers died.",
    ],
    "acronyms": [
        "The U.S. Army and the U.N. mission left.",
        "He lives in the U.S. and works for the U.N. there.",
        "Troops left for the U.S.¦ The mission ended.",
        "He returned to the U.K.¦ In June he died.",
        "The then-U.S.-president signed it.",
        "Washington, D.C. Mayor Ann Bo spoke.",
        "The U.N.'s envoy left.¦ Nobody stayed.",
        "Aid (e.g. Food and tents) came, i.e. Nothing else.",
    ],
    "dates and times": [
        "The siege began on Jan. 5 and ended on Sept. 12.",
        "It was hit at 6 a.m. Saturday.¦ Nobody died.",
        "It was hit at 6 a.m.¦ Three people died.",
        "The blast came at 9:54 a.m. EST near the base.",
        'It took place at about 7:45 p.m.¦ "No troops were hurt," he said.',
        "They were seen as of Saturday 8:00 p.m. (1200 UTC).",
        "He will return in Dec.¦ The trial is in Jan. 2016.",
        "The quake struck at 7.50 am local time.",
    ],
    "numbers": [
        "No. 3 Brigade and battalion No. 21 fought.",
        "Was anyone hurt?¦ No.¦ Nobody was.",
        "A quake of 5.9 hit; 1.2 million fled.",
        "About 2. 1 million people fled.",
        "It killed 12.¦ 30 others were hurt.",
        "See p. 12 and Art. 3 of Res. 2254.",
        "1. The first attack killed two.",
    ],
    "companies, places": [
        "Acme Inc. said two of its men died.",
        "It was built by Acme Corp.¦ The blaze killed two.",
        "A fire in St. Louis killed two near Mt. Hood.",
        "He lived on Elm St.¦ The fire began there.",
        "Martin Luther King Jr. Boulevard was closed.",
        "The victim was John Doe Jr.¦ He was 12.",
        "They died in San Jose, Calif., on Monday.",
        "It was in Tampa, Fla.¦ Police found two bodies.",
    ],
    "quotes": [
        "“We lost all.¦ We have no food,” he said.",
        '"We are finished."¦ He wept.',
        '"They died," he said.¦ "We buried them."',
        '"Why?" Mr. Said asked.',
        '"Stop!" he shouted.',
        "“They came at night.¦ They took my son,” said Umm Ali, 45.¦ He was 12.",
        'Three died ("It was a massacre," he said).¦ Nobody left.',
        'He said: "We will fight."¦ "No," she said.',
        "He called it “a massacre.”¦ Aid workers agreed.",
        "It was 'the worst.'¦ Nobody came.",
        'He wrote "no more."¦ Then he left.',
        '"Get out!" Ali Reza shouted at them.¦ They ran.',
    ],
    "ellipses": [
        "Principles ... which are law hold.",
        "We waited...¦ Nobody came.",
        "We will soon be talking of... 100,000 cases.",
        "“Win or lose ...¦ In this case, we lose.”",
        "“[...] I knew this would come.”",
        "He may … stay.",
    ],
    "capitals": [
        "GEN. LOPEZ SAID TWELVE DIED.¦ THE ELN FLED.",
        "THE U.S. EMBASSY WAS HIT.¦ NO. 3 BATTALION CAME.",
        "MR. DIAZ LEFT THE U.S.¦ THE POLICE KNEW.",
        "THE ATTACK ON JAN. 5 KILLED TWO.¦ FOUR FLED.",
        "JOSE A. LOPEZ WAS KILLED.",
    ],
    "rough text": [
        "Two people died.¦The mayor spoke.",
        "TWO PEOPLE DIED.¦THE MAYOR SPOKE.",
        'Two died.¦"We ran," he said.',
        "the blast killed two.¦ the mayor spoke.",
        "Syrias Assad met Russias Putin in Moscow.¦ Nobody died",
        "Write to press@acme.Org or see www.acme.Com for more.",
        "See http://acme.org/a.b.c?x=1.2 for more.¦ Two died.",
        "See acme.com/News.Html for more.",
        "The toll from bbc.co.uk was 12.",
        "230, 000 people fled.¦ 12 died.",
        "Killed: 12¦ • Hurt: 30¦ • Missing: 2",
        "Yahoo! News said so.",
    ],
    "lines": [
        "Twelve people died in\nthe capital.¦ The mayor\nspoke.",
        "Twelve people died.¦\nThe mayor, who was there, spoke of the\nattack.",
    ],
}


@pytest.mark.parametrize("row", [pytest.param(r, id=f"{k}: {r}") for k, rows in SENTENCES.items() for r in rows])
def test_sentences_end_where_a_reader_ends_them(row: str) -> None:
    text = row.replace("¦", "")
    found = [text[a:b] for a, b in split(text, 0, len(text), lexicon())]
    assert found == [part.strip() for part in row.split("¦")]


LONG = "The blast hit a market in the east of the city and killed twelve people, a doctor too, police said."

WRAPPED = """\
The report said that twelve people had died in the city and that
Monday was the worst day. Police said that the attackers fled. The
mayor was hurt when a shell fell on his house in the east of the
city."""
WRAPPED_TOO = "A second attack killed four near the airport, where the army and the\nrebels fight."

BLOCKS = {
    "headline": [
        ("Blast kills 12\n\n" + LONG, ["headline| Blast kills 12", "body| " + LONG]),
        ("Blast kills 12\n" + LONG, ["headline| Blast kills 12", "body| " + LONG]),
        (
            "Blast kills 12 in Kabul, many hurt in U.S.\n\n" + LONG,
            ["headline| Blast kills 12 in Kabul, many hurt in U.S.", "body| " + LONG],
        ),
        ("Is it war?\n\n" + LONG, ["headline| Is it war?", "body| " + LONG]),
        ("Blast kills 12 in Kabul.\n\n" + LONG, ["headline| Blast kills 12 in Kabul.", "body| " + LONG]),
        ("Blast in Kabul: 9 dead, 31 hurt", ["headline| Blast in Kabul: 9 dead, 31 hurt"]),
        (
            "World\n\nBlast kills 12 in Kabul\n\n" + LONG,
            ["boilerplate| World", "headline| Blast kills 12 in Kabul", "body| " + LONG],
        ),
        (
            "By Jane Doe\n\nBlast kills 12 in Kabul\n\n" + LONG,
            ["byline| By Jane Doe", "headline| Blast kills 12 in Kabul", "body| " + LONG],
        ),
    ],
    "no headline": [
        (LONG, ["body| " + LONG]),
        (LONG + "\n\nThe mayor spoke.", ["body| " + LONG, "body| The mayor spoke."]),
        ("Twelve died.", ["body| Twelve died."]),
        (
            "On 3 May 2015 gunmen seized two aid workers in Paktia",
            ["body| On 3 May 2015 gunmen seized two aid workers in Paktia"],
        ),
        (
            "3 May 2015: Kabul: two seized\n9 May 2015: Herat: one killed",
            ["body| 3 May 2015: Kabul: two seized", "body| 9 May 2015: Herat: one killed"],
        ),
        ("", []),
        (" \n\t\n ", []),
    ],
    "caption": [
        (
            "Blast kills 12\n\nA man stands in the ruins of Kabul (AP)\n\n" + LONG,
            ["headline| Blast kills 12", "caption| A man stands in the ruins of Kabul (AP)", "body| " + LONG],
        ),
        (
            "Blast kills 12\n\nThe market on May 5. (City Council page / AFP)\n" + LONG,
            [
                "headline| Blast kills 12",
                "caption| The market on May 5. (City Council page / AFP)",
                "body| " + LONG,
            ],
        ),
        (
            "Blast kills 12\n\n" + LONG + "\n\nRescuers in the ruins. Photo: Jane Doe",
            ["headline| Blast kills 12", "body| " + LONG, "caption| Rescuers in the ruins. Photo: Jane Doe"],
        ),
        (
            "Blast kills 12\n\nRescuers look for survivors in Kabul | Reuters\n\n" + LONG,
            [
                "headline| Blast kills 12",
                "caption| Rescuers look for survivors in Kabul | Reuters",
                "body| " + LONG,
            ],
        ),
        (
            "Blast kills 12\n\nFILE - The market in 2019.\n\n" + LONG,
            ["headline| Blast kills 12", "caption| FILE - The market in 2019.", "body| " + LONG],
        ),
        (
            "Blast kills 12\n\n" + LONG + "\n\nA boy walks in the rain\nA boy walks in the rain\n\nThe mayor spoke.",
            [
                "headline| Blast kills 12",
                "body| " + LONG,
                "caption| A boy walks in the rain",
                "caption=2| A boy walks in the rain",
                "body| The mayor spoke.",
            ],
        ),
    ],
    "caption with initials": [
        (
            "Blast kills 12\n\nThe market. Photo: Delta Images / E. Roe\n\n" + LONG,
            [
                "headline| Blast kills 12",
                "caption| The market. Photo: Delta Images / E. Roe",
                "body| " + LONG,
            ],
        ),
    ],
    "no caption": [
        (
            "Blast kills 12\n\nThe report was published by the Associated Press (AP).\n\n" + LONG,
            [
                "headline| Blast kills 12",
                "body| The report was published by the Associated Press (AP).",
                "body| " + LONG,
            ],
        ),
        (
            "Blast kills 12\n\n" + LONG + "\n\nThe mayor spoke.\n\nNobody was held. (AFP)",
            [
                "headline| Blast kills 12",
                "body| " + LONG,
                "body| The mayor spoke.",
                "body| Nobody was held. (AFP)",
            ],
        ),
    ],
    "dateline": [
        (
            "Blast kills 12\n\nALEPPO, Syria (Reuters) — " + LONG,
            ["headline| Blast kills 12", "dateline| ALEPPO, Syria (Reuters) —", "body| " + LONG],
        ),
        ("ALEPPO, Syria (Reuters) —" + LONG, ["dateline| ALEPPO, Syria (Reuters) —", "body| " + LONG]),
        ("BAGHDAD, Oct. 5 (UPI) -- " + LONG, ["dateline| BAGHDAD, Oct. 5 (UPI) --", "body| " + LONG]),
        (
            "LIMA, 25 OCT 89 (EFE) -- [TEXT] POLICE SAID TWO DIED.",
            ["dateline| LIMA, 25 OCT 89 (EFE) -- [TEXT]", "body| POLICE SAID TWO DIED."],
        ),
        ("Kabul, Afghanistan (CNN) -- " + LONG, ["dateline| Kabul, Afghanistan (CNN) --", "body| " + LONG]),
        ("Geneva, 5 May 2015 – " + LONG, ["dateline| Geneva, 5 May 2015 –", "body| " + LONG]),
        ("(Reuters) - " + LONG, ["dateline| (Reuters) -", "body| " + LONG]),
        (
            "Blast kills 12\n\nKARACHI: " + LONG,
            ["headline| Blast kills 12", "dateline| KARACHI:", "body| " + LONG],
        ),
        ("UNITED NATIONS — " + LONG, ["dateline| UNITED NATIONS —", "body| " + LONG]),
        (
            "Blast kills 12\n\nMonday, May 18, 2015\n\n" + LONG,
            ["headline| Blast kills 12", "dateline| Monday, May 18, 2015", "body| " + LONG],
        ),
        (
            "Blast kills 12\n\nThursday, May 7, 2015 " + LONG,
            ["headline| Blast kills 12", "dateline| Thursday, May 7, 2015", "body| " + LONG],
        ),
        (
            "Blast kills 12\n\nPublished: 14 May 2023 10:30 GMT\n" + LONG,
            ["headline| Blast kills 12", "dateline| Published: 14 May 2023 10:30 GMT", "body| " + LONG],
        ),
    ],
    "no dateline": [
        ("The army — already weak — fled. " + LONG, ["body| The army — already weak — fled. " + LONG]),
        ("UPDATE: " + LONG, ["body| UPDATE: " + LONG]),
        ("THE TOLL: TWELVE DIED.", ["body| THE TOLL: TWELVE DIED."]),
        ("NATO (the alliance) left. " + LONG, ["body| NATO (the alliance) left. " + LONG]),
        (LONG + "\n\nMay 7, 2015 saw more deaths.", ["body| " + LONG, "body| May 7, 2015 saw more deaths."]),
    ],
    "byline": [
        (
            "Blast kills 12\nBy JANE DOE and John P. Smith\nAssociated Press Writers\n\n" + LONG,
            [
                "headline| Blast kills 12",
                "byline| By JANE DOE and John P. Smith",
                "byline| Associated Press Writers",
                "body| " + LONG,
            ],
        ),
        (
            "Blast kills 12\n\nJane Doe, Staff Writer\n\n" + LONG,
            ["headline| Blast kills 12", "byline| Jane Doe, Staff Writer", "body| " + LONG],
        ),
        (
            LONG + "\n\n(Reporting by Jane Doe; Editing by Al Roe)",
            ["body| " + LONG, "byline| (Reporting by Jane Doe; Editing by Al Roe)"],
        ),
        (
            "Blast kills 12\n\nBy Monday, twelve had died.\n\n" + LONG,
            ["headline| Blast kills 12", "body| By Monday, twelve had died.", "body| " + LONG],
        ),
    ],
    "byline by its place": [
        (
            "Blast kills 12\n\nBy our correspondents in Kabul\n\n" + LONG,
            ["headline| Blast kills 12", "byline| By our correspondents in Kabul", "body| " + LONG],
        ),
        (
            "Tolls\n\n" + LONG + "\n\nTwelve died.\n\nBy State\n\n" + LONG[:60] + ".",
            [
                "headline| Tolls",
                "body| " + LONG,
                "body| Twelve died.",
                "subheading| By State",
                "body| " + LONG[:60] + ".",
            ],
        ),
    ],
    "subheading": [
        (
            "Blast kills 12\n\n" + LONG + "\n\nWhat we know\n\nThe mayor spoke.",
            [
                "headline| Blast kills 12",
                "body| " + LONG,
                "subheading| What we know",
                "body| The mayor spoke.",
            ],
        ),
        (
            "Toll by province\n\n" + LONG + "\n\nKilled: 14\nHurt: 3\n\nThe mayor spoke.",
            [
                "headline| Toll by province",
                "body| " + LONG,
                "body| Killed: 14",
                "body| Hurt: 3",
                "body| The mayor spoke.",
            ],
        ),
        (
            "Blast kills 12\n\n" + LONG + "\n\nWhat we know\n\nMore soon\n\nWhat we know\n\nThe mayor spoke.",
            [
                "headline| Blast kills 12",
                "body| " + LONG,
                "body| What we know",
                "body| More soon",
                "body| What we know",
                "body| The mayor spoke.",
            ],
        ),
    ],
    "boilerplate": [
        (
            "Blast kills 12\n\n" + LONG + "\n\nAdvertisement\n\nThe mayor spoke.\n\nRead more: Flood kills 3",
            [
                "headline| Blast kills 12",
                "body| " + LONG,
                "boilerplate| Advertisement",
                "body| The mayor spoke.",
                "boilerplate| Read more: Flood kills 3",
            ],
        ),
        (LONG + "\n\n]]\n\nThe mayor spoke.", ["body| " + LONG, "boilerplate| ]]", "body| The mayor spoke."]),
        ("TST1-MUC3-0004\n\n" + LONG, ["boilerplate| TST1-MUC3-0004", "body| " + LONG]),
    ],
    "lists": [
        (
            "Toll\n\n- Two killed in Homs\n- Three killed in Idlib, where\n  shelling went on\n\nHe spoke.",
            [
                "headline| Toll",
                "body| - Two killed in Homs",
                "body| - Three killed in Idlib, where\n  shelling went on",
                "body| He spoke.",
            ],
        ),
        (
            "Toll\n\n1. Two killed in Homs\n2. Nine hurt in Idlib",
            ["headline| Toll", "body| 1. Two killed in Homs", "body| 2. Nine hurt in Idlib"],
        ),
        (
            "Toll\nProvince\tKilled\nHoms\t12\nIdlib\t12",
            ["headline| Toll", "body| Province\tKilled", "body| Homs\t12", "body| Idlib\t12"],
        ),
    ],
    "hard-wrapped lines": [
        (WRAPPED + "\n" + WRAPPED_TOO, ["body| " + WRAPPED, "body| " + WRAPPED_TOO]),
        (
            "Twelve people, a nurse too, died in\nthe fire.",
            ["body| Twelve people, a nurse too, died in\nthe fire."],
        ),
        ("Twelve died.\nNine were hurt.", ["body| Twelve died.", "body| Nine were hurt."]),
    ],
    "repeats": [
        (
            "Blast kills 12\n\n" + LONG + "\n\n" + LONG,
            ["headline| Blast kills 12", "body| " + LONG, "body=1| " + LONG],
        ),
        (
            "Blast kills 12\nBlast kills 12\n\n" + LONG,
            ["headline| Blast kills 12", "headline=0| Blast kills 12", "body| " + LONG],
        ),
        (
            "Tolls\n\nAleppo\nKilled: 2\nHoms\nKilled: 2",
            ["headline| Tolls", "body| Aleppo", "body| Killed: 2", "body| Homs", "body| Killed: 2"],
        ),
    ],
    "several articles": [
        (
            "Blast kills 12\n\nIn Kabul (AP)\n\nBlast kills 12\n\n" + LONG + "\n\nFlood hits the coast of Java\n\n"
            "The coast of Java on Monday (AFP)\nFlood hits the coast of Java\n\nThe flood killed 3.",
            [
                "headline| Blast kills 12",
                "body| In Kabul (AP)",
                "headline=0| Blast kills 12",
                "body| " + LONG,
                "headline+1| Flood hits the coast of Java",
                "caption+1| The coast of Java on Monday (AFP)",
                "headline+1=4| Flood hits the coast of Java",
                "body+1| The flood killed 3.",
            ],
        ),
        (
            "Blast kills 12\n\n" + LONG + "\n\n========\n\nFlood kills three on Java\n\n" + LONG,
            [
                "headline| Blast kills 12",
                "body| " + LONG,
                "boilerplate| ========",
                "headline+1| Flood kills three on Java",
                "body+1| " + LONG,
            ],
        ),
    ],
    "one article": [
        (
            "Blast kills 12\n\n" + LONG + "\n\n* * *\n\nThe long road to peace\n\nThe mayor spoke.",
            [
                "headline| Blast kills 12",
                "body| " + LONG,
                "boilerplate| * * *",
                "subheading| The long road to peace",
                "body| The mayor spoke.",
            ],
        ),
        (
            "Blast kills 12\n\n"
            + LONG
            + "\n\nThe long road to peace\n\nThe mayor spoke of it.\n\nThe long road to peace\n\nAll wept.",
            [
                "headline| Blast kills 12",
                "body| " + LONG,
                "subheading| The long road to peace",
                "body| The mayor spoke of it.",
                "subheading=2| The long road to peace",
                "body| All wept.",
            ],
        ),
        (
            "Blast kills 12\n\n" + LONG + "\n\nThe market in Kabul (AP)\nThe market in Kabul (AP)\n\nThe mayor spoke.",
            [
                "headline| Blast kills 12",
                "body| " + LONG,
                "caption| The market in Kabul (AP)",
                "caption=2| The market in Kabul (AP)",
                "body| The mayor spoke.",
            ],
        ),
    ],
}


def shown(text: str) -> list[str]:
    rows = []
    for block in read_layout(text).blocks:
        part = f"+{block.part}" if block.part else ""
        repeat = f"={block.repeat_of}" if block.repeat_of is not None else ""
        rows.append(f"{block.kind}{part}{repeat}| {text[block.start : block.end]}")
    return rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(t, e, id=f"{k} {i}") for k, rows in BLOCKS.items() for i, (t, e) in enumerate(rows)],
)
def test_blocks(text: str, expected: list[str]) -> None:
    assert shown(text) == expected
    assert shown(text.replace("\n", "\r\n")) == [row.replace("\n", "\r\n") for row in expected]


def test_only_blocks_that_are_read_have_sentences() -> None:
    text = (
        "Blast kills 12\nBy Jane Doe\n\nKABUL (AP) — "
        + LONG
        + " Nobody was held.\n\n"
        + "Share\n\nThe toll may still rise.\nThe toll may still rise."
    )
    layout = read_layout(text)
    assert [text[s.start : s.end] for s in layout.sentences] == [
        "Blast kills 12", LONG, "Nobody was held.", "The toll may still rise.",
    ]  # fmt: skip
    assert [s.block for s in layout.sentences] == [0, 3, 3, 5]


def test_an_overlong_stretch_is_cut_at_white_space() -> None:
    text = "many people fled " * 2000
    layout = read_layout(text)
    assert max(s.end - s.start for s in layout.sentences) <= lexicon().data.max_sentence_chars
    assert " ".join(text[s.start : s.end] for s in layout.sentences) == text.strip()


def test_an_unknown_key_of_the_data_file_is_an_error_with_its_line() -> None:
    data = (DATA / "text" / "en.yaml").read_text(encoding="utf-8")
    line = data.count("\n") + 1
    with pytest.raises(DataError, match=rf"en\.yaml:{line}: titels: unknown key"):
        parse_yaml(data + "titels: [Dr]\n", TextData, path="en.yaml")


def test_the_seed_is_two_articles_each_read_once() -> None:
    path = SHARED / "seed" / "asharq-al-awsat-sohr-toll.txt"
    if not path.exists():
        pytest.skip("the shared seed article is not beside the repository")
    text = path.read_text(encoding="utf-8")
    layout = read_layout(text)
    parts = [[b for b in layout.blocks if b.part == n] for n in (0, 1, 2)]
    assert [len(p) for p in parts] == [23, 14, 0]
    for part, repeated in ((parts[0], 4), (parts[1], 4)):
        assert part[0].kind == "headline"
        assert sum(b.repeat_of is not None for b in part) == repeated
        assert {b.kind for b in part[1:3]} == {"caption"}
    assert text[parts[1][0].start :].startswith("Syria’s Assad: Problem Doesn’t Lie")
