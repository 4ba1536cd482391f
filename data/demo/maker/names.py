"""Model names by mood; a brand and one of these make a title."""

MOUNTAIN = (
    "Skarn", "Ridge", "Corrie", "Talus", "Moraine", "Cornice", "Arete", "Bothy", "Heath", "Tarn", "Gully", "Crag",
    "Larch", "Rowan", "Juniper", "Lichen", "Plover", "Ptarmigan", "Marten", "Ibex", "Chamois", "Lynx", "Osprey",
    "Boulder", "Scree", "Saddle", "Summit", "Valley", "Pass", "Beck", "Fjord", "Skerry", "Tundra", "Aurora", "Drift",
    "Hollow", "Glen", "Moor", "Spruce", "Alder",
)  # fmt: skip
SWIFT = (
    "Swift", "Dart", "Kestrel", "Tempo", "Stride", "Cadence", "Pulse", "Relay", "Sprint", "Hare", "Gale", "Zephyr",
    "Breeze", "Comet", "Spark", "Arrow", "Flint", "Mile", "Lap", "Bound", "Glide", "Current", "Rush", "Echo", "Volt",
    "Meteor", "Jet", "Skip", "Fleet", "Rapid",
)  # fmt: skip
CLOTH = (
    "Aster", "Birch", "Clover", "Dune", "Elm", "Fern", "Gorse", "Hazel", "Iris", "Kelp", "Linden", "Maple", "Nettle",
    "Oak", "Pebble", "Quill", "Reed", "Sorrel", "Teasel", "Umber", "Violet", "Willow", "Yarrow", "Bramble", "Thistle",
    "Cove", "Harbour", "Lagoon", "Meadow", "Orchard", "Prairie", "Shore", "Copse", "Field", "Grove", "Knoll",
)  # fmt: skip
HOME = (
    "Alba", "Bruno", "Cleo", "Dora", "Edda", "Faro", "Greta", "Hugo", "Ida", "Juno", "Karlo", "Lotte", "Mika", "Nilo",
    "Otto", "Pia", "Rosa", "Sven", "Tilda", "Ursa", "Vera", "Willa", "Yuki", "Zola", "Arlo", "Bea", "Cora", "Dag",
    "Elio", "Freja", "Gus", "Hilda", "Ivo", "Jette", "Kira", "Lars",
)  # fmt: skip
SOUND = (
    "Nocturne", "Prelude", "Rondo", "Sonata", "Verse", "Chorus", "Hush", "Murmur", "Canto", "Forte", "Largo", "Vivace",
    "Timbre", "Octave", "Reverb", "Aria", "Ballad", "Motif", "Treble", "Refrain", "Encore", "Serenade", "Tremolo",
    "Overture", "Minuet", "Nova", "Halo", "Orbit",
)  # fmt: skip
PLACES = (
    "Lisbon", "Bergen", "Trieste", "Porto", "Ghent", "Malmo", "Cadiz", "Siena", "Bruges", "Lucerne", "Graz", "Tallinn",
    "Riga", "Cork", "Galway", "Bath", "Nantes", "Annecy", "Ravenna", "Split", "Zadar", "Leiden", "Aarhus", "Turku",
    "Bilbao", "Evora", "Verona", "Lund",
)  # fmt: skip
DAYS = (
    "Morning Bell", "First Light", "Slow Sunday", "Night Owl", "Market Day", "Front Porch", "Long Table", "Corner Shop",
    "Blue Hour", "Rainy Window", "Early Train", "Lighthouse", "Old Harbour", "Garden Gate", "Quiet Street", "Red Door",
    "Tall Grass", "Paper Boat", "Stone Bridge", "Open Road", "Village Green", "Cedar Hill", "Winter Sun", "River Bend",
    "Hilltop", "Apple Yard", "Brass Band", "Copper Kettle", "Wool Market", "Tin Roof",
)  # fmt: skip
GAMES = (
    "Harbour of Lanterns", "The Beekeepers", "Orchard Rush", "Nine Bridges", "Salt & Spice", "Fox in the Snow",
    "Clockmakers", "The Ferry Line", "Tide Pools", "Moss & Stone", "Night Train North", "The Glass Garden",
    "Potters' Row", "Mountain Post", "Cabin Fever Club", "The Quiet Forest", "Kite Masters", "Island Bakers",
    "Map of Whispers", "Last Light Inn", "Pocket Mammoths", "River Traders", "Secret Recipes", "The Long Hedge",
    "Stargazers", "Tiny Railways", "Wild Allotment", "Two Herons", "Word Weavers", "Canal City", "The Owl Council",
    "Snow Patrol Dice", "Hidden Valleys", "Crumbs!", "Lost Umbrellas", "Windmill Hill", "Cat on the Roof",
    "Desert Caravan", "Puffin Rock", "Letters Home", "The Mushroom Fair", "Thirteen Ghosts", "Gold & Gravel",
    "Sky Ferries", "Pepper Street", "Hamlet Hustle", "Bog Bodies", "Treehouse Tales",
)  # fmt: skip
