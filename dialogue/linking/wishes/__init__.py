"""What a part of a message says of goods: links in, filters out."""

from dialogue.linking.wishes.model import Wishes
from dialogue.linking.wishes.reader import WishReader

__all__ = ["WishReader", "Wishes"]
