"""The sliders of the course: one module per lesson, on top of `live.py`.

`live` holds `Lab`, `Live`, `Slider` and `Choice`; `style` the colours; `canvas`, `controls` and
`picture` are what a live lab is made of; `saved` is what a notebook keeps of it.
"""

from gammalab.lab.live import Choice, Lab, Live, Slider

__all__ = ["Choice", "Lab", "Live", "Slider"]
