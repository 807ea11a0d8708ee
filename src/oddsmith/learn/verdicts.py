"""Verdicts: what coefficients are, in a word or two, and as a paragraph.

In a paragraph ``{model}`` is the optimum that they were compared with, ``{digits}`` how many agree,
and ``{C}`` that of scikit-learn's penalty; ``{gradient}``, ``{above}`` and ``{steps}`` say how far
the optimum of maximum likelihood is, and ``{separation}`` why there is none.
"""

from enum import Enum


class Likeness(Enum):
    """What a learner's coefficients are, in a word or two."""

    MAXIMUM_LIKELIHOOD = "maximum likelihood"
    SCIKIT_LEARN = "scikit-learn"
    OTHER_PENALTY = "another penalty"
    PENALISED_BIAS = "a penalty on the bias too"
    L1_PENALTY = "an L1 penalty"
    CLASS_WEIGHTS = "classes weighted"
    FLIPPED = "labels flipped"
    NO_BIAS = "bias missing"
    SCALED = "columns scaled"
    SEPARATED = "classes separated"
    NOT_CONVERGED = "not converged"


WORDS = {
    Likeness.MAXIMUM_LIKELIHOOD: (
        "Same model, scikit-learn adds ½‖w‖² with C={C:g}. Yours is {model} to {digits} digits; "
        "beside the sum of losses the penalty makes scikit-learn's weights smaller. Ask it for "
        "C=np.inf to get yours."
    ),
    Likeness.SCIKIT_LEARN: (
        "Same model as {model}, to {digits} digits: scikit-learn adds ½‖w‖² with C={C:g} to the "
        "sum of losses. Without it the optimum is that of maximum likelihood."
    ),
    Likeness.OTHER_PENALTY: (
        "The optimum for {model}; scikit-learn adds ½‖w‖² with C={C:g} to the sum of losses."
    ),
    Likeness.PENALISED_BIAS: (
        "The optimum for {model}, on the bias too; scikit-learn adds ½‖w‖² with C={C:g} for the "
        "weights alone, and its bias is free."
    ),
    Likeness.L1_PENALTY: (
        "The optimum for {model}, which leaves weights at zero; scikit-learn adds ½‖w‖² with "
        "C={C:g} to the sum of losses."
    ),
    Likeness.CLASS_WEIGHTS: (
        "To {digits} digits this is {model} with class_weight='balanced': each class counts as "
        "half of the rows, which moves the bias, and with it every probability, away from the "
        "shares in the data."
    ),
    Likeness.FLIPPED: (
        "Minus the coefficients of {model}, to {digits} digits: the labels are flipped, or the "
        "sign of z is. Yours predicts class 0."
    ),
    Likeness.NO_BIAS: (
        "The bias is missing: to {digits} digits this is {model} for z = X @ w, which gives every "
        "row of zeros a probability of one half. Add b, or a column of ones."
    ),
    Likeness.SCALED: (
        "To {digits} digits this is {model}: the columns were scaled before. For the columns as "
        "they are, w / scale is the weight, and b - Σ center · w / scale the bias."
    ),
    Likeness.SEPARATED: (
        "Classes separated: {separation} So there is no finite optimum: the weights grow for ever, "
        "and the loss falls to its limit (the gradient at yours is {gradient:.2g}). With a "
        "penalty, as scikit-learn has by default, there is one."
    ),
    Likeness.NOT_CONVERGED: (
        "Not converged: gradient {gradient:.2g}, and the mean loss {above:.2g} above its minimum. "
        "Gradient descent with rate 1/L needs {steps} to six digits; scaled columns may need far "
        "fewer (oddsmith.learn.suggest_learning_rate). If yours has come to rest here, its "
        "gradient is wrong: oddsmith.learn.check_gradient says how."
    ),
}
REPEATED = (
    " Columns repeat each other, so that many coefficients give the same predictions; predictions "
    "were compared."
)
