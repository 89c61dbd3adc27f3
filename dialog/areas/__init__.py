"""Districts and streets: area tables by city code, and places named in speech. [P]"""
