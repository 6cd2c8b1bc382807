"""The texts of the knowledge file, for a translator to begin with: `script/texts > texts.yaml`."""

import sys

import yaml

from voice.skill.knowledge.file import knowledge_path
from voice.skill.knowledge.translation import nested_texts, texts_of
from voice.skill.knowledge.yaml_lines import read_lined


def main() -> None:
    """Print every text in the shape of the file, with nothing that is no text."""
    texts = nested_texts(texts_of(read_lined(knowledge_path()).document))
    yaml.safe_dump(texts, sys.stdout, allow_unicode=True, sort_keys=False, width=140)


if __name__ == "__main__":
    main()
