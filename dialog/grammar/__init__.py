"""What callers say, as tables of phrases and a few rules of the language. [P]"""
