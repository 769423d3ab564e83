"""The report in a real browser: quiet, reachable, usable, and good to look at."""

from pathlib import Path

import pytest

from influencekit.cli import run

REPORTS = pytest.mark.parametrize("report", ["own", "hostile", "large"])
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
OUTSIDE = "tbody tr:not(details *)"
VISIBLE_ROWS = "[...document.querySelectorAll('#life tbody tr')].filter(r => !r.hidden).length"


@pytest.fixture
def file(request, report):
    return request.getfixturevalue(report)


@REPORTS
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 900, 1400])
def test_it_fits_every_width_and_scheme_and_says_and_asks_nothing(
    visit, file, report, width, scheme
):
    page = visit(file, width=width, color_scheme=scheme)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{report}-{scheme}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    paper, ink = page.evaluate(
        "(({backgroundColor, color}) => [backgroundColor, color])(getComputedStyle(document.body))"
    )
    assert (paper == "rgb(255, 255, 255)") is (scheme == "light")
    assert paper != ink


@REPORTS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, file, scheme):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - not of the quick suite

    page = visit(file, color_scheme=scheme, bypass_csp=True)
    found = Axe().run(page).response
    assert len(found["passes"]) > 20
    assert [(it["id"], it["impact"], it["nodes"][0]["html"]) for it in found["violations"]] == []


@REPORTS
def test_every_link_leads_to_something_that_is_then_seen(visit, file):
    page = visit(file)
    links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    assert links
    assert {link[0] for link in links} == {"#"}
    missing = "links => links.filter(link => !document.getElementById(link.slice(1)))"
    assert page.evaluate(missing, links) == []
    page.evaluate("link => { location.hash = link }", links[-1])
    page.locator(":target").wait_for(state="visible")


@REPORTS
def test_it_can_be_read_with_scripts_off(visit, file):
    page = visit(file, java_script_enabled=False)
    assert page.locator("tbody tr").count() > 5
    assert page.locator("tbody tr:visible").count() == page.locator(OUTSIDE).count()
    assert page.locator("figure svg").first.is_visible()
    assert not page.locator("#controls").is_visible()
    page.locator("section > details summary").first.click()
    assert page.locator("section > details tbody tr").first.is_visible()


def middle(chart):
    """Return the point in the middle of a chart."""
    box = chart.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_mark_leads_to_what_is_behind_it_by_mouse_and_by_keyboard(visit, own):
    page = visit(own)
    page.locator(".chart a").first.click()
    behind = page.locator("#sources tr:target")
    behind.wait_for(state="visible")
    first = behind.inner_text()
    chart = page.locator("#chart-knowledge-map ~ .chart")
    chart.focus()
    page.keyboard.press("ArrowRight")
    page.mouse.move(*middle(chart))  # a pointer that moves over marks
    page.mouse.move(2, 2)  # and away, does not take away what the keys chose
    page.keyboard.press("Enter")
    page.wait_for_function(
        "text => document.querySelector('tr:target').innerText !== text", arg=first
    )
    assert behind.is_visible()
    assert page.locator(".chart a:not([tabindex='-1'])").count() == 0


def test_rows_can_be_filtered_by_area_and_by_text(visit, large):
    page = visit(large)
    page.locator("#controls select").select_option(index=3)
    area = page.locator("#controls select").input_value()
    names = "[...document.querySelectorAll('tr[data-area]')].filter(r => !r.hidden).map(r => r.dataset.area)"
    assert set(page.evaluate(names)) == {area}
    page.get_by_role("button", name="Clear").click()
    assert len(set(page.evaluate(names))) > 1
    page.get_by_label("Rows with", exact=True).fill("part7")
    assert all("part7" in text for text in page.locator("#life tbody tr:visible").all_inner_texts())


def test_a_period_hides_commits_and_fades_marks_outside_of_it(visit, large):
    page = visit(large)
    page.get_by_label("From", exact=True).fill("2020-01-01")
    page.get_by_label("To", exact=True).fill("2020-12-31")
    dates = "[...document.querySelectorAll('tr[data-at]')].filter(r => !r.hidden).map(r => r.dataset.at)"
    assert {date[:4] for date in page.evaluate(dates)} <= {"2020"}
    marks = "[...document.querySelectorAll('.chart .off')].map(m => m.getAttribute('aria-label'))"
    faded = page.evaluate(marks)
    assert faded
    assert not [text for text in faded if text.startswith("2020")]


def test_a_column_sorts_by_its_figures_and_tells_so(visit, large):
    page = visit(large)
    header = page.locator("#life table").nth(1).locator("thead th").nth(2)
    header.get_by_role("button").press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    figures = "[...document.querySelectorAll('#life table')][1].tBodies[0].querySelectorAll('tr td:nth-child(3) data')"
    values = page.evaluate(f"[...{figures}].map(d => Number(d.value))")
    assert values == sorted(values, reverse=True)
    header.get_by_role("button").press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"


def test_long_tables_unfold(visit, large):
    page = visit(large)
    before = page.evaluate(VISIBLE_ROWS)
    page.locator("#life button.plain:visible").first.click()
    assert page.evaluate(VISIBLE_ROWS) > before


def test_marks_are_told_on_hover_and_with_the_arrow_keys(visit, own):
    page = visit(own)
    chart = page.locator(".chart").first
    chart.focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#tip").inner_text()
    assert first
    page.keyboard.press("ArrowRight")
    assert page.locator("#tip").inner_text() != first
    assert page.get_by_role("status").inner_text() == page.locator("#tip").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#tip").is_visible()
    page.locator(".chart .role-mark [aria-label]").first.hover(force=True)
    assert page.locator("#tip").is_visible()


def test_nothing_of_a_hostile_repository_runs_and_all_of_it_is_shown(visit, hostile):
    page = visit(hostile)
    text = page.locator("main").inner_text()
    assert "<script>alert(3)</script>" in text
    assert "<img src=x onerror=alert(1)>" in text
    assert "\\u202e" in text
    assert "How pairs go on" in text
    assert "<script>alert(11)</script>" in page.locator("#mentoring").inner_text()
    assert page.locator("main script, main img, [onerror], [onload], [onmouseover]").count() == 0


def test_it_prints_on_a4_with_its_tables_unfolded_and_what_links_lead_to_folded(
    visit, large, tmp_path
):
    page = visit(large)
    page.emulate_media(media="print")
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert not page.locator(".controls").is_visible()
    assert page.locator("details.notes:not([open])").count() == 0
    assert page.evaluate(VISIBLE_ROWS) == page.locator("#life tbody tr").count()
    assert page.locator("#sources tbody tr:visible").count() < 30


def test_a_single_chart_is_a_quiet_page_too(visit, tmp_path):
    file = tmp_path / "chart.html"
    assert run(["plot", "activity", str(Path(__file__).parents[2]), "-o", str(file)]) == 0
    page = visit(file)
    assert page.locator("figure svg").is_visible()
