"""The explorer in headless Chromium, from disk: errors, marks, search, filters, keys, contrast."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sifara.gold import arabic
from sifara.gold.corpus import Gold
from sifara.gold.repository import Repository
from sifara.report.site.documents import page_of
from sifara.report.site.entities import page_path

_CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.skipif(_CHROMIUM is None, reason="no chromium here (apt-get install chromium)"),
    pytest.mark.skipif(
        importlib.util.find_spec("playwright") is None,
        reason="playwright is not installed (pip install playwright)",
    ),
]

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: Offsets of every mark in code points, counted by walking the rendered text of its line.
_RENDERED = """
() => [...document.querySelectorAll("p[data-offset]")].flatMap((line) => {
  const written = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.dataset.cp) return String.fromCodePoint(parseInt(node.dataset.cp, 16));
    return [...node.childNodes].map(written).join("");
  };
  const before = (mark) => {
    let text = "";
    for (let node = mark; node !== line; node = node.parentNode)
      for (let s = node.previousSibling; s; s = s.previousSibling) text = written(s) + text;
    return [...text].length + Number(line.dataset.offset);
  };
  return [...line.querySelectorAll(".m")].map((mark) => {
    const text = written(mark), start = before(mark);
    return [mark.id, start, start + [...text].length, text, mark.getClientRects().length > 0];
  });
})
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield found
        found.close()


class Tab:
    """A tab that remembers what went wrong and what it asked for."""

    def __init__(self, browser: Any, site: Path, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1200, "height": 900}, **options)
        self.page = self.context.new_page()
        self.site = site
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.problems.append(message.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("dialog", lambda dialog: self.problems.append("a dialog opened"))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, path: str) -> Any:
        self.page.goto("about:blank")
        self.page.goto(f"{self.site.as_uri()}/{path}")
        return self.page


def _size(path: Path) -> tuple[int, str]:
    return path.stat().st_size, path.name


def kinds_of_page(site: Path) -> list[str]:
    """The pages at the top and one of each kind below, of a usual size."""
    folders = ("documents", "entities", "pairs", "results", "models")
    below = [sorted((site / folder).glob("*.html"), key=_size) for folder in folders]
    some = [paths[len(paths) // 2] for paths in below if paths]
    return [str(p.relative_to(site)) for p in [*sorted(site.glob("*.html")), *some]]


def test_every_kind_of_page_loads_from_disk_without_errors_or_network(
    browser: Any, hostile_site: Path, real_site: Path
) -> None:
    for site in (hostile_site, real_site):
        tab = Tab(browser, site)
        for path in kinds_of_page(site):
            page = tab.open(path)
            page.wait_for_load_state("load")
            assert page.evaluate("performance.now()") < 10_000
            assert page.locator("main h1").count() == 1, path
            assert page.evaluate("[...document.images].every((i) => i.naturalWidth > 0)"), path
        assert tab.problems == []
        assert {url.split(":")[0] for url in tab.requests} <= {"file", "about"}
        tab.context.close()


def test_marks_sit_on_the_right_characters_of_every_real_text(
    browser: Any, real_site: Path, checkout: Repository
) -> None:
    tab = Tab(browser, real_site)
    for document in Gold.read(checkout).documents:
        if document.source == "web":
            rendered = tab.open(page_of(document.id)).evaluate(_RENDERED)
            assert rendered == [
                [document.mention_id(m), m.start, m.end, m.surface, True] for m in document.mentions
            ]


def test_marks_sit_on_the_right_characters_of_a_hostile_text(
    browser: Any, hostile_site: Path, hostile: Repository
) -> None:
    tab = Tab(browser, hostile_site)
    for document in Gold.read(hostile).documents:
        rendered = tab.open(page_of(document.id)).evaluate(_RENDERED)
        assert rendered == [
            [document.mention_id(m), m.start, m.end, m.surface, True] for m in document.mentions
        ]
    assert tab.problems == []


def test_search_ignores_spelling_variation_and_shows_what_it_matched(
    browser: Any, real_site: Path
) -> None:
    page = Tab(browser, real_site).open("documents.html")
    page.fill("#q", "الامانه العامّة")
    page.wait_for_selector("#found mark")
    marked = page.locator("#found mark").all_text_contents()
    assert marked
    keys = {key for word in marked for key in arabic.words(word)}
    assert any("امانه" in key for key in keys)
    assert page.locator("#list tbody tr:visible").count() < page.locator("#list tbody tr").count()
    page.locator("#found a").nth(1).click()
    page.wait_for_selector(".text :target")


def test_the_browser_folds_as_python_does(
    browser: Any, real_site: Path, checkout: Repository
) -> None:
    page = Tab(browser, real_site).open("documents.html")
    texts = list(Gold.read(checkout).texts.values())[:40]
    samples = [line for text in texts for line in text.split("\n")]
    samples += ["ﷺ ﻻ ＡＢＣ", "١٢٣ ۴۵۶ १२", "ß Straße ΣΑΣ İ", "أَإِآٱىئؤةکیـ", "a_b-c’d", "ﬁn ½ x²"]
    got = page.evaluate("async (texts) => Promise.all(texts.map((t) => sifara.key(t)))", samples)
    assert got == [" ".join(arabic.words(sample)) for sample in samples]


def test_filters_narrow_the_list_and_live_in_the_address(browser: Any, real_site: Path) -> None:
    tab = Tab(browser, real_site)
    page = tab.open("documents.html")
    page.select_option("[data-filter=split]", "web")
    page.select_option("[data-filter=noise]", "heavy")
    shown = page.locator("#list tbody tr:visible")
    assert {
        (row.get_attribute("data-split"), row.get_attribute("data-noise")) for row in shown.all()
    } == {("web", "heavy")}
    address = page.url
    assert "split=web" in address
    again = tab.open(address.rsplit("/", 1)[1])
    assert again.locator("#list tbody tr:visible").count() == shown.count()
    assert tab.problems == []


def test_a_search_for_a_name_finds_other_spellings(browser: Any, real_site: Path) -> None:
    page = Tab(browser, real_site).open("entities.html#q=الليبيه")
    page.wait_for_selector(".spelt mark")
    assert page.locator(f'#list tbody tr:visible a[href="{page_path("libya")}"]').count() == 1
    assert page.locator(".spelt mark").first.is_visible()


def test_a_mention_shows_its_entity_by_key_mouse_and_link(browser: Any, real_site: Path) -> None:
    tab = Tab(browser, real_site)
    page = tab.open(page_of("web-000"))
    card = page.locator("#card")
    assert not card.is_visible()
    page.locator(".text .m").first.focus()
    assert card.is_visible()
    assert "web-000.14-24" in card.inner_text()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    page.locator("[id='web-000.58-64']").hover()
    assert "palestine" in str(card.locator("h3 a").get_attribute("href"))
    page.locator("[id='web-000.58-64']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/entities/palestine.html")
    page = tab.open(f"{page_of('web-000')}#web-000.58-64")
    assert page.locator("#card").is_visible()
    assert tab.problems == []


def test_the_whole_site_can_be_walked_with_the_tab_key(browser: Any, real_site: Path) -> None:
    page = Tab(browser, real_site).open("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_tables_sort_by_a_heading_and_say_so(browser: Any, real_site: Path) -> None:
    page = Tab(browser, real_site).open("entities.html")
    heading = page.locator("th", has_text="mentions")
    column = page.locator("#list tbody tr td:nth-child(4)")
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    numbers = [int(n) for n in column.all_text_contents()]
    assert numbers == sorted(numbers)
    heading.locator("button").click()
    assert int(column.first.text_content()) == max(numbers)


def test_a_long_list_shows_its_first_rows_and_all_on_request(browser: Any, real_site: Path) -> None:
    page = Tab(browser, real_site).open("entities.html")
    rows = page.locator("#list tbody tr")
    shown = page.locator("#list tbody tr:visible")
    assert shown.count() == min(200, rows.count())
    if rows.count() > 200:
        page.click("#all")
    assert shown.count() == rows.count()


def test_two_systems_are_compared_row_by_row(browser: Any, hostile_site: Path) -> None:
    tab = Tab(browser, hostile_site)
    page = tab.open("compare.html#table=entity_linking.test&a=plain&b=second_pass")
    page.wait_for_selector("#cells table")
    assert page.locator("#a").input_value() == "plain"
    cells = [int(n) for n in page.locator("#cells td.n").all_text_contents()]
    assert sum(cells) == 9
    assert cells[1] == cells[2] == 0
    page.select_option("#b", index=2)
    page.wait_for_selector("#rows li")
    assert page.locator("#rows li mark").first.text_content() in ("ليبيا", "وزارة ليبيا")
    assert page.locator("#rows script, #rows img").count() == 0
    assert tab.problems == []


def test_colours_follow_the_choice_of_the_reader(browser: Any, real_site: Path) -> None:
    page = Tab(browser, real_site, color_scheme="dark").open("index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click("#theme")
    assert page.evaluate(ground) != dark


def test_no_page_is_wider_than_its_screen(browser: Any, real_site: Path) -> None:
    tab = Tab(browser, real_site)
    for path in kinds_of_page(real_site):
        page = tab.open(path)
        for width in (1200, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


#: Rows of a long list are alike: axe, which is slow, looks at the first ones of each.
_SHORTEN = """
() => document.querySelectorAll("tr:nth-child(n+9), .pair:nth-of-type(n+9)")
  .forEach((row) => row.remove())
"""


def test_axe_finds_nothing_in_either_colours(
    browser: Any, hostile_site: Path, real_site: Path
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright",
        reason="axe is not installed (pip install axe-playwright-python)",
    ).Axe()
    for site in (real_site, hostile_site):
        # The policy of the site rightly keeps axe out; here alone it is set aside.
        tab = Tab(browser, site, color_scheme="light", bypass_csp=True)
        for path in kinds_of_page(site):
            page = tab.open(path)
            page.evaluate(_SHORTEN)
            light = axe.run(page).response
            # Dark pages differ in colours alone.
            page.emulate_media(color_scheme="dark")
            dark = page.evaluate("axe.run({runOnly: ['color-contrast']})")
            page.emulate_media(color_scheme="light")
            assert light["passes"], path
            found = [*light["violations"], *dark["violations"]]
            assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], path
        tab.context.close()
