def make_faq(): return []
def make_questions(): return []
