"""Fits that reports are made of, and a parser that keeps what a page holds."""

from functools import cache
from html.parser import HTMLParser

import pandas as pd

import oddsmith
from oddsmith.datasets import load
from tests.result.tables import quietly
from tests.truths import DATA


@cache
def admissions():
    return oddsmith.fit("admit ~ gre + gpa + C(rank)", load("admissions"), trace=True)


@cache
def endometrial():
    """A real table whose column NV separates the classes."""
    table = pd.read_csv(DATA / "design" / "endometrial.csv")
    return quietly("y ~ NV + PI + EH", table), table


class Page(HTMLParser):
    """Elements in order, their attributes, and the text of each heading and cell."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text, self.headings, self.open = [], [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("h1", "h2", "h3", "h4"):
            self.open = tag

    def handle_endtag(self, tag):
        if tag == self.open:
            self.open = None

    def handle_data(self, data):
        self.text.append(data)
        if self.open:
            self.headings.append((int(self.open[1]), data))

    def said(self):
        return " ".join(" ".join(self.text).split())
