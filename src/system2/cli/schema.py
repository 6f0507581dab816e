"""`system2 schema`: the JSON schema of what `--json` prints."""

from system2.render.safe import to_json


def schema() -> None:
    """Print the JSON schema of the object that `--json` prints."""
    from pydantic import TypeAdapter

    from system2.engine.result import Result

    print(to_json(TypeAdapter(Result).json_schema(mode="serialization"), indent=2))
