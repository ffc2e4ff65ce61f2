"""protocol/openrpc.json holds what the binary does: every example is run, and every answer checked.

RECORD_EXAMPLES=1 writes the results that the binary gives into the document, and fails, so that the change is read.
"""

import json
import os
import subprocess

import jsonschema
import openrpc
import pytest
from gateway import BINARY, REPOSITORY, environment

DOCUMENT = openrpc.load()
METHODS = {method["name"]: method for method in DOCUMENT["methods"]}
EXAMPLES = [
    pytest.param(method, number, id=f"{method['name']}-{number}")
    for method in DOCUMENT["methods"]
    for number in range(len(method["examples"]))
]


@pytest.mark.parametrize("method, number", EXAMPLES)
def test_an_example_is_what_the_binary_answers(method, number, tmp_path):
    example = method["examples"][number]
    answer = openrpc.run_example(method["name"], example, tmp_path)
    if expected := example.get("x-error"):
        assert answer.get("error") == expected, answer
        kinds = [reference["$ref"].rpartition("/")[2] for reference in method["errors"]]
        assert expected["data"]["kind"] in kinds, "the method does not list the error of its own example"
        return
    assert "result" in answer, answer
    schema = openrpc.whole_schema(DOCUMENT, method["result"]["schema"], closed=True)
    jsonschema.Draft202012Validator(schema).validate(answer["result"])
    if example.get("x-volatile"):
        return  # Times and sizes of this very process: the schema is all that can be held against it.
    if os.environ.get("RECORD_EXAMPLES"):
        document = openrpc.load()
        recorded = next(entry for entry in document["methods"] if entry["name"] == method["name"])
        if recorded["examples"][number]["result"]["value"] != answer["result"]:
            recorded["examples"][number]["result"]["value"] = answer["result"]
            openrpc.store(document)
            pytest.fail("recorded: read the change of protocol/openrpc.json")
    assert example["result"]["value"] == answer["result"]


@pytest.mark.parametrize("method, number", EXAMPLES)
def test_an_example_asks_as_the_schema_says(method, number):
    params = openrpc.params_of(method["examples"][number])
    known = {param["name"]: param for param in method["params"]}
    assert set(params) <= set(known)
    assert {name for name, param in known.items() if param["required"]} <= set(params)
    for name, value in params.items():
        jsonschema.Draft202012Validator(openrpc.whole_schema(DOCUMENT, known[name]["schema"])).validate(value)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_method_is_described_whole(method):
    assert method["summary"] and method["examples"] and method["paramStructure"] == "by-name"
    assert not method["summary"].endswith("."), "a summary is a line, not a sentence"
    jsonschema.Draft202012Validator.check_schema(openrpc.whole_schema(DOCUMENT, method["result"]["schema"]))
    for param in method["params"]:
        assert param.get("description"), f"{method['name']} says nothing of {param['name']}"
        jsonschema.Draft202012Validator.check_schema(openrpc.whole_schema(DOCUMENT, param["schema"]))


def test_every_reference_leads_somewhere():
    def references(value):
        if isinstance(value, dict):
            yield from [value["$ref"]] if "$ref" in value else []
            for part in value.values():
                yield from references(part)
        elif isinstance(value, list):
            for part in value:
                yield from references(part)

    for reference in set(references(DOCUMENT)):
        here = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            here = here[step]


def test_the_document_that_is_served_is_the_file():
    answer = openrpc.run_example("rpc.discover", {"params": []}, REPOSITORY)
    assert answer["result"] == DOCUMENT


def test_a_schema_of_params_refuses_what_the_binary_refuses():
    """A member of the wrong type breaks its schema and is `invalid_params` alike, for every param of every method."""
    lines, expected = [], []
    for method in DOCUMENT["methods"]:
        good = openrpc.params_of(method["examples"][0])
        for param in method["params"]:
            wrong = {"wrong": [[]]} if not accepts(param, {"wrong": [[]]}) else [[{}]]
            if accepts(param, wrong):
                continue
            number = len(expected)
            params = {**good, param["name"]: wrong}
            request = {"jsonrpc": "2.0", "id": number, "method": method["name"], "params": params}
            lines.append(json.dumps(request))
            expected.append((method["name"], param["name"]))
    done = subprocess.run(
        [BINARY, "--config", "none", "--backend", "mock"],
        input="\n".join(lines), capture_output=True, text=True, timeout=20, check=True, env=environment())
    answers = {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    assert len(answers) == len(expected) > 80
    for number, (method, name) in enumerate(expected):
        error = answers[number].get("error", {"message": "no error at all", "data": {}})
        assert error["data"].get("kind") == "invalid_params", f"{method} {name}: {error}"
        assert error["data"]["path"].startswith(f"/{name}"), f"{method} {name}: {error}"


def accepts(param, value):
    return jsonschema.Draft202012Validator(openrpc.whole_schema(DOCUMENT, param["schema"])).is_valid(value)
