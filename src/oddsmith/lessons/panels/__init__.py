"""Panels: the parts of a figure, each a small function from recorded numbers to a drawing.

panel.py       Panel, a plot with one frame for each step        table.py    Table, lines of text
network.py     neurons and weights, and the one-neuron drawing   boundary.py the line over the data
curves.py      curves that grow, among them the loss             regions.py  regions of any shape
path.py        a path over the loss as a landscape               matrix.py   arrays with shapes
relief.py      the loss as a surface, with a point on it
response.py    the output of one input, over the data

A drawing is plain data in plotly's words (traces, layout, frames); plotly itself is imported only
to show one.
"""

from oddsmith.lessons.panels.boundary import boundary
from oddsmith.lessons.panels.curves import curves, loss_curve
from oddsmith.lessons.panels.matrix import matrix
from oddsmith.lessons.panels.network import Edge, Node, network, neuron
from oddsmith.lessons.panels.panel import Frame, Panel, Trace
from oddsmith.lessons.panels.path import path
from oddsmith.lessons.panels.regions import regions
from oddsmith.lessons.panels.relief import relief
from oddsmith.lessons.panels.response import response
from oddsmith.lessons.panels.table import Line, Table

__all__ = [
    "Edge",
    "Frame",
    "Line",
    "Node",
    "Panel",
    "Table",
    "Trace",
    "boundary",
    "curves",
    "loss_curve",
    "matrix",
    "network",
    "neuron",
    "path",
    "regions",
    "relief",
    "response",
]
