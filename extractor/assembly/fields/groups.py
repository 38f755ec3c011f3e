"""Who they are: group labels from the noun phrase, the predicate, ages, and the counts that this one continues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.assembly.fields.earlier import compared, earlier, joined, nearness
from extractor.assembly.figures import Choice, Figure, Mention, Workbench, bucket, crossed_numbers, tokens_apart
from extractor.assembly.groupwords import age_groups, denied_labels, labels_of
from extractor.assembly.phrases import path
from extractor.loglinear import Features
from extractor.schema import Span
from extractor.syntax import Parse

LOOK_BACK = 2
AGE_WINDOW = 45
RECENT = 5
NAMED_BACK = 6
_INSIDE = ("amod", "compound", "nmod", "poss")
_OTHERS = ("other", "others", "another", "more", "further", "remaining", "rest")
_SPOKEN = ("here", "before1", "before2", "title")
_ELSEWHERE = frozenset({"last", "same", "whole", "earlier", "opening", "named before", "before1", "before2", "title"})
_COPULA = ("is", "are", "was", "were", "been")


@dataclass
class _Offers:
    """The choices collected so far; the first evidence of a label gives its span and rule."""

    figure: Figure
    kind: str
    found: dict[str, Choice] = field(default_factory=dict)

    def add(self, label: str, how: str, span: Span, extra: Sequence[str] = ()) -> None:
        choice = self.found.get(label)
        if choice is None:
            cat = self.figure.category
            f: Features = {"bias": 1.0, f"label={label}": 1.0, f"label={label}|cat={cat}": 1.0, f"first={how}": 1.0}
            choice = self.found[label] = Choice(label, label, span, f, f"group:{how}")
        f = choice.features
        f[f"how={how}"] = f[f"how={how}|label={label}"] = f[f"how={how}|kind={self.kind}"] = 1.0
        for e in extra:
            f[f"{how}:{e}"] = 1.0
            if how not in _SPOKEN:
                f[f"{how}:{e}|kind={self.kind}"] = 1.0


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate group labels of a figure."""
    view, raw = figure.view, bench.view.text
    inside = bench.inside_names(view)
    named = [
        (label, how, token)
        for token, how in _tokens(figure)
        if token not in inside
        for label in labels_of(view.parse, token, bench.lexicon, noun=how != "modifier")
    ]
    kind = _kind(figure, bench, named)
    offers = _Offers(figure, kind)
    for label, how, token in named:
        offers.add(label, how, view.span_of(token, token, raw))
    _ages(bench, figure, offers)
    _foreign(bench, figure, offers)
    own = sorted(offers.found)
    _carried(bench, figure, history, offers)
    _named_before(bench, figure, history, offers)
    _spoken_of(bench, figure, {t for _, _, t in named}, offers)
    for label in denied_labels(view.parse, bench.lexicon) - set(own):
        offers.found.pop(label, None)
    _settle(bench, figure, history, own, offers)
    # "a man" after "five girls" is of no other sex or age than he says.
    stated = {label for label, how, _ in named if how == "noun" and label in bench.lexicon.traits}
    return [c for c in offers.found.values() if not (stated and _taken_over(c) and c.key in bench.lexicon.traits)]


def _taken_over(choice: Choice) -> bool:
    """Is a label only offered by other figures and sentences?"""
    hows = {f[4:] for f in choice.features if f.startswith("how=") and "|" not in f}
    return hows <= _ELSEWHERE


def _kind(figure: Figure, bench: Workbench, named: Sequence[tuple[str, str, int]]) -> str:
    """What the number counts by its own words: a named group, people of no kind, a bare number, others, deaths, …"""
    phrase, parse = figure.candidate.phrase, figure.view.parse
    if any(how == "noun" for _, how, _ in named):
        return "named"
    lead = parse.lower[max(0, phrase.first - 2) : phrase.first]
    tail = parse.lower[phrase.last + 1 : phrase.last + 3]
    other = parse.lower[phrase.first] in _OTHERS or any(w in _OTHERS for w in (*lead, *tail))
    if phrase.noun is None:
        return "other" if other else "bare"
    if any(c.role in ("victim_noun", "event_noun") and c.first <= phrase.noun <= c.last for c in figure.view.cues):
        return "outcome"
    if parse.lower[phrase.noun] in bench.lexicon.neutral:
        return "other" if other else "neutral"
    return figure.candidate.noun_class


def _ages(bench: Workbench, figure: Figure, offers: _Offers) -> None:
    """ "a 92-year-old woman", "eleven of them under five": the age up to the next number."""
    view, start = figure.view, figure.candidate.start
    later = [c.start for c in view.candidates if c.start > start and not c.implicit]
    end = min([*later, view.end, start + AGE_WINDOW])
    span = figure.candidate.quantity.span
    for label, at in age_groups(bench.view.text[start:end]).items():
        inside = start + at < span.end
        if any(start < c.start < start + at for c in view.candidates if c.implicit):
            continue
        place = "inside" if inside else "close" if at < AGE_WINDOW // 2 else "far"
        offers.add(label, "age", span, [place, f"{label}|{place}"])


def _foreign(bench: Workbench, figure: Figure, offers: _Offers) -> None:
    """ "six Mexican nationals", "a Ukrainian": a people from elsewhere."""
    noun, parse = figure.candidate.phrase.noun, figure.view.parse
    if noun is None:
        return
    for m in bench.mentions_in(figure.sentence):
        if m.head is None or m.use not in ("demonym", "name") or m.country is None:
            continue
        described = m.use == "demonym" and (
            m.head == noun or (parse.head[m.head] == noun and parse.dep[m.head] in _INSIDE)
        )
        origin = (
            parse.dep[m.head] == "pobj"
            and parse.lower[parse.head[m.head]] == "from"
            and parse.head[parse.head[m.head]] == noun
        )
        if not described and not origin:
            continue
        where = "from" if origin else "is noun" if m.head == noun else "modifier"
        home = "home" if m.country in _home(bench) else "abroad"
        kin = "neutral" if parse.lower[noun] in bench.lexicon.neutral else figure.candidate.noun_class
        offers.add("foreigners", "nation", m.entity.mention, [where, home, f"{where}|{home}", f"{kin}|{home}"])
        return


def _home(bench: Workbench) -> frozenset[str]:
    """The country that most of the article's places lie in."""
    found: frozenset[str] | None = bench.memo.get("home")
    if found is None:
        places = Counter(country for m in bench.mentions if (country := m.country) and _is_place(m))
        found = bench.memo["home"] = frozenset(c for c, _ in places.most_common(1))
    return found


def _is_place(m: Mention) -> bool:
    return m.entity.type in ("place", "state") and m.use not in ("demonym", "wide", "inner")


def _carried(bench: Workbench, figure: Figure, history: Sequence[Figure], offers: _Offers) -> None:
    for how, other in earlier(figure, history, "groups"):
        near, size = nearness(figure, other), compared(figure, other)
        same_cat = figure.category == other.category
        tie = joined(figure, other)
        extra = [
            near, f"{near}|{size}", f"{near}|same_cat={same_cat}", f"{near}|{size}|same_cat={same_cat}",
            f"joined={tie}", f"joined={tie}|{size}",
        ]  # fmt: skip
        words = bench.group_words.get(other.sentence, ())
        own = {w.label for w in words if w.token == other.candidate.phrase.noun}
        for label in other.groups:
            named = "named" if label in own else "taken over"
            trait = "trait" if label in bench.lexicon.traits else "role"
            more = [
                f"label={label}|{near}",
                f"{named}|{near}",
                f"{named}|{near}|{size}",
                f"{trait}|{near}",
                f"{trait}|{tie}",
            ]
            offers.add(label, how, other.candidate.quantity.span, [*extra, *more])


def _named_before(bench: Workbench, figure: Figure, history: Sequence[Figure], offers: _Offers) -> None:
    """The nearest count before that names a group by its own words: no reading of an earlier figure stands between."""
    for steps, other in enumerate(reversed(history[-NAMED_BACK:])):
        noun = other.candidate.phrase.noun
        labels = [w.label for w in bench.group_words.get(other.sentence, ()) if w.token == noun]
        if not labels:
            continue
        near, size = nearness(figure, other), compared(figure, other)
        for label in labels:
            trait = "trait" if label in bench.lexicon.traits else "role"
            offers.add(label, "named before", other.candidate.quantity.span, [
                near, f"steps={min(steps, 3)}", f"{near}|{size}|same_cat={figure.category == other.category}",
                f"{trait}|{near}", f"joined={joined(figure, other)}",
            ])  # fmt: skip
        return


def _spoken_of(bench: Workbench, figure: Figure, own: set[int], offers: _Offers) -> None:
    """Groups that the sentence, the ones before it or the title name in other places."""
    raw = bench.view.text
    counted = {c.phrase.noun for c in figure.view.candidates}
    for view in bench.view.sentences:
        gap = figure.sentence - view.index
        title = view.section == "title" and gap > LOOK_BACK
        if view.part != figure.view.part or gap < 0 or (gap > LOOK_BACK and not title):
            continue
        for w in bench.group_words[view.index]:
            if gap == 0 and w.token in own:
                continue
            span = view.span_of(w.token, w.token, raw)
            if title:
                offers.add(w.label, "title", span, [w.sort])
            elif gap:
                dep = view.parse.dep[w.token]
                role = "subject" if dep in ("nsubj", "nsubjpass") else dep if dep in ("dobj", "pobj") else "x"
                offers.add(w.label, f"before{gap}", span, [w.sort, role])
            else:
                side, apart = tokens_apart(figure, w.token, w.token)
                crossed = min(crossed_numbers(figure, w.token, w.token), 1)
                route = path(view.parse, w.token, figure.candidate.phrase.anchor, 3)
                also = "counted" if w.token in counted else "uncounted"
                offers.add(w.label, "here", span, [
                    w.sort, f"{side}{bucket(apart)}|{also}", f"{side}|crossed={crossed}|{also}|{w.sort}",
                    f"path={route}", f"{w.sort}|{side}{bucket(apart)}",
                ])  # fmt: skip


def _settle(bench: Workbench, figure: Figure, history: Sequence[Figure], own: Sequence[str], offers: _Offers) -> None:
    """What every choice has to know of its rivals, and of the article."""
    ranked, share = _people(bench)
    recent = history[-RECENT:]
    last = history[-1] if history else None
    state = "first" if last is None else f"{'groups' if last.groups else 'none'}|{nearness(figure, last)}"
    for label, choice in offers.found.items():
        f = choice.features
        held = sum(label in h.groups for h in recent)
        rank = ranked.index(label) if label in ranked else 9
        f[f"rank={min(rank, 3)}|kind={offers.kind}"] = 1.0
        f["share"] = share.get(label, 0.0)
        f[f"recent={held}"] = f[f"recent={held}|kind={offers.kind}"] = 1.0
        f[f"recent={held}|of={len(recent)}"] = 1.0
        f[f"last={state}|own={label in own}"] = 1.0
        f[f"last had={last is not None and label in last.groups}|own={label in own}|kind={offers.kind}"] = 1.0
        trait = "trait" if label in bench.lexicon.traits else "role"
        f[f"{trait}|kind={offers.kind}"] = f[f"{trait}|own={label in own}"] = 1.0
        for other in own:
            if other != label:
                f[f"{trait}|{label in own}|beside={'trait' if other in bench.lexicon.traits else 'role'}"] = 1.0
                f[f"label={label}|own={other}|{label in own}"] = 1.0
        if not own:
            f[f"label={label}|own=none"] = 1.0
        f[f"own={bool(own)}|is own={label in own}"] = 1.0


def _people(bench: Workbench) -> tuple[list[str], dict[str, float]]:
    """The article's groups, the one most spoken of first, and the share of each in all words of groups."""
    found: tuple[list[str], dict[str, float]] | None = bench.memo.get("people")
    if found is None:
        counts = Counter(w.label for words in bench.group_words.values() for w in words if w.sort != "modifier")
        ranked = sorted(counts, key=lambda c: (-counts[c], c))
        found = bench.memo["people"] = (ranked, {label: n / counts.total() for label, n in counts.items()})
    return found


def _tokens(figure: Figure) -> Iterator[tuple[int, str]]:
    """The tokens that may name the group, with their place in the phrase."""
    parse, phrase = figure.view.parse, figure.candidate.phrase
    noun = phrase.noun
    yield from _stated(parse, max(phrase.last, -1 if noun is None else noun))
    if noun is None:
        yield from _predicate(parse, phrase.anchor)
        yield from _added(parse, phrase.anchor)
        return
    yield noun, "noun"
    for k in parse.children[noun]:
        dep = parse.dep[k]
        if dep in _INSIDE and k > phrase.last - 1:
            yield k, "modifier"
            for kk in parse.children[k]:
                if parse.dep[kk] in ("compound", "amod", "conj"):
                    yield kk, "modifier"
        elif dep == "prep" and parse.lower[k] in ("of", "from", "with", "as"):
            for o in parse.children[k]:
                if parse.dep[o] == "pobj":
                    yield o, f"prep:{parse.lower[k]}"
        elif dep in ("relcl", "acl"):
            yield from ((x, "relative") for x in parse.children[k] if parse.dep[x] == "attr")
    yield from _added(parse, noun)
    yield from _predicate(parse, noun)
    if phrase.of_total:
        yield from _added(parse, phrase.anchor)
        yield from _predicate(parse, phrase.anchor)


def _added(parse: Parse, token: int) -> Iterator[tuple[int, str]]:
    """Nouns joined to the counted one: conjuncts without a number of their own, appositions, "including …"."""
    for k in parse.children[token]:
        dep = parse.dep[k]
        if dep == "conj" and not _numbered(parse, k):
            yield k, "conjunct"
            yield from ((x, "conjunct") for x in _conjuncts(parse, k))
        elif dep == "appos" and not _numbered(parse, k, ("nummod",)):
            yield k, "apposition" if not _numbered(parse, k) else "apposition with article"
        elif dep == "prep" and parse.tag[k] == "VBG":
            for o in parse.children[k]:
                if parse.dep[o] == "pobj" and not _numbered(parse, o):
                    yield o, "including"
                    yield from ((x, "including") for x in _conjuncts(parse, o))


def _conjuncts(parse: Parse, token: int) -> Iterator[int]:
    for k in parse.children[token]:
        if parse.dep[k] == "conj" and not _numbered(parse, k):
            yield k
            yield from _conjuncts(parse, k)


def _numbered(parse: Parse, token: int, by: tuple[str, ...] = ("nummod", "det")) -> bool:
    return any(parse.dep[x] in by for x in parse.children[token])


def _stated(parse: Parse, last: int) -> Iterator[tuple[int, str]]:
    """ "eleven of them boys", "14 are pupils": the noun right behind a partition or a copula, by position only."""
    how = "of them" if parse.tag[last] in ("PRP", "WP", "WDT") else ""
    for i in range(last + 1, min(last + 6, len(parse))):
        if parse.lower[i] in _COPULA:
            how = "are"
        elif how and parse.tag[i] in ("NN", "NNS"):
            yield i, f"stated:{how}"
            if parse.tag[i] == "NNS" or i + 1 >= len(parse) or parse.tag[i + 1] not in ("NN", "NNS"):
                yield from ((x, f"stated:{how}") for x in _conjuncts(parse, i))
                return
        elif parse.tag[i] not in ("RB", "JJ", "DT", "VBN", "CD"):
            return


def _predicate(parse: Parse, token: int) -> Iterator[tuple[int, str]]:
    """ "111 of the dead were children": the predicate noun of a subject."""
    if parse.dep[token] in ("nsubj", "nsubjpass"):
        verb = parse.head[token]
        for k in parse.children[verb]:
            if parse.dep[k] in ("attr", "oprd", "acomp"):
                yield k, "predicate"
                yield from ((x, "predicate") for x in _conjuncts(parse, k))
