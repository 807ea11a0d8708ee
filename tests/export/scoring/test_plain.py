"""Scoring as plain data: valid by the schema, and null where a formula is not enough."""

import copy
import json

import pytest

import oddsmith
from oddsmith.export.json_model import from_dict, schema, to_dict
from tests.export.scored_models import FORMULAS, TABLE, fitted, same

CASES = [(formula, "y") for formula in FORMULAS] + [("x*town + bs(z, df=4)", "three")]


@pytest.mark.heavy
@pytest.mark.parametrize(("formula", "left"), CASES)
def test_files_are_valid(formula, left):
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(schema())
    fit = fitted(formula, left)
    model = json.loads(fit.export("json"))
    validator.validate(model)
    for field in ("scoring", "coefficients", "version"):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({key: value for key, value in model.items() if key != field})
    broken = copy.deepcopy(model)
    broken["scoring"]["log_odds"] = [["system", "rm"]]
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(broken)


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::oddsmith.errors.SeparationWarning")
def test_separated_classes_and_own_functions_have_no_scoring():
    jsonschema = pytest.importorskip("jsonschema")
    table = {"y": [0, 0, 1, 1], "x": [1.0, 2.0, 3.0, 4.0]}
    apart = oddsmith.fit("y ~ x", table)
    own = oddsmith.fit("y ~ half(x)", TABLE, context={"half": lambda x: x / 2})
    for fit in (apart, own):
        model = json.loads(fit.export("json"))
        assert model["scoring"] is None
        jsonschema.validate(model, schema())


def test_a_file_of_version_one_is_read():
    fit = fitted("x + C(grade)")
    old = {key: value for key, value in to_dict(fit).items() if key != "scoring"} | {"version": 1}
    again = from_dict(json.loads(json.dumps(old)))
    same(again.predict(TABLE), fit.predict(TABLE), 0)
    assert to_dict(again) == to_dict(fit)
