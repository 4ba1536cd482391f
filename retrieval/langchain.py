"""The shop's search and its FAQ as LangChain retrievers and a chain, to be taken out and used elsewhere.

    from retrieval.langchain import FaqRetriever, ItemRetriever, answer_chain

    retrieval = assemble(settings, store, embeddings, multilingual)   # over any LangChain embeddings, and Chroma
    await retrieval.start()
    faq = FaqRetriever(faq=retrieval.faq, language="de")
    documents = await faq.ainvoke("Was kostet der Versand?")          # [Document(page_content=…, metadata={…})]
    items = await ItemRetriever(index=retrieval.catalogue_index).ainvoke("a warm jacket for winter")
    answer = await answer_chain(faq, chat_model).ainvoke("Was kostet der Versand?")   # any LangChain chat model

Both abstain: no document where nothing answers, and the chain then gives an :class:`Answer` without text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from retrieval.catalogue_index import CatalogueIndex
from retrieval.encoding import speaking
from retrieval.faq import FaqAnswers
from retrieval.text import words
from shop.dialogue import Query
from shop.types import Item

_SHARED = 0.8  # of an answer's words that its passages must hold
_PROMPT = ChatPromptTemplate.from_messages(
    [
        (
            "system",
            "You answer a shopper from the shop's own text and add nothing to it. One or two short sentences, in the"
            " language of the text. Keep every number, name and condition as it stands.",
        ),
        ("human", "Text:\n{passages}\n\nQuestion: {question}"),
    ]
)


class FaqRetriever(BaseRetriever):
    """Entries that answer, best first, in ``language`` where there is a twin.

    A document is what of the answer to read out; its metadata has ``id``, ``question``, ``language``, ``score`` (how
    sure, 0 to 1) and ``source`` ("faq"). ``topic`` is the question that was answered before.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    faq: FaqAnswers
    language: str = "en"
    topic: str | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        raise NotImplementedError("the FAQ is asked by `await retriever.ainvoke(question)`")

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        with speaking(self.language):
            found = await self.faq.answers(query, self.topic)
        return [
            Document(
                page_content=one.passage,
                metadata={
                    "source": "faq",
                    "id": one.entry.id,
                    "question": one.entry.question,
                    "language": one.entry.language,
                    "score": one.score,
                },
            )
            for one in found
        ]


class ItemRetriever(BaseRetriever):
    """Items that meet ``query``'s limits, those nearest to the text first; any text in any language.

    A document is the item's title and description; its metadata has ``id``, ``title``, ``price`` (a string, None where
    unknown), ``category``, ``url`` and ``source`` ("catalogue").
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    index: CatalogueIndex
    query: Query = Query()
    language: str = "en"
    limit: int = 6

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        raise NotImplementedError("the catalogue is asked by `await retriever.ainvoke(text)`")

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        with speaking(self.language):
            found = await self.index.find(self.query.model_copy(update={"text": query}), self.limit)
        return [_document(item) for item in found.items]


@dataclass(frozen=True)
class Answer:
    """``text`` is empty where nothing answers. ``written`` by the model; otherwise the passages themselves."""

    text: str
    sources: tuple[Document, ...] = ()
    written: bool = False


def answer_chain(
    retriever: FaqRetriever, model: BaseChatModel, check: Callable[[str, str], bool] | None = None
) -> Runnable[str, Answer]:
    """Question → :class:`Answer`: the model's sentences where the passages bear them out, else the passages.

    ``check(said, passages)`` decides; without one, :func:`is_borne_out`.
    """
    checked = check or is_borne_out
    writer = _PROMPT | model | StrOutputParser()

    async def answer(question: str) -> Answer:
        sources = tuple(await retriever.ainvoke(question))
        if not sources:
            return Answer("")
        passages = "\n".join(document.page_content for document in sources)
        said = (await writer.ainvoke({"passages": passages, "question": question})).strip()
        if said and checked(said, passages):
            return Answer(said, sources, written=True)
        return Answer(passages, sources)

    def refuse(question: str) -> Answer:
        raise NotImplementedError("the chain is asked by `await chain.ainvoke(question)`")

    return RunnableLambda(refuse, afunc=answer)


def is_borne_out(said: str, passages: str) -> bool:
    """Whether an answer stays with its passages: no number of its own, and hardly a word."""
    own, held = words(said), set(words(passages))
    if any(any(char.isdigit() for char in word) and word not in held for word in own):
        return False
    return sum(word in held for word in own) >= _SHARED * len(own)


def _document(item: Item) -> Document:
    text = f"{item.title}\n{item.description}".strip()
    known = {
        "source": "catalogue",
        "id": item.id,
        "title": item.title,
        "price": None if item.price is None else str(item.price),
        "category": item.category,
        "url": item.url,
    }
    return Document(page_content=text, metadata=known)
