"""Colours that are told apart with any colour vision, each with a marker and a dash of its own.

The palette is Okabe and Ito's (2008, "Color Universal Design").
"""

BLUE, VERMILION, GREEN = "#0072B2", "#D55E00", "#009E73"
ORANGE, SKY, PURPLE = "#E69F00", "#56B4E9", "#CC79A7"
BLACK, GREY, WHITE = "#000000", "#767676", "#FFFFFF"  # grey: 4.5 : 1 on white

COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
MARKERS = ("circle", "triangle-up", "square", "diamond", "cross", "x")  # plotly's names
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def faint(colour: str, opacity: float = 0.12) -> str:
    """The colour, seen through.

    Examples
    --------
    >>> faint(BLUE)
    'rgba(0,114,178,0.12)'
    """
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
