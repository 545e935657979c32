"""Options: formulas, prices and Greeks, books, option chains and smiles."""
