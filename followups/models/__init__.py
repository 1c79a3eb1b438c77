from followups.models.answers import Feedback, InboundMessage, ProviderUpdate, Suppression
from followups.models.messages import Message

__all__ = ["Feedback", "InboundMessage", "Message", "ProviderUpdate", "Suppression"]
