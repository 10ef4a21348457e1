"""What tests of pages share: text that somebody else wrote, what a page tells, and what is in it."""

from html.parser import HTMLParser

from nablacheck.oracle.campaign.crosscheck import Finding
from nablacheck.oracle.campaign.part_rows import BINS
from nablacheck.oracle.campaign.reducing import Reduced
from nablacheck.oracle.campaign.signs import Sign, content
from nablacheck.oracle.report.page_content import Content

from helpers.small_problems import problem

FOREIGN = "<script>alert('1')</script> & \"quoted\" ``` | % \x00\x1b \N{GREEK SMALL LETTER DELTA}"
SAID = "<script>alert('1')</script>"


class Read(HTMLParser):
    """What is in a page: tags with their attributes, and that each is closed."""

    VOID = {"meta", "input", "link", "br", "img"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def of(self, wanted):
        return [attributes for tag, attributes in self.tags if tag == wanted]


def counts(**others):
    return {"entries": 10, "inconclusive": 1, "known": 0, "findings": 0, "worst": 0.25, **others}


def whole(count=3, foreign=FOREIGN):
    small = problem((1, 9, 2), ("tanh", "sigmoid"), batch=1)
    sign = Sign("BP2")
    thing = Reduced(
        *(
            f"mine {foreign}",
            ("float32",),
            (sign,),
            "tanh",
            "round numbers",
            f"1-9-2 {foreign}",
            2,
            f"mine breaks BP2\n{foreign}",
        ),
        content=content(small, "mine", sign),
        again=f"nablacheck run {foreign}",
        file=f"x {foreign}.npz",
    )
    return Content(
        f"nablacheck run {foreign}",
        f"nablacheck run {foreign}",
        problems=12,
        decided=9,
        inconclusive=1,
        equations=[
            {"adapter": "mine", "dtype": "float32", "equation": "BP1", **counts()},
            {"adapter": f"mine {foreign}", "dtype": "float32", "equation": "BP2", **counts(findings=3, worst=9.0)},
        ],
        functions=[
            {"adapter": "mine", "function": "tanh", **counts(known=1, worst=0.75)},
            {"adapter": f"mine {foreign}", "function": f"tanh {foreign}", **counts(findings=3, worst=9.0)},
            {"adapter": "mine", "function": "relu", **counts(worst=1.0)},
        ],
        reduced=[thing],
        findings=[Finding("mine", "float32", f"network {i} {foreign}", (), (), foreign, foreign, sign) for i in range(count)],
        found=count + 1,
        known={f"mine: {foreign}": 2},
        regimes=[
            {"regime": "round", "problems": 90, "entries": 10, "decided": 0.5, "findings": 0},
            {"regime": "full", "problems": 1, "entries": 10, "decided": 1.0, "findings": 0},
        ],
        facts={"numpy": "2.4", "machine": foreign},
        remarks=[foreign],
    )


SPREAD = [{"adapter": "mine", "dtype": dtype, **dict.fromkeys(BINS, 5)} for dtype in ("float32", "float64")]
BITS = [{"adapter": "mine", "dtype": "float32", "depth": d, "width": 2**d, "bits": d / 2, "entries": 3} for d in (1, 2, 3)]
