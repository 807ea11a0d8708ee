"""Model card: what a model is for, how well it predicts for whom, and where it ends.

measures   how well rows are predicted, all or those of a group
groups     a line for each group of rows
facts      everything the card says, as data
page       the card in Markdown
"""
