"""Glyphs: the small signs of BPMN 2.0 (section 7 and 10), as paths around their own middle.

Each is a row of (path, class). `sign` is only a line, `full` is filled, `open` has the paper in it.
"""

from __future__ import annotations

Glyph = tuple[tuple[str, str], ...]

_LETTER = "M-9-6H9V6H-9z"
_FLAP = "M-9-6L0 1L9-6"
_ROUND = "M-{0} 0a{0} {0} 0 1 0 {1} 0a{0} {0} 0 1 0-{1} 0z"


def ring(radius: float) -> str:
    """Give the path of a circle."""
    return _ROUND.format(f"{radius:g}", f"{2 * radius:g}")


TASKS: dict[str, Glyph] = {  # 16 by 16
    "userTask": (
        ("M-7 7V4.5C-7 2-4.6.6-2.5.2H2.5C4.6.6 7 2 7 4.5V7z", "open"),
        ("M-4.2-3.3a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z", "open"),
        ("M-4-4.2C-2.6-3 2.4-2.6 4-4.6C3.6-8.6-3.6-8.6-4-4.2z", "full"),
    ),
    "manualTask": (
        ("M-8-1.5L-3.5-6.2C-2.6-7-1.4-6-2.2-5L-3.8-3.4H6.6C8-3.4 8-1.4 6.6-1.4H7C8.4-1.4 8.4.8 7 .8"
         "H6.4C7.6.8 7.6 2.9 6.4 2.9H5.4C6.4 2.9 6.4 4.8 5.4 4.8H-4.6L-8 3.2z", "open"),
        ("M1.5-1.4H6.6M1.5.8H6.4M1.5 2.9H5.4", "sign"),
    ),
    "serviceTask": (
        ("M-1.6-8H1.6L2-5.8L3.7-5.1L5.5-6.4L7.6-4.1L6.3-2.4L6.9-.9L8.2-.6V2L6.6 2.4L6 4L7 5.7"
         "L4.9 7.6L3.2 6.4L1.7 7L1.3 8H-1.5L-1.9 6.6L-3.5 6L-5.2 7L-7.3 4.9L-6.2 3.3L-6.8 1.8"
         "L-8.2 1.4V-1.6L-6.6-2L-6-3.5L-7-5.2L-4.9-7.3L-3.3-6.2L-2-6.7z", "open"),
        (ring(2.8), "open"),
    ),
    "sendTask": (("M-8-5.5H8V5.5H-8z", "full"), ("M-8-5.5L0 1L8-5.5", "back")),
    "receiveTask": (("M-8-5.5H8V5.5H-8z", "open"), ("M-8-5.5L0 1L8-5.5", "sign")),
    "scriptTask": (
        ("M-3-8H7C2.5-4 9 3.5 3.5 8H-7C-1.5 3.5-8-4-3-8z", "open"),
        ("M-2.6-4.6H2.8M-3.2-1.6H3.4M-1.6 1.5H4.6M-2.6 4.8H3.4", "sign"),
    ),
    "businessRuleTask": (
        ("M-8-7H8V7H-8z", "open"),
        ("M-8-7H8V-3H-8z", "full"),
        ("M-8 2H8M-3-3V7", "sign"),
    ),
}  # fmt: skip

EVENTS: dict[str, Glyph] = {  # within 10 of the middle; a sender's are filled, see `thrown`
    "message": ((_LETTER, "open"), (_FLAP, "sign")),
    "timer": (
        (ring(10), "open"),
        ("M0-10V-7.8M0 10V7.8M-10 0H-7.8M10 0H7.8M-5-8.7L-4.2-7.2M5 8.7L4.2 7.2M-5 8.7L-4.2 7.2"
         "M5-8.7L4.2-7.2M-8.7-5L-7.2-4.2M8.7 5L7.2 4.2M-8.7 5L-7.2 4.2M8.7-5L7.2-4.2", "sign"),
        ("M1.4-6.6L0 .4H5.4", "heavy"),
    ),
    "signal": (("M0-9L9.5 7H-9.5z", "open"),),
    "error": (("M-8.5 8.5L-4.5-7L2.5 1L8.5-8.5L4.5 7L-2.5-1z", "open"),),
    "escalation": (("M0-9.5L7 8.5L0 1.5L-7 8.5z", "open"),),
    "conditional": (
        ("M-7-9H7V9H-7z", "open"),
        ("M-4.5-6H4.5M-4.5-2H4.5M-4.5 2H4.5M-4.5 6H4.5", "sign"),
    ),
    "compensate": (("M0-6.5V6.5L-9 0zM9-6.5V6.5L0 0z", "open"),),
    "link": (("M-9-4H1V-8.5L10 0L1 8.5V4H-9z", "open"),),
    "terminate": ((ring(10), "full"),),
    "cancel": (("M-9-6L-6-9L0-3L6-9L9-6L3 0L9 6L6 9L0 3L-6 9L-9 6L-3 0z", "open"),),
    "multiple": (("M0-10L9.5-3L6 8.5H-6L-9.5-3z", "open"),),
    "parallel": (("M-3-9H3V-3H9V3H3V9H-3V3H-9V-3H-3z", "open"),),
}  # fmt: skip
_ALIKE = {"compensation": "compensate"}

GATEWAYS: dict[str, Glyph] = {  # within 12 of the middle
    "exclusiveGateway": (("M-7-8L7 8M7-8L-7 8", "bold"),),
    "parallelGateway": (("M-11 0H11M0-11V11", "bold"),),
    "inclusiveGateway": ((ring(10), "bold"),),
    "complexGateway": (("M-11 0H11M0-11V11M-7.5-7.5L7.5 7.5M7.5-7.5L-7.5 7.5", "bold"),),
    "eventBasedGateway": ((ring(13.5), "sign"), (ring(11), "sign"),
                          ("M0-7.5L7-2L4.5 6H-4.5L-7-2z", "sign")),
}  # fmt: skip

MARKERS: dict[str, Glyph] = {  # below in an activity, 14 by 14
    "closed": (("M-7-7H7V7H-7z", "open"), ("M-4 0H4M0-4V4", "sign")),
    "loop": (("M-2.4 5.8A6.2 6.2 0 1 1 2.6 5.6M-6.6 6.4L-2.4 5.8L-3.4 1.6", "heavy"),),
    "parallel": (("M-4-6V6M0-6V6M4-6V6", "heavy"),),
    "sequential": (("M-6-4H6M-6 0H6M-6 4H6", "heavy"),),
    "compensation": (("M0-5V5L-7 0zM7-5V5L0 0z", "open"),),
    "ad hoc": (("M-7 1.5C-5-4-2-3 0-.5C2 2 5 3 7-2.5V.5C5 6 2 5 0 2.5C-2 0-5-1-7 4.5z", "full"),),
}


def event_glyph(event: str, is_thrown: bool, is_parallel: bool = False) -> Glyph:
    """Give the sign of an event, filled where it sends; nothing for one without a definition."""
    name = "parallel" if is_parallel and event == "multiple" else _ALIKE.get(event, event)
    glyph = EVENTS.get(name, ())
    if not is_thrown or name in ("timer", "conditional"):
        return glyph
    return tuple((path, {"open": "full", "sign": "back"}[how] if how != "full" else how)
                 for path, how in glyph)  # fmt: skip
