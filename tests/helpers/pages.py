"""What tests of pages share: text that somebody else wrote, and what is in a page."""

from html.parser import HTMLParser

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
