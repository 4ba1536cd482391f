"""Train a Rasa pipeline on a split and parse its test rows, in the bot's own environment.

BOT_PYTHON -m benchmarks.intents.rasa_nlu JOB.json ANSWERS.json        (.shopkeeper/env/bot/bin/python)
"""

import asyncio
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path


def run(job: dict) -> list:
    """The {intent, ranking, scope, milliseconds} of each test sentence; only our pipeline knows a scope."""
    warnings.filterwarnings("ignore")
    import structlog
    import yaml

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = {"recipe": "default.v1", "assistant_id": "benchmark", "language": "en", "pipeline": job["pipeline"]}
        (folder / "config.yml").write_text(yaml.safe_dump(config))
        (folder / "nlu.yml").write_text(_nlu(job["train"]), encoding="utf-8")
        archive = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder / "out"))
        agent = Agent.load(archive)

    async def parse() -> list:
        await agent.parse_message("a first message, to warm up")
        found = []
        for sentence in job["test"]:
            started = time.perf_counter()
            parsed = await agent.parse_message(sentence.lstrip("/ "))  # to Rasa, "/name" is no sentence but an intent
            spent = (time.perf_counter() - started) * 1000
            found.append(
                {
                    "intent": parsed["intent"],
                    "ranking": parsed.get("intent_ranking", []),
                    "scope": parsed.get("scope"),
                    "milliseconds": spent,
                }
            )
        return found

    return asyncio.run(parse())


def _nlu(rows: list) -> str:
    import yaml

    sentences: dict = {}
    for sentence, label in rows:
        sentences.setdefault(label, []).append(" ".join(sentence.split()))
    intents = [
        # what looks like Rasa's annotation is only text here
        {"intent": label, "examples": "".join(f"- {s.replace('[', '(').replace(']', ')')}\n" for s in some)}
        for label, some in sentences.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": intents}, allow_unicode=True, width=10_000)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(run(json.loads(Path(sys.argv[1]).read_text()))))
