"""Templates keep the house rules: clean lint, nothing inline, nothing from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest

from tools.texts import PACKAGES, ROOT

TEMPLATES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.html"))
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)

FORBIDDEN = {
    "a style attribute (CSP refuses it)": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline style (CSP refuses it)": re.compile(r"<style[\s>]", re.IGNORECASE),
    "an inline script (CSP refuses it)": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "an inline event handler (CSP refuses it)": re.compile(
        r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE
    ),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an htmx attribute that needs eval": re.compile(r"hx-on\b|hx-vals=[\"']js:", re.IGNORECASE),
    "a data: address (CSP refuses it)": re.compile(r"=[\"']data:", re.IGNORECASE),
    "an address on another host": re.compile(
        r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
    ),
    "a disabled submit button": re.compile(
        r"<button(?=[^>]*type=\"submit\")[^>]*\sdisabled", re.IGNORECASE
    ),
}


def forbidden_in(text: str) -> list[str]:
    """What a template holds that it must not; comments do not count."""
    bare = COMMENT.sub("", text)
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(bare)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_holds_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    assert forbidden_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_says_at_its_top_what_it_is_for(path: Path) -> None:
    """Unless it fills in a page of its own context, which says it."""
    context = path.relative_to(ROOT).parts[0]
    text = path.read_text(encoding="utf-8")
    assert text.startswith(("{#", f'{{% extends "{context}/'))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_can_be_parsed(path: Path) -> None:
    environment = jinja2.Environment(
        autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"]
    )
    environment.parse(path.read_text(encoding="utf-8"), filename=str(path))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p style="color: red">', "a style attribute (CSP refuses it)"),
        ("<style>p {}</style>", "an inline style (CSP refuses it)"),
        ("<script>go()</script>", "an inline script (CSP refuses it)"),
        ('<a onclick="go()">', "an inline event handler (CSP refuses it)"),
        ('<a href="javascript:go()">', "a javascript: address"),
        ('<img src="data:image/png;base64,AA">', "a data: address (CSP refuses it)"),
        ('<link href="//cdn.example/x.css">', "an address on another host"),
        ('<script src="https://cdn.example/x.js"></script>', "an address on another host"),
        ('<button type="submit" disabled>', "a disabled submit button"),
    ],
)
def test_what_is_forbidden_is_seen(text: str, what: str) -> None:
    assert forbidden_in(text) == [what]


def test_djlint_finds_nothing() -> None:
    if not TEMPLATES:
        pytest.fail("no templates were found: the folders have moved")
    linter = Path(sys.executable).with_name("djlint")
    folders = [str(ROOT / package) for package in PACKAGES]
    run = subprocess.run(
        [str(linter), "--lint", "--quiet", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
