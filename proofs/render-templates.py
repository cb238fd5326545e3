"""Renders chat templates with jinja2, set up as transformers sets it up.

Standard input: JSON {"date": "2024-07-26", "templates": [{"source": …, "renderings": [variables, …]}, …]}.
Standard output: JSON, for each template a list of {"text": …} or {"error": …}.
"""

import datetime
import json
import sys

import jinja2
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Generation(Extension):
    """{% generation %} … {% endgeneration %} renders what it encloses."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_enclosed"), [], [], body).set_lineno(line)

    def _enclosed(self, caller):
        return caller()


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def main():
    request = json.load(sys.stdin)
    today = datetime.datetime.fromisoformat(request["date"])
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )
    environment.filters["tojson"] = tojson
    environment.globals["raise_exception"] = raise_exception
    environment.globals["strftime_now"] = today.strftime
    answers = []
    for template in request["templates"]:
        try:
            compiled = environment.from_string(template["source"])
        except Exception as error:
            answers.append([{"error": f"{type(error).__name__}: {error}"}] * len(template["renderings"]))
            continue
        answers.append([rendering(compiled, variables) for variables in template["renderings"]])
    json.dump(answers, sys.stdout)


def rendering(compiled, variables):
    try:
        return {"text": compiled.render(**variables)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


main()
