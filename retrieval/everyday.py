"""Words of talk that no shelf holds: they are nobody's slip for a catalogue's word, and rank nothing."""

from __future__ import annotations

from retrieval.text import stem

# stems count, so that "browsing" is "browse"; words that goods are called by ("run", "travel", "day") are no part
TALK = (
    # what one does while shopping and talking
    "browse shop seek wonder think thought guess hope wish suppose believe mean meant said say ask answer explain help "
    "assist advise choose chose decide consider try tried bring grab afford worry happen arrive wait hurry "
    "begin began continue remember understand understood hear heard speak spoke talk chat reply respond "
    "seem appear feel become became came went gone leave moved visit met spent paid compare "
    "wasnt couldnt wouldnt hasnt havent hadnt werent arent shouldnt didnt aint "
    "recommend suggest shopping hunting browsing wondering thinking hoping choosing deciding trying "
    # when
    "yet today tomorrow tonight yesterday soon later already currently lately recently again always sometimes often "
    "usually moment minute asap immediately urgently quickly meanwhile nowadays eventually "
    # how sure, how much
    "perhaps probably possibly definitely certainly absolutely totally completely exactly simply basically honestly "
    "literally obviously actually quite enough almost nearly anyway otherwise though although because unless whether "
    "however therefore either neither instead besides especially particularly preferably ideally mostly hopefully "
    # who and how one feels
    "somebody everyone everybody nobody myself yourself himself herself ourselves mate buddy glad happy sorry keen "
    "surprise meh interested curious unsure willing possible impossible favourite important wrong silly stuck "
    # where one is
    # how much it may cost
    "euros dollars maximum minimum budget "
    "website site catalogue catalog store online offer"
).split()
EVERYDAY = frozenset(stem(word) for word in TALK)
