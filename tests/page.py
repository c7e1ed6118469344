"""The web page of vg-progress by the standard library's HTML parser.

page.py text FILE: the words that stand in it, or what is wrong with it.
page.py picture FILE: its picture.
"""
import base64
import re
import sys
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input"}
# What may make a browser ask for something.
ASKING = {"src", "href", "srcset", "action", "poster", "data", "background"}


def brief(value):
    """The value as text for a message, without what base64 stands in it."""
    text = value if isinstance(value, str) else repr(value)
    return re.sub(r";base64,[A-Za-z0-9+/=%]*", ";base64,...", text)


class Page(HTMLParser):
    """Every tag closed in order, ids once, nothing asked of a network."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.words, self.images = [], set(), [], []
        self.refresh = None
        self.tags = {}
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), (tag, names)
        a = dict(attributes)
        assert not any(n.startswith("on") for n in names), (tag, names)
        for name in ASKING & set(names):
            if tag == "img" and name == "src":
                self.images.append(a[name])
            assert a[name].startswith("data:"), (tag, name, brief(a[name][:80]))
        if "id" in a:
            assert a["id"] not in self.ids, a["id"]
            self.ids.add(a["id"])
        if a.get("http-equiv") == "refresh":
            self.refresh = int(a["content"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)


def load(path):
    with open(path, "rb") as f:
        text = f.read().decode()  # strict UTF-8
    assert text.startswith("<!DOCTYPE html>\n") and text.endswith("</html>\n")
    assert "url(" not in text and "@import" not in text
    assert not re.search(r"(https?|ftp|file|ws):", text), "an address"
    page = Page(text)
    for tag in ("html", "head", "title", "body", "main", "h1"):
        assert page.tags.get(tag) == 1, tag
    page.pictures = []
    for image in page.images:
        kind, data = image.split(",", 1)
        assert kind == "data:image/png;base64"
        page.pictures.append(base64.b64decode(data, validate=True))
    return page


def words(page):
    return re.sub(r"\s+", " ", " ".join(page.words)).strip()


if __name__ == "__main__":
    page = load(sys.argv[2])
    if sys.argv[1] == "text":
        print(words(page))
    else:
        sys.stdout.buffer.write(page.pictures[0])
