"""Recognition: which legal elements do observations cover, what is unknown, what else could explain them."""

from zicht.recognition.elements import Coverage, ElementCoverage, Question, QuestionCode, State, coverage
from zicht.recognition.telling import describe

__all__ = ["Coverage", "ElementCoverage", "Question", "QuestionCode", "State", "coverage", "describe"]
