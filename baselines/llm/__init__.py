"""Zero- and few-shot answers of a language model behind any OpenAI-compatible endpoint.

Needs the extra ``llm``. A run says first what it will cost and sends nothing until it is told to;
every answer is kept, so that a run that was cut off goes on where it stopped.
"""
