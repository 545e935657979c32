"""The two sides of an option: what the lessons call them. By side: 1 has bought, -1 has sold.

A phrase that stands in a sentence as it is; where a verb or more changes with the side, the lab has
a sentence for each.
"""

NAME = {1: "owner", -1: "seller"}
HEAD = {1: "Owner", -1: "Seller"}  # where a sentence begins with it
FOR = {1: "for the owner", -1: "for the seller"}
