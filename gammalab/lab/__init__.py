"""The sliders of the course: the engine that every lesson's labs stand on; it knows no lesson.

`describe` holds `Lab`; `charts` holds `Chart` and `Walk`, and `marks` what a chart can draw;
`controls` has `Slider` and `Choice`; `style` the colours. `live`, `canvas` and `picture` are what
an open lab is made of.
"""

from gammalab.lab.charts import Chart, Walk
from gammalab.lab.controls import Choice, Slider
from gammalab.lab.describe import Lab
from gammalab.lab.live import Live

__all__ = ["Chart", "Choice", "Lab", "Live", "Slider", "Walk"]
