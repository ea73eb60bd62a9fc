"""Knowledge of languages, without models: sentences, numbers, dates, names, polarity, scripts.

Everything here works on plain text and gives character offsets into it.
"""
