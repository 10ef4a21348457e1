"""A page as a tree of elements, so that every text in it is escaped by whoever writes the tree, and none by hand."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Part = Element | str | None
NOT_IN_A_PAGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Signs that no page may hold: those of control, and halves of signs."""
GENERATOR = "nablacheck"
"""By which a page is known as one of ours."""


def e(tag: str, *parts: Part, **attributes: str | int | bool | None) -> Element:
    """An element with its attributes (`class_` is class, `data_x` is data-x) and what is in it; None is nothing."""
    element = Element(tag)
    for name, value in attributes.items():
        if value is not None and value is not False:
            element.set(name.rstrip("_").replace("_", "-"), "" if value is True else clean(str(value)))
    add(element, *parts)
    return element


def add(element: Element, *parts: Part) -> Element:
    """Elements and texts at the end of an element."""
    for part in parts:
        if isinstance(part, Element):
            element.append(part)
        elif part is not None and len(element):
            element[-1].tail = (element[-1].tail or "") + clean(part)
        elif part is not None:
            element.text = (element.text or "") + clean(part)
    return element


def clean(text: str) -> str:
    """A text of which every sign may stand in a page."""
    return NOT_IN_A_PAGE.sub("\N{REPLACEMENT CHARACTER}", text)


def page(title: str, style: str, script: str, *body: Part) -> str:
    """The text of a whole page, which loads nothing and may load nothing."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    head = e(
        "head",
        e("meta", charset="utf-8"),
        e("meta", name="viewport", content="width=device-width, initial-scale=1"),
        e("meta", name="generator", content=GENERATOR),
        e("meta", http_equiv="Content-Security-Policy", content=policy),
        e("title", title),
        e("style", style),
    )
    whole = e("html", head, e("body", *body, e("script", script)), lang="en")
    return "<!DOCTYPE html>\n" + ElementTree.tostring(whole, encoding="unicode", method="html") + "\n"


def svg_of(text: str, name: str) -> Element:
    """The drawing in the text of an SVG file, as part of a page in which its own names begin with this one."""
    root = ElementTree.fromstring(text)
    named = {element.get("id") for element in root.iter()} - {None}
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for long in [long for long in element.attrib if "}" in long]:
            element.set(long.rpartition("}")[2], element.attrib.pop(long))
        for attribute, value in element.attrib.items():
            mine = re.sub(r"(?<=#)[\w-]+", lambda found: f"{name}-{found[0]}" if found[0] in named else found[0], value)
            element.set(attribute, f"{name}-{mine}" if attribute == "id" else mine)
    for metadata in root.findall("metadata"):
        root.remove(metadata)
    return root
