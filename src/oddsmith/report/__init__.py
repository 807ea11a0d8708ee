"""Reports: a fit on a page, from its facts.

notes     what must be known before the numbers are believed
table     the coefficients, a line each
page      the facts as text, HTML, LaTeX and CSV                    markdown  and as Markdown
document  the report: the page that a colleague reads
summary   all of it for two classes          classes   and for several
"""
