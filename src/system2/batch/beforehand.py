"""What a batch may cost, before it begins."""

from collections.abc import AsyncIterator
from dataclasses import replace

from system2.batch.answers import Answers
from system2.batch.questions import BadLine, Question
from system2.engine.estimate import Estimate
from system2.engine.inquiry import Inquiry
from system2.spend.quote import Quote


async def quote_all(inquiry: Inquiry, questions: AsyncIterator[Question | BadLine], answers: Answers) -> Quote:
    """What it may cost to answer every question that has no answer yet.

    Raises:
        System2Error: it cannot be told: no usable ledger, nonsense in the settings.
    """
    estimate = Estimate(inquiry)
    async for item in questions:
        if isinstance(item, Question) and not answers.earlier(item):
            estimate.add(replace(inquiry.problem, question=item.text))
    return estimate.quote()
