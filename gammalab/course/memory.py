"""What the labs of the course remember: puzzles solved, and whether their question is answered.

The engine of the labs knows neither files nor questions; here both meet. Nothing is remembered, and
no lab waits, while notebooks are tested, built or graded: then a lab is the same on every machine.
"""

from __future__ import annotations

from gammalab import work
from gammalab.check import ask, record
from gammalab.lab.puzzle import Memory


class Remembered(Memory):
    """The memory of one lab.

    lab : its name in the record, such as "02.one_path"; the lesson's number comes first.
    question : id of the prediction that belongs before it. While that question stands on the page
        without an answer, the lab is closed; where it is not asked, the lab opens at once.
    """

    def __init__(self, lab, question=""):
        """Nothing is read yet."""
        self._lab, self._question = lab, question

    def solved(self):
        """What was said for each puzzle that the reader has solved before, in their order."""
        if work.unattended():
            return []
        said = {}
        for one in record.records()[0]:
            if one["kind"] == "puzzle" and one["puzzle"] == self._lab:
                said.setdefault(one["number"], one["said"])
        return [said[number] for number in range(len(said)) if number in said]

    def note(self, number, said):
        """Keep in the student's file that a puzzle is solved."""
        if not work.unattended():
            record.note("puzzle", puzzle=self._lab, number=number, said=said)

    def waiting(self):
        """That the prediction comes first, while it is asked and has no answer."""
        if work.unattended() or not ask.waiting(self._question):
            return ""
        return f"Predict first: this lab opens when you have answered question {self._question}."

    def watch(self, live):
        """Have `live.refresh()` called when a question is answered."""
        record.watching.add(live)
