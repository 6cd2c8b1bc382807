"""The natural voices that are known, and the files of the package that speaks them, each with its hash.

A voice that is not in the package is one file more, which the package names with its SHA-256 in `assets/voices.json`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PACKAGE, VERSION = "hibari", "0.2.1"
NETWORK = "assets/hibari.onnx"

FILES: Mapping[str, str] = {
    "__init__.py": "50c896afea40372dd6b44beb2f7640e22a2371261bcf4d9c1e827537ec21f608",
    "dsp.py": "e530806d9214ba1f1528d28152213057b5d4660ba1c99704f0a15bf5743e2fd2",
    "tts.py": "1923740904b4e7275fbde6bf30b1c5fc576c6004244e747870b30b3952b27af6",
    "voices.py": "3f283e86d5d4165ef67870d32d38732e8e8513121a08831bcc5bf41f84dc7c46",
    "assets/hibari.onnx": "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
    "assets/lexicon_us_gold.json.gz": "63ae94f8ef0e906d5b24fe9b59ffcbd1529aca5686a774610e43973cbaa86ad2",
    "assets/lexicon_us_silver.json.gz": "c4c2546ebf1eb07010331e7ef785a431aa17ba8e7bfb6b4af8d654ee96a71fd3",
    "assets/normalize.json": "d478ff05404bc43ac3e0468e306674e51085f1b1afc94cdef7c7ea4fb0d56bd8",
    "assets/oov.json": "b462e6e5dbdf0e7346c732385d0dd844f612f1770871441c56932bff4ca75d8c",
    "assets/oov.onnx": "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
    "assets/tagger.json.gz": "d2da7502284bbbe45d49e0b7ce3ce67bdab82254150f4317f1b8559b4d38d0eb",
    "assets/tokenizer_exceptions.json": "ddf3a3da07bdcf5144270ea4530191d8580fb4fd6f5ae93296e87916e795659a",
    "assets/vocab.json": "70abefbe8a1c8865e43e0a43bbdc25b91a33e4aa053479d443ccf23e20a59e5d",
    "assets/voices.json": "f8b7657ecd0e0e362d3403e99538c0e5bfe20d6a903dfcd04c772b2c73abb204",
    "g2p/__init__.py": "f669aa51bd10066de09e2aa1f01f8e26f4515ff8aa474c8892e8ce0092e8ac18",
    "g2p/lexicon.py": "7108870d373d37366da06b89456613bfe6133cb1d29edf37c682ec809d3dfb31",
    "g2p/normalize.py": "6d479f80a2dc6360c79d52abcc7ac666644e43f3db0b03e5975e02707d51a06a",
    "g2p/numbers.py": "ce4dbfcdd83b2e54597b520918289c81aabd6e5af0036c46908ee02a2ebfba05",
    "g2p/oov.py": "72da9972f5ec6c701519822acb0802f258d60d23fa6e2a54b69580e3437935f0",
    "g2p/tagger.py": "4039365681ea584a9a52bf80685a42a19d46783fa50251cac9c1b92427c25e31",
    "g2p/token.py": "2a46404a6a2a1ae6b6fcabd5ceb171de519ba1a5cbc257aa81f1e2d5cc0ee7a5",
    "g2p/tokenize.py": "256e4b02bbf38612ab38a0818b2950ad6aaa319a86f9e6af1b66be71812ad424",
}
"""What the package's own voice needs: all is imported or opened, so all of it is checked."""
BRITISH_FILES: Mapping[str, str] = {
    "assets/lexicon_gb_gold.json.gz": "66e675f23eb007d6707d23fe6603ba5e19f3513aefe42e3c8cd6c078a85f2ce0",
    "assets/lexicon_gb_silver.json.gz": "637f887dd557d193af8c106f5c26624850db3e7bf0ec751ba917aac6d75e948d",
    "assets/oov_gb.json": "e29077fc3548f08f2fab82a87e03309f614658d91d0ba464e653265e9a4d0cad",
    "assets/oov_gb.onnx": "0997e3219543247de5646078d770f8ca77011d8fd0abb29fe48d12c60f53e9e1",
}
"""What British voices need besides."""


ADDRESS = "https://huggingface.co/maureesewilliams/hibari/resolve/main/voices/"
"""Where the package itself fetches its other voices from, by the names and hashes below."""


@dataclass(frozen=True, slots=True)
class NaturalVoice:
    """A voice by name. `pitch` is a share of its network's own.

    The network is inside the package, or a `file` of `size` bytes, with its SHA-256, that has to be fetched.
    """

    name: str
    british: bool = False
    pitch: float = 1.0
    about: str = ""
    file: str = ""
    sha256: str = ""
    size: int = 0

    @property
    def files(self) -> Mapping[str, str]:
        """The package's files that it needs, each with its hash."""
        return {**FILES, **BRITISH_FILES} if self.british else FILES


USUAL = NaturalVoice("heart")
LOW = NaturalVoice("low", pitch=0.82)
"""The same speaker made larger, pitch and throat: another person to the ear, and to a recogniser."""
FETCHED = (
    NaturalVoice(
        "emma",
        british=True,
        about="voice: British, female",
        file="bf_emma.int8.onnx",
        sha256="f709f0488ee63b583a22189a955aaf4257b9806dd330be3490661e53af0a89c1",
        size=7_936_868,
    ),
    NaturalVoice(
        "fable",
        british=True,
        about="voice: British, male",
        file="bm_fable.int8.onnx",
        sha256="c28529302f2d27cd12f62625c24425888c4e3c2675583100ec530259136b8bc6",
        size=7_936_868,
    ),
    NaturalVoice(
        "fenrir",
        about="voice: American, male",
        file="am_fenrir_v2.int8.onnx",
        sha256="f59fbd87908c91f827bc21b1b89443757b9a8580db9eee20aa948deb731321f4",
        size=8_031_158,
    ),
    NaturalVoice(
        "kore",
        about="voice: American, female",
        file="af_kore.int8.onnx",
        sha256="346885752673e45d42f9864c9e2432094bc4b6385df060d4b83273da764d2fa9",
        size=7_936_868,
    ),
)
VOICES: Mapping[str, NaturalVoice] = {voice.name: voice for voice in (USUAL, LOW, *FETCHED)}
