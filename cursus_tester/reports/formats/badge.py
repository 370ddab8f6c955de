"""The badge: an SVG image with score and rating, and all numbers in its description."""

from __future__ import annotations

from xml.sax.saxutils import escape

from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.wording import (
    accepted,
    missing,
    not_run,
    ran,
    rated_summary,
    totals,
    verdict,
    versions,
    why_not_rated,
    why_not_run,
)
from cursus_tester.results.report import Report

_LABEL = "conformance"
#: White text has a contrast of at least 4.5 on each color.
_COLORS = {
    "Excellent": "#2e7d32",
    "Good": "#4a6f1e",
    "Satisfactory": "#806000",
    "Needs Work": "#a8480a",
    "Poor": "#b71c1c",
}
_UNRATED = "#555555"
#: In pixels. `textLength` stretches letters to this width, so that the badge looks the same in every font.
_LETTER_WIDTH, _PADDING, _HEIGHT = 7, 7, 20


def render_badge(report: Report, options: RenderOptions = FOR_A_FILE) -> str:
    """Return an SVG that needs no font, style sheet or network, with a title and a description for screen readers."""
    summary = report.summary
    shown = rated_summary(summary)
    left, right = (len(text) * _LETTER_WIDTH + 2 * _PADDING for text in (_LABEL, shown))
    title = f"{_LABEL}: {shown}, {verdict(summary)}"
    described = [
        totals(summary),
        *missing(report),
        *why_not_rated(report),
        ran(summary),
        not_run(summary),
        *why_not_run(report),
        accepted(report),
        *report.notes,
        versions(report),
    ]
    # What speaks for some builders only is not shown in the colour of all.
    color = _COLORS.get(summary.rating or "", _UNRATED) if not summary.not_rated else _UNRATED
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" role="img" '
            'aria-labelledby="title description">',
            f'<title id="title">{_text(title)}</title>',
            f'<desc id="description">{_text("; ".join(described))}</desc>',
            f'<rect width="{left + right}" height="{_HEIGHT}" rx="3" fill="#333333"/>',
            f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v{_HEIGHT - 6}a3 3 0 0 1-3 3h-{right - 3}z" fill="{color}"/>',
            '<g fill="#ffffff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" aria-hidden="true">',
            _label(_LABEL, _PADDING),
            _label(shown, left + _PADDING),
            "</g>",
            "</svg>",
            "",
        )
    )


def _label(text: str, x: int) -> str:
    return f'<text x="{x}" y="14" textLength="{len(text) * _LETTER_WIDTH}">{_text(text)}</text>'


def _text(text: str) -> str:
    return escape(visible(text))
