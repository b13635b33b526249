"""The cyber loop: from a finding to what is learned, and back to a finding that is gone.

Results of phishing simulations and of scans are read (`gophish`, `sarif`, `table`), counted by
groups of people that are large enough (`exposure`), classed by the human factor behind them
(`factors`), answered by a learning path asked of a unit, and closed by the next campaign or scan.
No result of a person is kept.
"""
